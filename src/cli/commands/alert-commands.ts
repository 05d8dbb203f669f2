import type { Command } from 'commander'
import { needsSomebody } from '../../console/alert-stand.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.ts'
import { Failure } from '../failure.ts'
import { momentOf, spanOf } from '../given-time.ts'
import type { FleetCommands } from './fleet-commands.ts'
import { counted } from './words.ts'

const DEFAULT_SNOOZE = '1h'

interface MarkOptions extends CommonOptions {
  readonly all?: boolean
  readonly why?: string
  readonly for?: string
  readonly until?: string
}

/** How each is done, and what is said of it. */
const marks = {
  ack: { path: 'acknowledge', description: 'mark as being looked after', said: 'acknowledged' },
  unack: { path: 'unacknowledge', description: 'reopen', said: 'reopened' },
  snooze: { path: 'snooze', description: 'send no notifications for a while', said: 'snoozed' },
  unsnooze: { path: 'snooze', description: 'send notifications again', said: 'unsnoozed' },
} as const
type Mark = keyof typeof marks

/** `alerts`, and what can be done about them. */
export function addAlertCommands(fleet: FleetCommands, context: CommandContext): void {
  const alerts = fleet
    .watchable('alerts')
    .option('--all', 'also acknowledged, snoozed and muted ones')
    .option('--severity <severity>', 'critical, warning or info; comma-separated')
    .action((options: CommonOptions) => fleet.alerts(options))
  for (const name of Object.keys(marks) as Mark[]) {
    const command: Command = withCommonOptions(alerts.command(name).description(marks[name].description))
      .argument('[ids...]', 'alert ids, as batchdeck alerts shows them')
      .option('--all', name.startsWith('un') ? 'all of them' : 'all open ones')
    if (!name.startsWith('un')) command.option('--why <text>', 'a note for whoever comes next')
    if (name === 'snooze') {
      command
        .option('--for <span>', `how long, e.g. 2h (default ${DEFAULT_SNOOZE})`)
        .option('--until <time>', 'until when')
    }
    command.action((ids: string[], options: MarkOptions) =>
      mark(context, name, ids, { ...alerts.opts<MarkOptions>(), ...options }),
    )
  }
}

async function mark(context: CommandContext, name: Mark, ids: readonly string[], options: MarkOptions): Promise<void> {
  const { terminal } = context
  if (ids.length > 0 === (options.all ?? false)) throw new Failure('wrong', 'Give alert ids, or --all.')
  const until = untilOf(name, options)
  const api = context.api(options)
  const chosen = options.all ? await allFor(name, api.list<AlertResource>('/api/alerts', 'alerts')) : ids
  const { path, said } = marks[name]
  const changed =
    chosen.length === 0
      ? []
      : (
          await api.post<{ alerts: string[] }>(`/api/alerts/${path}`, {
            alerts: chosen,
            ...(until !== undefined && { until }),
            ...(options.why !== undefined && { why: options.why }),
          })
        ).alerts
  if (options.json) await terminal.printJson({ alerts: changed })
  else
    await terminal.print([
      `${counted(changed.length, 'alert')} ${said}${changed.length === chosen.length ? '' : `; ${chosen.length - changed.length} resolved or unchanged`}.`,
    ])
}

async function allFor(name: Mark, asked: Promise<readonly AlertResource[]>): Promise<string[]> {
  const alerts = await asked
  const isMeant = (alert: AlertResource) => {
    if (name === 'unack') return alert.acknowledged !== undefined
    return name === 'unsnooze' ? alert.snoozed !== undefined : needsSomebody(alert)
  }
  return alerts.filter(isMeant).map(({ alert_id: id }) => id)
}

/** For the monitor; undefined where it is not about a time. */
function untilOf(name: Mark, { for: span, until }: MarkOptions): number | null | undefined {
  if (name === 'unsnooze') return null
  if (name !== 'snooze') return undefined
  if (span !== undefined && until !== undefined) throw new Failure('wrong', 'Give --for or --until, not both.')
  const now = Date.now()
  return until === undefined ? now + spanOf(span ?? DEFAULT_SNOOZE, '--for') : momentOf(until, '--until', now)
}
