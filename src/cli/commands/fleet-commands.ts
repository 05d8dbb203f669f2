import type { Command } from 'commander'
import { needsSomebody, standOf } from '../../console/alert-stand.ts'
import { conditions, conditionsOf, countConditions } from '../../console/condition.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import { cleanText } from '../../console/words/one-line.ts'
import { batchesOf, summarize } from '../../console/summaries.ts'
import { severityOf } from '../../contract/resources/alert.ts'
import { batchStatuses } from '../../contract/resources/batch.ts'
import { chosenTask } from '../chosen-task.ts'
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.ts'
import { commandNames } from '../command-names.ts'
import { exitCodes, Failure } from '../failure.ts'
import { Fleet } from '../fleet.ts'
import { numberOf } from '../given-time.ts'
import { type View, watchFleet } from '../live-screen.ts'
import { type Look, lookFor } from '../look.ts'
import {
  alertColumns,
  batchColumns,
  batchWords,
  conditionWords,
  consumerColumns,
  coverageOf,
  gravestFirst,
  sourceColumns,
  taskColumns,
} from './fleet-views.ts'

interface WatchOptions extends CommonOptions {
  /** Seconds; true where none were given. */
  readonly watch?: string | true
}

/** What of the fleet is shown, and how. */
interface Shown {
  readonly lines: View
  readonly json: (data: FleetData, look: Look) => unknown
}

const DEFAULT_WATCH_S = 2
const MAX_WATCH_S = 86_400
/** Alerts on the screen of `status`. */
const MAX_STATUS_ALERTS = 10

/** Commands that show the fleet as it is, or as it changes: `status`, `tasks`, `consumers`, `batches`, `alerts`, `sources`. */
export class FleetCommands {
  private readonly program: Command
  private readonly context: CommandContext

  constructor(program: Command, context: CommandContext) {
    this.program = program
    this.context = context
  }

  add(): void {
    this.watchable('status')
      .option('--check', 'exit with 1 while a critical alert is active, for cron and monitoring')
      .action((options: WatchOptions & { check?: boolean }) => this.status(options))
    this.watchable('tasks').action((options: WatchOptions) =>
      this.show(options, () => ({
        lines: (data, look, width) =>
          this.context.table([...data.tasks.values()], taskColumns(data, look), options, width),
        json: ({ tasks }) => ({ tasks: [...tasks.values()] }),
      })),
    )
    this.watchable('consumers')
      .argument('[ids...]', 'only these consumers')
      .option('--state <states>', `only in these states: ${conditions.join(', ')}`)
      .option('--label <name=value>', 'only with this label; repeatable', collected)
      .option('--task <task>', 'only with batches of this task, by id or name')
      .action((ids: string[], options: ConsumerOptions) => this.consumers(ids, options))
    this.watchable('batches')
      .option('--task <task>', 'only of this task, by id or name')
      .option('--consumer <id>', 'only of this consumer')
      .option('--status <statuses>', `only with these: ${batchStatuses.join(', ')}`)
      .action((options: BatchOptions) => this.batches(options))
    this.watchable('sources').action((options: WatchOptions) =>
      this.show(options, () => ({
        lines: (data, look, width) => this.context.table(data.sources, sourceColumns(look), options, width),
        json: ({ sources }) => ({ sources }),
      })),
    )
  }

  /** `alerts` without anything behind it. @param isAll also those that somebody looks after */
  async alerts(options: WatchOptions & { all?: boolean; severity?: string }): Promise<void> {
    const severities = namesIn(options.severity, ['critical', 'warning', 'info'], '--severity')
    const of = ({ alerts }: FleetData) =>
      gravestFirst(alerts).filter(
        (alert) =>
          (options.all || needsSomebody(alert)) && (severities === null || severities.has(severityOf(alert.kind))),
      )
    await this.show(options, () => ({
      lines: (data, look, width) => this.context.table(of(data), alertColumns(data, look), options, width),
      json: (data) => ({ alerts: of(data).map((alert) => ({ ...alert, severity: severityOf(alert.kind) })) }),
    }))
  }

