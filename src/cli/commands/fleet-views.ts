import { standOf } from '../../console/alert-stand.ts'
import { type Condition, conditionsOf, countConditions, conditions, isTrouble } from '../../console/condition.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import { answered, batchesOf, coveredTargets, summarize } from '../../console/summaries.ts'
import { alertText } from '../../console/words.ts'
import type { AlertResource, Severity } from '../../contract/resources/alert.ts'
import { severityOf } from '../../contract/resources/alert.ts'
import { type BatchResource, batchStatuses, type BatchStatus } from '../../contract/resources/batch.ts'
import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import type { SourceResource } from '../../contract/resources/source.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import type { Look } from '../look.ts'
import type { Column } from '../table.ts'
import type { Colour } from '../terminal.ts'

const severityColours: Readonly<Record<Severity, Colour>> = { critical: 'red', warning: 'yellow', info: 'cyan' }
const statusColours: Readonly<Record<BatchStatus, Colour | null>> = {
  pending: 'dim',
  running: null,
  completed: 'green',
  error: 'red',
}

/** Of a whole number of percent a progress is. */
const WHOLE = 100

/** What of its targets somebody online watches, 0–1; null without any. */
export function coverageOf(data: FleetData, taskId: number | null): number | null {
  const { targets, covered } = coveredTargets(data, taskId)
  return targets === 0 ? null : covered / targets
}

export function taskColumns(data: FleetData, look: Look): readonly Column<TaskResource>[] {
  const batches = Map.groupBy(data.batches.values(), ({ task_id }) => task_id)
  const summaries = new Map(
    Array.from(data.tasks.keys(), (taskId) => [taskId, summarize(batches.get(taskId) ?? [])] as const),
  )
  return [
    { name: 'task', cell: ({ task_id }) => String(task_id), isNumber: true },
    { name: 'name', cell: ({ name }) => name, isWide: true },
    { name: 'targets', cell: ({ targets }) => look.count(targets), isNumber: true },
    {
      name: 'coverage',
      cell: ({ task_id }) => look.share(coverageOf(data, task_id)),
      isNumber: true,
      colour: ({ task_id }) => ((coverageOf(data, task_id) ?? 1) < 1 ? 'red' : null),
    },
    { name: 'epoch', cell: ({ epoch }) => look.count(epoch), isNumber: true },
    { name: 'rollout', cell: (task) => rolloutOf(data, task), colour: (task) => rolloutColour(data, task) },
    { name: 'batches', cell: ({ batches: count }) => look.count(count), isNumber: true, minor: 1 },
    ...batchStatuses.slice(1).map((status): Column<TaskResource> => ({
      name: status,
      ...(status === 'completed' && { minor: 3 }),
      ...(status === 'running' && { minor: 2 }),
      cell: ({ task_id }) => look.count(summaries.get(task_id)?.[status] ?? 0),
      isNumber: true,
      colour: ({ task_id }) => (status === 'error' && (summaries.get(task_id)?.error ?? 0) > 0 ? 'red' : null),
    })),
  ]
}

/** `settled`, or `rolling_out 3/8`. */
function rolloutOf(data: FleetData, { task_id, epoch }: TaskResource): string {
  const current = data.epochs.get(task_id)?.find((one) => one.epoch === epoch)
  if (current === undefined) return ''
  const { done, told } = answered(current)
  return current.state === 'settled' || told === 0 ? current.state : `${current.state} ${done}/${told}`
}

function rolloutColour(data: FleetData, { task_id, epoch }: TaskResource): Colour | null {
  const state = data.epochs.get(task_id)?.find((one) => one.epoch === epoch)?.state
  return state === 'degraded' ? 'yellow' : null
}

export function consumerColumns(data: FleetData, look: Look): readonly Column<ConsumerResource>[] {
  const all = conditionsOf(data.consumers, data.alerts)
  const of = ({ consumer_id }: ConsumerResource): Condition => all.get(consumer_id) ?? 'online'
  const hasProgress = [...data.consumers.values()].some(({ progressed_at }) => progressed_at !== undefined)
  return [
    { name: 'consumer', cell: ({ consumer_id }) => consumer_id, isWide: true },
    { name: 'state', cell: of, colour: (consumer) => conditionColour(of(consumer)) },
    { name: 'since', cell: ({ state_since }) => look.age(state_since), isNumber: look.isScreen },
    { name: 'last heard', cell: ({ last_seen_at }) => look.time(last_seen_at), isNumber: look.isScreen },
    ...(hasProgress || !look.isScreen
      ? [
          {
            name: 'progressed',
            cell: ({ progressed_at }: ConsumerResource) => look.time(progressed_at),
            isNumber: look.isScreen,
            minor: 1,
          },
        ]
      : []),
    { name: 'slots', cell: ({ slots }) => look.count(slots), isNumber: true, minor: 2 },
    { name: 'targets', cell: ({ targets }) => look.count(targets), isNumber: true },
    {
      name: 'failing',
      cell: ({ targets_in_error = 0 }) => look.count(targets_in_error),
      isNumber: true,
      colour: ({ targets_in_error = 0 }) => (targets_in_error > 0 ? 'red' : null),
    },
    { name: 'version', cell: ({ version }) => version ?? '', isWide: true, minor: 4 },
    { name: 'host', cell: ({ hostname, remote }) => hostname ?? remote ?? '', isWide: true, minor: 3 },
    {
      name: 'labels',
      cell: ({ labels }) =>
        Object.entries(labels)
          .map((pair) => pair.join('='))
          .join(','),
      isWide: true,
      minor: 5,
    },
  ]
}

