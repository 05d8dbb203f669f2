import { rolloutStates } from '../../contract/resources/epoch.ts'
import type { Engine } from '../../engine/engine.ts'
import type { TaskFigures } from '../../engine/figures.ts'
import type { Reading } from './reading.ts'

/** Tasks that have a label of their own; all beyond are one, `other`. */
const MAX_LABELLED_TASKS = 100

/** The state of the fleet and its tasks, as the engine knows it at the moment of a scrape. */
export function fleetReadings(engine: Engine): Reading[] {
  return [
    {
      kind: 'gauge',
      name: 'batchdeck_consumers',
      help: 'Known consumers by state (LV-1, LV-2). Somebody lost: start it again or dismiss it.',
      labels: ['state'],
      read: () => labelled('state', engine.consumerFigures().byState),
    },
    {
      kind: 'counter',
      name: 'batchdeck_consumers_refused_total',
      help: 'Registrations of new ids that were refused (WS-21). Raise monitor.limits.max-consumers or that of their token, or find who invents ids.',
      read: () => engine.consumersRefused,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_consumers_drained',
      help: 'Consumers that an operator drained, whatever their state (LV-5). They own nothing until it is undone.',
      read: () => engine.consumerFigures().drained,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_consumers_stuck',
      help: 'Consumers that are online and make no progress (LV-4). Look at their logs, or restart them.',
      read: () => engine.consumerFigures().stuck,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_consumers_kept',
      help: 'Consumers that are lost and whose slots the brake keeps for them (BR-1). Find out why so many went at once; then wait, or redistribute.',
      read: () => engine.consumerFigures().kept,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_consumers_held',
      help: 'Consumers in maintenance, there or not (MW-2). Their slots stay theirs until it ends.',
      read: () => engine.consumerFigures().held,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_consumer_sessions',
      help: 'Consumers that are registered on an open socket. Fewer than the fleet has processes: some do not get here.',
      read: () => engine.consumerFigures().sessions,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_batches',
      help: 'Planned batches by the status their consumer reported last. Errors: the message of the batch says why.',
      labels: ['status'],
      read: () => labelled('status', engine.batchFigures().byStatus),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_batches_stale',
      help: 'Batches that a consumer still reports after they were given to another (WS-16). If it lasts, it did not reload.',
      read: () => engine.batchFigures().stale,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_batches_unplanned',
      help: 'Batches that consumers report and nobody planned here (WS-15). Such a consumer may be meant for another monitor.',
      read: () => engine.batchFigures().unplanned,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_tasks',
      help: 'Tasks.',
      read: () => engine.taskFigures().length,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_targets',
      help: 'Targets of a task. The first hundred tasks have their own label, the sum of all others is `other`.',
      labels: ['task_id'],
      read: () => perTask(engine, ({ targets }) => targets),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_targets_covered',
      help: 'Targets of a task whose consumer is online.',
      labels: ['task_id'],
      read: () => perTask(engine, ({ covered }) => covered),
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
      read: () => perTask(engine, ({ epoch }) => epoch),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_rollouts',
      help: 'Tasks by the state of their current epoch (EP-4). Degraded: somebody who has to answer is stuck or lost.',
      labels: ['state'],
      read: () => {
        // A current epoch is never superseded.
        const counts = { rolling_out: 0, settled: 0, degraded: 0 }
        for (const { state } of engine.taskFigures()) if (state !== null && state !== 'superseded') counts[state]++
        return labelled('state', counts)
      },
    },
    {
      kind: 'gauge',
      name: 'batchdeck_rollout_consumers',
      help: 'Consumers that were told of a current epoch, by how far they are (EP-3). Stuck: it does not answer; restart it.',
      labels: ['state'],
      read: () => {
        const tasks = engine.taskFigures()
        return rolloutStates.map((state) => [{ state }, tasks.reduce((sum, { told }) => sum + told[state], 0)] as const)
      },
    },
  ]
}

type Labelled = readonly (readonly [Record<string, string>, number])[]

function labelled(label: string, counts: Readonly<Record<string, number>>): Labelled {
  return Object.entries(counts).map(([key, count]) => [{ [label]: key }, count] as const)
}

function perTask(engine: Engine, of: (task: TaskFigures) => number): Labelled {
  const values = new Map<string, number>()
  for (const task of engine.taskFigures()) {
    const label = values.size < MAX_LABELLED_TASKS ? String(task.taskId) : 'other'
    values.set(label, (values.get(label) ?? 0) + of(task))
  }
  return Array.from(values, ([task_id, value]) => [{ task_id }, value] as const)
}

function coverage(engine: Engine): Labelled {
  const covered = perTask(engine, (task) => task.covered)
  const targets = perTask(engine, (task) => task.targets)
  return targets.map(([labels, of], i) => [labels, of === 0 ? 1 : (covered[i]?.[1] ?? 0) / of] as const)
}