  /** A command with `--watch`. */
  watchable(name: keyof typeof commandNames): Command {
    return withCommonOptions(this.program.command(name).description(commandNames[name])).option(
      '--watch [seconds]',
      `refresh until Ctrl-C, by default every ${DEFAULT_WATCH_S} s`,
    )
  }

  private async status(options: WatchOptions & { check?: boolean }): Promise<void> {
    if (options.check && options.watch !== undefined) {
      throw new Failure('wrong', '--watch and --check exclude each other.')
    }
    let isCritical = false
    await this.show(options, (_, base) => ({
      lines: (data, look, width) => {
        isCritical = hasCritical(data)
        return this.statusLines(data, base, look, options, width)
      },
      json: (data) => {
        isCritical = hasCritical(data)
        return statusOf(data)
      },
    }))
    if (options.check && isCritical) this.context.exitCode = exitCodes.failed
  }

  private async consumers(ids: readonly string[], options: ConsumerOptions): Promise<void> {
    const states = namesIn(options.state, conditions, '--state')
    const labels = (options.label ?? []).map(labelOf)
    const wanted = new Set(ids)
    await this.show(options, (first) => {
      const unknown = ids.find((id) => !first.consumers.has(id))
      if (unknown !== undefined) throw new Failure('failed', `There is no consumer ${unknown}.`)
      const taskId = options.task === undefined ? null : chosenTask([...first.tasks.values()], options.task).task_id
      const of = (data: FleetData) => {
        const all = conditionsOf(data.consumers, data.alerts)
        const ofTask = taskId === null ? null : new Set(batchesOf(data, taskId).map(({ consumer_id }) => consumer_id))
        return [...data.consumers.values()]
          .filter(
            ({ consumer_id, labels: own }) =>
              (ids.length === 0 || wanted.has(consumer_id)) &&
              (states === null || states.has(all.get(consumer_id) ?? '')) &&
              (ofTask === null || ofTask.has(consumer_id)) &&
              labels.every(([name, value]) => own[name] === value),
          )
          .toSorted((a, b) => (a.consumer_id < b.consumer_id ? -1 : 1))
      }
      return {
        lines: (data, look, width) => this.context.table(of(data), consumerColumns(data, look), options, width),
        json: (data) => ({ consumers: of(data) }),
      }
    })
  }

  private async batches(options: BatchOptions): Promise<void> {
    const statuses = namesIn(options.status, batchStatuses, '--status')
    await this.show(options, (first) => {
      const { consumer } = options
      if (consumer !== undefined && !first.consumers.has(consumer)) {
        throw new Failure('failed', `There is no consumer ${consumer}.`)
      }
      const taskId = options.task === undefined ? null : chosenTask([...first.tasks.values()], options.task).task_id
      const of = (data: FleetData) =>
        batchesOf(data, taskId)
          .filter(
            ({ consumer_id, status }) =>
              (consumer === undefined || consumer_id === consumer) && (statuses === null || statuses.has(status)),
          )
          .toSorted((a, b) => a.batch_id - b.batch_id)
      return {
        lines: (data, look, width) => this.context.table(of(data), batchColumns(look), options, width),
        json: (data) => ({ batches: of(data) }),
      }
    })
  }

