import type { AlertResource } from '../contract/resources/alert.ts'
import type { ActiveWindows } from './active-windows.ts'
import type { Consumers } from './consumers.ts'
import type { Alert } from './standing-alerts.ts'
import type { Tasks } from './tasks.ts'

type Muted = AlertResource['muted'] | null
type Labels = Readonly<Record<string, string>>

const noLabels: Labels = {}

/** `[AL-7]` Which window mutes which alert: looked for anew only where the windows or the labels of the consumer are others. */
export class MutedAlerts {
  private readonly windows: ActiveWindows
  private readonly consumers: Pick<Consumers, 'get'>
  private readonly tasks: Pick<Tasks, 'find'>
  private known = new Map<string, { readonly labels: Labels; readonly muted: Muted }>()
  /** Of those that were asked for since the last look began. */
  private seen = new Map<string, { readonly labels: Labels; readonly muted: Muted }>()
  private revision = 0

  constructor(windows: ActiveWindows, consumers: Pick<Consumers, 'get'>, tasks: Pick<Tasks, 'find'>) {
    this.windows = windows
    this.consumers = consumers
    this.tasks = tasks
  }

  /** A look at all alerts begins. What is not asked for during it is forgotten. */
  begin(): void {
    this.known = this.windows.revision === this.revision ? this.seen : new Map()
    this.revision = this.windows.revision
    this.seen = new Map()
  }

  readonly of = (alert: Alert): Muted => {
    if (alert.kind === 'coverage') return this.ofCoverage(alert)
    const { alert_id: alertId, consumer_id: id } = alert
    const labels = (id === undefined ? null : this.consumers.get(id)?.labels) ?? noLabels
    const known = this.known.get(alertId)
    const muted =
      known?.labels === labels ? known.muted : this.windows.muting(alert, id === undefined ? null : { id, labels })
    this.seen.set(alertId, { labels, muted })
    return muted
  }

  /** Nobody watches these targets: it is expected where all whose they are, are; until the first of their windows ends. */
  private ofCoverage(alert: Alert): Muted {
    const ofTask = this.windows.muting(alert, null)
    const task = this.tasks.find(alert.task_id ?? 0)
    if (ofTask || !task) return ofTask
    let first: Muted = null
    for (const owner of new Set(task.owners)) {
      const consumer = owner === null ? undefined : this.consumers.get(owner)
      if (consumer?.state === 'online' || task.targetCount(owner) === 0) continue
      const muted = consumer ? this.windows.muting(alert, consumer) : null
      if (!muted) return null
      if (!first || muted.until < first.until) first = muted
    }
    return first
  }
}