function conditionColour(condition: Condition): Colour | null {
  if (condition === 'lost') return 'red'
  if (isTrouble(condition)) return 'yellow'
  return condition === 'online' ? 'green' : 'dim'
}

export function batchColumns(look: Look): readonly Column<BatchResource>[] {
  return [
    { name: 'batch', cell: ({ batch_id }) => String(batch_id), isNumber: true },
    { name: 'task', cell: ({ task_id }) => (task_id === null ? '' : String(task_id)), isNumber: true },
    { name: 'consumer', cell: ({ consumer_id }) => consumer_id ?? '', isWide: true },
    { name: 'status', cell: ({ status }) => status, colour: ({ status }) => statusColours[status] },
    {
      name: 'progress',
      cell: ({ progress }) => (look.isScreen ? look.share(progress / WHOLE) : String(progress)),
      isNumber: true,
    },
    { name: 'targets', cell: ({ targets }) => look.count(targets), isNumber: true, minor: 1 },
    { name: 'priority', cell: ({ priority }) => priority ?? '', minor: 3 },
    { name: 'updated', cell: ({ updated_at }) => look.time(updated_at), isNumber: look.isScreen },
    { name: 'planned', cell: ({ planned, stale }) => (stale ? 'stale' : planned ? 'yes' : 'no'), minor: 2 },
    { name: 'message', cell: ({ message }) => message, isWide: true },
  ]
}

export function alertColumns(data: FleetData, look: Look): readonly Column<AlertResource>[] {
  return [
    { name: 'severity', cell: ({ kind }) => severityOf(kind), colour: ({ kind }) => severityColours[severityOf(kind)] },
    { name: 'since', cell: ({ since }) => look.age(since), isNumber: look.isScreen },
    { name: 'stands', cell: standOf, minor: 2 },
    { name: 'what', cell: (alert) => alertText(alert, data.tasks, 'en'), isWide: true },
    { name: 'id', cell: ({ alert_id }) => alert_id, minor: 1 },
  ]
}

/** The gravest first, of these the longest. */
export function gravestFirst(alerts: readonly AlertResource[]): AlertResource[] {
  const order: readonly Severity[] = ['critical', 'warning', 'info']
  const rank = ({ kind }: AlertResource) => order.indexOf(severityOf(kind))
  return alerts.toSorted((a, b) => rank(a) - rank(b) || a.since - b.since)
}

/** `12 online, 1 lost` */
export function conditionWords(data: FleetData, look: Look): string {
  const counts = countConditions(conditionsOf(data.consumers, data.alerts).values())
  const said = conditions.toReversed().flatMap((condition) => {
    const count = counts[condition]
    if (count === 0) return []
    const colour = condition === 'online' ? null : conditionColour(condition)
    const text = `${look.count(count)} ${condition}`
    return colour === null ? text : look.paint(colour, text)
  })
  return said.length === 0 ? 'none' : said.join(', ')
}

/** `12 running, 3 completed; 43 %` */
export function batchWords(data: FleetData, look: Look): string {
  const summary = summarize(batchesOf(data, null))
  if (summary.total === 0) return 'none'
  const said = batchStatuses.flatMap((status) => {
    if (summary[status] === 0) return []
    const text = `${look.count(summary[status])} ${status}`
    return status === 'error' ? look.paint('red', text) : text
  })
  return `${said.join(', ')}; ${look.share(summary.progress / WHOLE)} done`
}

export function sourceColumns(look: Look): readonly Column<SourceResource>[] {
  return [
    { name: 'task', cell: ({ task_id }) => String(task_id), isNumber: true },
    { name: 'source', cell: ({ name }) => name, isWide: true },
    { name: 'kind', cell: ({ kind }) => kind },
    {
      name: 'state',
      cell: ({ state }) => state,
      colour: ({ state }) => (state === 'failed' || state === 'stale' || state === 'waiting' ? 'yellow' : null),
    },
    { name: 'last run', cell: ({ last_run }) => look.time(last_run?.at) },
    { name: 'outcome', cell: ({ last_run }) => last_run?.outcome ?? '' },
    { name: 'where', cell: ({ where }) => where, isWide: true },
    { name: 'problem', cell: ({ last_run }) => last_run?.problem?.message ?? '', isWide: true },
  ]
}
