import type { Command } from 'commander'
import type { EventResource } from '../../contract/events.ts'
import { severities } from '../../contract/resources/alert.ts'
import type { EpochDiff, EpochResource } from '../../contract/resources/epoch.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import { answered } from '../../console/summaries.ts'
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.ts'
import { commandNames } from '../command-names.ts'
import { Failure } from '../failure.ts'
import { follow } from '../follow.ts'
import { momentOf, numberOf } from '../given-time.ts'
import type { Look } from '../look.ts'
import type { MonitorApi, Query } from '../monitor-api.ts'
import type { Column } from '../table.ts'
import { type Colour, jsonText } from '../terminal.ts'
import { taskOf } from './action-commands.ts'
import { collected, namesIn } from './fleet-commands.ts'
import { eventWords } from './event-words.ts'
import { counted } from './words.ts'

const DEFAULT_EPOCHS = 20
const DEFAULT_EVENTS = 50
const PAGE = 1000
/** The most that one answer holds of each list. */
const MAX_DIFF = 100_000

/** `epochs`, `diff`, `events`: what was. */
export function addHistoryCommands(program: Command, context: CommandContext): void {
  const { terminal } = context
  const command = (name: keyof typeof commandNames) =>
    withCommonOptions(program.command(name).description(commandNames[name])).option(
      '--task <task>',
      'task id or name; optional if there is only one',
    )

  command('epochs')
    .option('--limit <count>', `show at most this many, newest first (default ${DEFAULT_EPOCHS})`)
    .action(async (options: CommonOptions & { task?: string; limit?: string }) => {
      const limit = options.limit === undefined ? DEFAULT_EPOCHS : numberOf(options.limit, '--limit', 1)
      const api = context.api(options)
      const { task_id: taskId } = await taskOf(api, options.task)
      const path = `/api/tasks/${taskId}/epochs`
      const epochs = await api.all<EpochResource>(path, 'epochs', { limit: Math.min(limit, PAGE) }, limit)
      await context.list(epochs, epochColumns(context.look()), { ...options, field: 'epochs' })
    })

  command('diff')
    .argument('<from>', 'an epoch; 0 is the empty state before the first')
    .argument('<to>', 'another epoch')
    .option('--limit <count>', `at most this many of each list (default ${PAGE})`)
    .action(async (from: string, to: string, options: CommonOptions & { task?: string; limit?: string }) => {
      const limit = options.limit === undefined ? PAGE : numberOf(options.limit, '--limit', 1, MAX_DIFF)
      const [first, second] = [numberOf(from, 'FROM'), numberOf(to, 'TO')]
      const api = context.api(options)
      const { task_id: taskId } = await taskOf(api, options.task)
      const diff = await api.get<EpochDiff>(`/api/tasks/${taskId}/epochs/${first}/diff/${second}`, { limit })
      if (options.json) await terminal.printJson(diff)
      else await terminal.say(diffLines(diff))
    })

  command('events')
    .option('-f, --follow', 'keep printing new events until Ctrl-C; with --json one per line')
    .option('--since <time>', 'a span like 2h, or an ISO 8601 time')
    .option('--until <time>', 'the same')
    .option('--type <type>', 'only of this type; repeatable or comma-separated', collected)
    .option('--severity <severity>', 'critical, warning or info; comma-separated', collected)
    .option('--consumer <id>', 'only about this consumer')
    .option('--search <words>', 'only events with all of these words')
    .option('--limit <count>', `only the last N (default ${DEFAULT_EVENTS}, or all with --since)`)
    .action((options: EventOptions) => events(context, options))
}

interface EventOptions extends CommonOptions {
  readonly task?: string
  readonly follow?: boolean
  readonly since?: string
  readonly until?: string
  readonly type?: readonly string[]
  readonly severity?: readonly string[]
  readonly consumer?: string
  readonly search?: string
  readonly limit?: string
}

/** @throws {Failure} */
async function assertNames({ type = [], severity = [] }: EventOptions): Promise<void> {
  // Others need not load them.
  const { eventTypes } = await import('../../contract/events.ts')
  for (const given of type) namesIn(given, eventTypes, '--type')
  for (const given of severity) namesIn(given, severities, '--severity')
}

interface EventPage {
  readonly events: readonly EventResource[]
}