  /** The gravest first: what does not fit a screen is what can wait. @param base where the monitor was asked */
  private statusLines(data: FleetData, base: string, look: Look, options: CommonOptions, width: number): string[] {
    const { server, alerts, tasks, sources } = data
    const { paint } = look
    // Its head is for people, wherever it is printed; the tables below are not.
    const head = lookFor(true, paint, look.now)
    const open = gravestFirst(alerts).filter(needsSomebody)
    const tended = alerts.length - open.length
    const label = (text: string) => paint('dim', text.padEnd(11))
    const coverage = coverageOf(data, null)
    const isCovered = coverage === null || coverage === 1
    const lines = [
      `${label('Monitor')}${base}  ${cleanText(server.version)}, started ${head.time(server.started_at)}`,
      `${label('Consumers')}${conditionWords(data, head)}`,
      `${label('Coverage')}${paint(isCovered ? 'green' : 'red', coverage === null ? 'no targets yet' : head.share(coverage))}`,
      `${label('Batches')}${batchWords(data, head)}`,
      `${label('Alerts')}${open.length === 0 ? paint('green', 'none') : head.count(open.length)}${tended === 0 ? '' : `, ${tended} acknowledged or muted`}`,
    ]
    if (open.length > 0) {
      // All of them are open.
      const columns = alertColumns(data, look).filter(({ name }) => !look.isScreen || name !== 'stands')
      lines.push('', ...this.context.table(open.slice(0, MAX_STATUS_ALERTS), columns, options, width))
      if (open.length > MAX_STATUS_ALERTS) lines.push(`… ${open.length - MAX_STATUS_ALERTS} more: batchdeck alerts`)
    }
    if (tasks.size > 0)
      lines.push('', ...this.context.table([...tasks.values()], taskColumns(data, look), options, width))
    if (sources.length > 0) lines.push('', ...this.context.table(sources, sourceColumns(look), options, width))
    return lines
  }

  private async show(options: WatchOptions, shownOf: (first: FleetData, base: string) => Shown): Promise<void> {
    const { context } = this
    const { terminal } = context
    const connection = context.connection(options)
    if (options.watch !== undefined) {
      if (options.json) throw new Failure('wrong', '--watch and --json exclude each other.')
      const seconds = options.watch === true ? DEFAULT_WATCH_S : numberOf(options.watch, '--watch', 1, MAX_WATCH_S)
      let shown: Shown | null = null
      const view: View = (data, look, width) => (shown ??= shownOf(data, connection.base)).lines(data, look, width)
      const title = this.program.args[0] ?? ''
      const every = seconds * 1000
      context.exitCode = await watchFleet(connection, terminal, view, { title, every })
      return
    }
    using fleet = new Fleet(connection)
    const data = await fleet.ready()
    const look = context.look(fleet.now)
    const shown = shownOf(data, connection.base)
    if (options.json) await terminal.printJson(shown.json(data, look))
    else await terminal.print(shown.lines(data, look, terminal.width))
  }
}

interface ConsumerOptions extends WatchOptions {
  readonly state?: string
  readonly label?: readonly string[]
  readonly task?: string
}

interface BatchOptions extends WatchOptions {
  readonly task?: string
  readonly consumer?: string
  readonly status?: string
}

/** Of an option that may be given several times. */
export function collected(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** Names with commas between; null where the option was not given. @throws {Failure} */
export function namesIn(
  given: string | undefined,
  known: readonly string[],
  option: string,
): ReadonlySet<string> | null {
  if (given === undefined) return null
  const names = given.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return new Set(names)
  throw new Failure('wrong', `${option} ${unknown}: must be one of ${known.join(', ')}.`)
}

function labelOf(given: string): readonly [name: string, value: string] {
  const at = given.indexOf('=')
  if (at > 0) return [given.slice(0, at), given.slice(at + 1)]
  throw new Failure('wrong', `--label ${given} is not NAME=VALUE.`)
}

function hasCritical({ alerts }: FleetData): boolean {
  return alerts.some((alert) => severityOf(alert.kind) === 'critical' && standOf(alert) !== 'muted')
}

/** `[CMD-2]` `status --json`: resources as they are, and what is counted of the others. */
function statusOf(data: FleetData) {
  const { server, tasks, consumers, alerts, sources, windows, epochs } = data
  return {
    server,
    coverage: coverageOf(data, null),
    consumers: countConditions(conditionsOf(consumers, alerts).values()),
    batches: summarize(batchesOf(data, null)),
    tasks: Array.from(tasks.values(), (task) => ({
      ...task,
      coverage: coverageOf(data, task.task_id),
      current_epoch: epochs.get(task.task_id)?.find(({ epoch }) => epoch === task.epoch) ?? null,
    })),
    alerts: gravestFirst(alerts).map((alert) => ({ ...alert, severity: severityOf(alert.kind) })),
    sources,
    windows,
  }
}
