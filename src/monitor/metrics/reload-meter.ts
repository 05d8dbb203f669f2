import { Counter, Histogram, type Registry } from 'prom-client'
import type { Fact } from '../../engine/facts.ts'

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

  readonly accept = ({ facts }: { readonly facts: readonly Fact[] }): void => {
    for (const fact of facts) {
      if (fact.kind === 'ReloadSent') {
        this.sent.inc()
        if (fact.isAgain) this.resent.inc()
      } else if (fact.kind === 'ReloadAnswered' || fact.kind === 'ReloadAnsweredUnasked') {
        this.acks.inc({ action: fact.action })
        if (fact.took !== null) this.duration.observe(Math.max(0, fact.took) / 1000)
      }
    }
  }
}