async function events(context: CommandContext, options: EventOptions): Promise<void> {
  const { terminal } = context
  await assertNames(options)
  if (options.follow && options.until !== undefined)
    throw new Failure('wrong', '--follow and --until exclude each other.')
  const now = Date.now()
  const limit = options.limit === undefined ? DEFAULT_EVENTS : numberOf(options.limit, '--limit')
  const since = options.since === undefined ? undefined : momentOf(options.since, '--since', now)
  const until = options.until === undefined ? undefined : momentOf(options.until, '--until', now)
  const api = context.api(options)
  const tasks = new Map(
    (await api.all<TaskResource>('/api/tasks', 'tasks')).map((task) => [task.task_id, task] as const),
  )
  const filter: Query = {
    ...(options.task !== undefined && { task_id: (await taskOf(api, options.task)).task_id }),
    consumer_id: options.consumer,
    type: options.type,
    severity: options.severity,
    q: options.search,
    since,
    until,
  }
  // The last so many, or all since then, and oldest first: as a log is read.
  const isAll = since !== undefined && options.limit === undefined
  // What is not asked for still says up to where the log was read.
  let place = options.follow ? await newest(api) : 0
  const shown =
    limit === 0 && !isAll
      ? []
      : isAll
        ? await api.all<EventResource>('/api/events', 'events', { ...filter, order: 'asc', limit: PAGE })
        : (
            await api.all<EventResource>('/api/events', 'events', { ...filter, limit: Math.min(limit, PAGE) }, limit)
          ).toReversed()
  place = Math.max(place, shown.at(-1)?.seq ?? 0)
  const say = (some: readonly EventResource[], isFirst: boolean) => print(context, some, tasks, options, isFirst)
  if (!options.follow) {
    if (options.json) await terminal.printJson({ events: shown })
    else await say(shown, true)
    return
  }
  await say(shown, true)
  await follow(
    async (wasAway) => {
      if (wasAway && (await newest(api)) < place) {
        terminal.note('The event log starts over: the monitor has a different database now.')
        place = 0
      }
      const page = await api.get<EventPage>('/api/events', { ...filter, after: place, order: 'asc', limit: PAGE })
      await say(page.events, false)
      place = page.events.at(-1)?.seq ?? place
      return page.events.length === PAGE
    },
    (text) => terminal.note(text),
  )
}

async function newest(api: MonitorApi): Promise<number> {
  const { events: last } = await api.get<EventPage>('/api/events', { limit: 1 })
  return last[0]?.seq ?? 0
}

async function print(
  context: CommandContext,
  shown: readonly EventResource[],
  tasks: ReadonlyMap<number, TaskResource>,
  options: EventOptions,
  isFirst: boolean,
): Promise<void> {
  const { terminal } = context
  if (options.json) {
    await terminal.print(shown.map((event) => jsonText(event)))
    return
  }
  if (shown.length === 0 && options.follow && terminal.isScreen) return
  const header = options.header && isFirst && !(options.follow && terminal.isScreen)
  await terminal.print(context.table(shown, eventColumns(tasks, terminal.isScreen), { ...options, header }))
}

const severityColours: Readonly<Record<string, Colour>> = { critical: 'red', warning: 'yellow' }

function eventColumns(tasks: ReadonlyMap<number, TaskResource>, isScreen: boolean): readonly Column<EventResource>[] {
  return [
    { name: 'time', cell: ({ at }) => (isScreen ? localTime(at) : new Date(at).toISOString()), colour: () => 'dim' },
    {
      name: 'severity',
      cell: ({ severity = 'info' }) => severity,
      least: 8,
      colour: ({ severity }) => severityColours[severity ?? ''] ?? null,
    },
    { name: 'type', cell: ({ type }) => type, least: 15 },
    { name: 'consumer', cell: ({ consumer_id: id }) => id ?? '', least: 12 },
    { name: 'task', cell: ({ task_id: id }) => (id === undefined ? '' : String(id)), least: 4 },
    { name: 'batch', cell: ({ batch_id: id }) => (id === undefined ? '' : String(id)), least: 5 },
    { name: 'what', cell: (event) => eventWords(event, tasks), isWide: true },
  ]
}

/** `2027-01-31 12:00:01`, by the clock of who reads it. */
function localTime(at: number): string {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
  return date.toISOString().slice(0, 19).replace('T', ' ')
}

function epochColumns(look: Look): readonly Column<EpochResource>[] {
  return [
    { name: 'epoch', cell: ({ epoch }) => String(epoch), isNumber: true },
    { name: 'created', cell: ({ created_at: at }) => look.time(at), isNumber: look.isScreen },
    { name: 'state', cell: ({ state }) => state, colour: ({ state }) => (state === 'degraded' ? 'yellow' : null) },
    {
      name: 'answered',
      cell: (epoch) => {
        const { done, told } = answered(epoch)
        return `${done}/${told}`
      },
      isNumber: true,
    },
    { name: 'targets', cell: ({ counts }) => look.count(counts.targets), isNumber: true },
    { name: 'added', cell: ({ counts }) => look.count(counts.added), isNumber: true },
    { name: 'removed', cell: ({ counts }) => look.count(counts.removed), isNumber: true },
    { name: 'moved', cell: ({ counts }) => look.count(counts.moved_consumer), isNumber: true },
    { name: 'cause', cell: ({ cause }) => cause, isWide: true },
  ]
}

/** Like that of files: what came and what went, a line each. */
function diffLines({ from, to, counts, targets, batches, next }: EpochDiff): string[] {
  const moved = counts.moved_consumer === null ? 'unknown how many' : String(counts.moved_consumer)
  return [
    `Epoch ${from} → ${to}: ${counted(counts.added, 'target')} added, ${counts.removed} removed, ${moved} with another consumer.`,
    ...targets.removed.map(({ target }) => `- ${target}`),
    ...targets.added.map(({ target }) => `+ ${target}`),
    ...targets.rerated.map((one) => `~ ${one.target}: ${one.from} → ${one.to}`),
    ...targets.described.map(({ target }) => `~ ${target}: other attributes`),
    ...batches.handed.map((batch) => `> batch ${batch.batch_id}: ${batch.from ?? 'nobody'} → ${batch.to ?? 'nobody'}`),
    ...(next === null || next === undefined ? [] : ['… more: a higher --limit shows it.']),
  ]
}
