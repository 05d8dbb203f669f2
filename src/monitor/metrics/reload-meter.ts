import { Counter, Histogram, type Registry } from 'prom-client'
import type { ReloadFrame } from '../../contract/monitor-frames.ts'
import type { ReloadAckFrame } from '../../contract/consumer-frames.ts'

/** What one connection was sent, by task. */
export type SentReloads = Map<number, { readonly epoch: number; readonly sentAt: number; isAnswered: boolean }>

/** Counts reloads and their answers, and times how long consumers take for them. */
export class ReloadMeter {
  private readonly sent: Counter
  private readonly resent: Counter
  private readonly acks: Counter<'action'>
  private readonly duration: Histogram

  constructor(registry: Registry) {
    const registers = [registry]
    this.sent = new Counter({
      name: 'batchdeck_reloads_sent_total',
      help: 'batch_reload frames sent, repeats among them.',
      registers,
    })
    this.resent = new Counter({
      name: 'batchdeck_reloads_resent_total',
      help: 'Of these, repeats of an epoch on the same connection: unanswered in time, or an operator pressed Reload.',
      registers,
    })
    this.acks = new Counter({
      name: 'batchdeck_reload_acks_total',
      help: 'Answers to batch_reload by action. Much skipping: consumers are told of what does not concern them.',
      labelNames: ['action'],
      registers,
    })
    for (const action of ['reloading', 'skipping']) this.acks.inc({ action }, 0)
    this.duration = new Histogram({
      name: 'batchdeck_reload_ack_duration_seconds',
      help: 'From the last batch_reload on a connection to its answer. Above monitor.rollout.ack-timeout it is sent again.',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      registers,
    })
  }

  /** @param now ms */
  told(reloads: SentReloads, { task_id, epoch }: ReloadFrame, now: number): void {
    this.sent.inc()
    if (reloads.get(task_id)?.epoch === epoch) this.resent.inc()
    reloads.set(task_id, { epoch, sentAt: now, isAnswered: false })
  }

  /** Takes an answer that was accepted. A late one to an older epoch, or a second one, has no time. */
  answered(reloads: SentReloads, { task_id, action, epoch }: ReloadAckFrame, now: number): void {
    this.acks.inc({ action })
    const reload = reloads.get(task_id)
    if (!reload || reload.isAnswered || (epoch !== undefined && epoch !== reload.epoch)) return
    reload.isAnswered = true
    this.duration.observe(Math.max(0, now - reload.sentAt) / 1000)
  }
}
