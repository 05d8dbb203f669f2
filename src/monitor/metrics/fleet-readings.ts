import { batchStatuses } from '../../contract/resources/batch.ts'
import type { Engine } from '../../engine/engine.ts'
import type { TaskState } from '../../engine/task-state.ts'
import type { BatchResource } from '../../contract/resources/batch.ts'
import type { ConsumerState } from '../../contract/resources/consumer.ts'
import { type EpochState, rolloutStates } from '../../contract/resources/epoch.ts'
import type { Reading } from './reading.ts'

/** Tasks that have a label of their own; all beyond are one, `other`. */
const MAX_LABELLED_TASKS = 100

const noConsumers: Record<ConsumerState, number> = { online: 0, suspect: 0, offline: 0, lost: 0 }
/** A current epoch is never superseded. */
const noRollouts: Record<Exclude<EpochState, 'superseded'>, number> = { rolling_out: 0, settled: 0, degraded: 0 }

/** The state of the fleet and its tasks, as the engine knows it at the moment of a scrape. */
export function fleetReadings(engine: Engine): Reading[] {
  return [
    {
      kind: 'gauge',
      name: 'batchdeck_consumers',
      help: 'Known consumers by state (LV-1, LV-2). Somebody lost: start it again or dismiss it.',
      labels: ['state'],
      read: () => countsBy('state', noConsumers, engine.fleet.views(), ({ state }) => state),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_consumers_drained',
      help: 'Consumers that an operator drained, whatever their state (LV-5). They own nothing until it is undone.',
      read: () => number(engine.fleet.views(), ({ drained_at }) => drained_at !== null),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_consumers_stuck',
      help: 'Consumers that are online and make no progress (LV-4). Look at their logs, or restart them.',
      read: () => number(engine.fleet.views(), ({ stuck_since }) => stuck_since !== null),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_consumer_sessions',
      help: 'Consumers that are registered on an open socket. Fewer than the fleet has processes: some do not get here.',
      read: () => number(engine.fleet.views(), ({ session_id }) => session_id !== null),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_batches',
      help: 'Planned batches by the status their consumer reported last. Errors: the message of the batch says why.',
      labels: ['status'],
      read: () => {
        const none = Object.fromEntries(batchStatuses.map((status) => [status, 0])) as Record<
          BatchResource['status'],
          number
        >
        return countsBy('status', none, engine.board.all(), ({ planned, status }) => (planned ? status : null))
      },
    },
    {
      kind: 'gauge',
      name: 'batchdeck_batches_stale',
      help: 'Batches that a consumer still reports after they were given to another (WS-16). If it lasts, it did not reload.',
      read: () => number(engine.board.all(), ({ stale }) => stale),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_batches_unplanned',
      help: 'Batches that consumers report and nobody planned here (WS-15). Such a consumer may be meant for another monitor.',
      read: () => number(engine.board.all(), ({ planned, stale }) => !planned && !stale),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_tasks',
      help: 'Tasks.',
      read: () => engine.tasks.size,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_targets',
      help: 'Targets of a task. The first hundred tasks have their own label, the sum of all others is `other`.',
      labels: ['task_id'],
      read: () => perTask(engine, ({ view }) => view.targets),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_targets_covered',
      help: 'Targets of a task whose consumer is online.',
      labels: ['task_id'],
      read: () => {
        const online = onlineOf(engine)
        return perTask(engine, (task) => task.coveredBy(online))
      },
    },
    {
      kind: 'gauge',
      name: 'batchdeck_coverage_ratio',
      help: 'Part of the targets of a task that is watched, 0 to 1; 1 without targets. Below 1, targets go unwatched.',
      labels: ['task_id'],
      read: () => coverage(engine),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_epoch',
      help: 'Current epoch of a task. Many epochs in a short time: consumers come and go, or lists change all the time.',
      labels: ['task_id'],
      read: () => perTask(engine, ({ view }) => view.epoch),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_rollouts',
      help: 'Tasks by the state of their current epoch (EP-4). Degraded: somebody who has to answer is stuck or lost.',
      labels: ['state'],
      read: () => {
        const current = ({ epochs }: TaskState) => {
          const state = epochs[0]?.state ?? null
          return state === 'superseded' ? null : state
        }
        return countsBy('state', noRollouts, engine.tasks.values(), current)
      },
    },
    {
      kind: 'gauge',
      name: 'batchdeck_rollout_consumers',
      help: 'Consumers that were told of a current epoch, by how far they are (EP-3). Stuck: it does not answer; restart it.',
      labels: ['state'],
      read: () => {
        const told = [...engine.tasks.values()].map(({ rollout }) => rollout.told())
        return rolloutStates.map((state) => [{ state }, told.reduce((sum, of) => sum + of[state], 0)] as const)
      },
    },
  ]
}

function number<T>(things: Iterable<T>, isCounted: (thing: T) => boolean): number {
  let count = 0
  for (const thing of things) if (isCounted(thing)) count++
  return count
}

function countsBy<T, K extends string>(
  label: string,
  none: Readonly<Record<K, number>>,
  things: Iterable<T>,
  of: (thing: T) => K | null,
): (readonly [Record<string, string>, number])[] {
  const counts: Record<K, number> = { ...none }
  for (const thing of things) {
    const key = of(thing)
    if (key !== null) counts[key]++
  }
  return Object.entries<number>(counts).map(([key, count]) => [{ [label]: key }, count] as const)
}

function perTask(engine: Engine, of: (task: TaskState) => number): (readonly [Record<string, string>, number])[] {
  const values = new Map<string, number>()
  for (const task of engine.tasks.values()) {
    const label = values.size < MAX_LABELLED_TASKS ? String(task.view.task_id) : 'other'
    values.set(label, (values.get(label) ?? 0) + of(task))
  }
  return Array.from(values, ([task_id, value]) => [{ task_id }, value] as const)
}

function coverage(engine: Engine): (readonly [Record<string, string>, number])[] {
  const online = onlineOf(engine)
  const covered = perTask(engine, (task) => task.coveredBy(online))
  const targets = perTask(engine, ({ view }) => view.targets)
  return targets.map(([labels, of], i) => [labels, of === 0 ? 1 : (covered[i]?.[1] ?? 0) / of] as const)
}

function onlineOf(engine: Engine): string[] {
  return Array.from(engine.fleet.views())
    .filter(({ state }) => state === 'online')
    .map(({ consumer_id }) => consumer_id)
}
