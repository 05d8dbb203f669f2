import { Counter, Histogram, type Registry } from 'prom-client'
import { causeGroup, causeGroups } from '../../contract/cause.ts'
import { alertKinds, type AlertResource, severityOf } from '../../contract/resources/alert.ts'
import type { EpochResource } from '../../contract/resources/epoch.ts'
import type { ChangeSet } from '../../engine/change-set.ts'
import { addReading } from './reading.ts'

/** Counts epochs and times their rollouts, from what the engine says happened. */
export class EpochMeter {
  /** The newest epoch of each task where it has not settled yet. */
  private readonly awaited = new Map<number, number>()
  private alerts: readonly AlertResource[] = []
  private readonly published: Counter<'cause'>
  private readonly moved: Counter
  private readonly leastMoved: Counter
  private readonly duration: Histogram

  constructor(registry: Registry) {
    const registers = [registry]
    this.published = new Counter({
      name: 'batchdeck_epochs_published_total',
      help: 'Epochs by what made them: targets, members, sync, rollback or options. Many by members: the fleet is restless.',
      labelNames: ['cause'],
      registers,
    })
    for (const cause of causeGroups) this.published.inc({ cause }, 0)
    this.moved = new Counter({
      name: 'batchdeck_targets_moved_total',
      help: 'Targets that got another consumer, over all epochs. Each of them is a cold start for whoever takes over.',
      registers,
    })
    this.leastMoved = new Counter({
      name: 'batchdeck_targets_moved_least_total',
      help: 'Of these, how many had to move for the same changes (PL-6). The difference is what balance cost.',
      registers,
    })
    this.duration = new Histogram({
      name: 'batchdeck_rollout_duration_seconds',
      help: 'From the publication of an epoch to the last answer that was awaited. Long: some consumers answer late.',
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
      registers,
    })
    addReading(
      {
        kind: 'gauge',
        name: 'batchdeck_alerts',
        help: 'Alerts in force, as the console shows them, by kind and severity: critical, warning or info. A critical one wants an operator now.',
        labels: ['kind', 'severity'],
        read: () => {
          const counts = new Map(alertKinds.map((kind) => [kind, 0]))
          for (const { kind } of this.alerts) counts.set(kind, (counts.get(kind) ?? 0) + 1)
          return Array.from(counts, ([kind, count]) => [{ kind, severity: severityOf(kind) }, count] as const)
        },
      },
      registry,
    )
  }

  /** What was published before the start is not counted, and a rollout that a restart held up not timed. */
  readonly accept = ({ facts, alerts, tasksGone }: Pick<ChangeSet, 'facts' | 'alerts' | 'tasksGone'>): void => {
    if (alerts) this.alerts = alerts
    for (const fact of facts) {
      if (fact.kind === 'EpochPublished') this.count(fact.epoch, fact.consumersTold)
      else if (fact.kind === 'EpochEntered') this.timeRollout(fact.epoch)
    }
    for (const taskId of tasksGone) this.awaited.delete(taskId)
  }

  private count({ task_id, epoch, causes, counts }: EpochResource, consumersTold: number): void {
    const [first] = causes
    this.published.inc({ cause: first ? causeGroup(first) : 'members' })
    this.moved.inc(counts.moved_consumer)
    this.leastMoved.inc(counts.least_moved_consumer)
    if (consumersTold > 0) this.awaited.set(task_id, epoch)
    else this.awaited.delete(task_id)
  }

  /** Only the first time an epoch settles is the end of its rollout: an operator's Reload may follow. */
  private timeRollout({ task_id, epoch, state, created_at, settled_at }: EpochResource): void {
    if (this.awaited.get(task_id) !== epoch || state !== 'settled' || settled_at === null) return
    this.awaited.delete(task_id)
    this.duration.observe(Math.max(0, settled_at - created_at) / 1000)
  }
}
