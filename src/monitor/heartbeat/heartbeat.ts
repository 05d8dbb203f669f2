import { setTimeout as pause } from 'node:timers/promises'
import { sentenceOf } from '../../contract/errors.ts'
import type { Sentence } from '../../contract/phrase.ts'
import { refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { alertIdOf } from '../channels/channel-filter.ts'
import { HEARTBEAT_NAME } from '../channels/channel-terms.ts'
import { phraseOf } from '../channels/channel-view.ts'
import type { Ping } from './ping.ts'

/** So many pings in a row that failed are an alert. */
const FAILING_AFTER = 3
/** What the last word may take of the time there is to end, ms. */
const LAST_WORD_TIMEOUT_MS = 1000
/** Above it, each failure doubles the wait no more; a switch is soon enough reached again. */
const RETRY_MS = 10_000

interface Parts {
  /** Null pings nothing. */
  readonly url: string | null
  /** ms */
  readonly interval: number
  readonly onStop: 'log' | 'fail' | 'nothing'
  readonly userAgent: string
  readonly ping: Ping
  /** Only forward, ms: a clock that is set makes no ping late, and no burst. */
  readonly steady: () => number
  readonly log: (line: string) => void
}

/**
 * `[CN-8]` The dead man's switch: as long as the monitor works it pings an address, whose owner raises the alarm when that ends.
 * At most one ping is under way, and what was missed while the machine slept is not made up for.
 */
export class Heartbeat {
  private readonly parts: Parts
  private readonly target: URL | null
  private readonly cut = new AbortController()
  private dueAt = -Infinity
  private underWay: Promise<void> | null = null
  private failures = 0
  private problem: Sentence | null = null
  private readonly outcomes = { ok: 0, failed: 0 }

  constructor(parts: Parts) {
    this.parts = parts
    this.target = parts.url === null ? null : URL.parse(parts.url)
  }

  /** Pings by what came of them, since the start. */
  get counts(): Readonly<Record<'ok' | 'failed', number>> {
    return this.outcomes
  }

  tick(): void {
    const { steady, interval } = this.parts
    const now = steady()
    if (this.target === null || this.underWay || this.cut.signal.aborted || now < this.dueAt) return
    this.dueAt = now + interval
    this.underWay = this.beat(this.target).finally(() => (this.underWay = null))
  }

  alerts(): Omit<AlertResource, 'since'>[] {
    if (this.failures < FAILING_AFTER || this.problem === null) return []
    const said = refusal('heartbeat_failing', { failures: this.failures, problem: phraseOf(this.problem) })
    return [{ alert_id: alertIdOf(HEARTBEAT_NAME), kind: 'delivery_failed', ...sentenceOf(said) }]
  }

  /** It stops on purpose, and says so where somebody wants to know; waits for nobody. */
  async close(): Promise<void> {
    this.cut.abort()
    const { onStop, ping, userAgent } = this.parts
    if (this.target === null || onStop === 'nothing') return
    const told = ping(
      below(this.target, onStop),
      'The monitor was stopped on purpose.',
      userAgent,
      AbortSignal.timeout(LAST_WORD_TIMEOUT_MS),
    )
    await Promise.race([told, pause(LAST_WORD_TIMEOUT_MS, null, { ref: false })])
  }

  private async beat(url: URL): Promise<void> {
    const { ping, userAgent, steady, log, interval } = this.parts
    const outcome = await ping(url, 'The monitor works.', userAgent, this.cut.signal)
    if (this.cut.signal.aborted) return
    const isTaken = 'status' in outcome && outcome.status >= 200 && outcome.status < 300
    this.outcomes[isTaken ? 'ok' : 'failed']++
    if (isTaken) {
      if (this.failures >= FAILING_AFTER) log('The dead man’s switch is reached again.')
      this.failures = 0
      this.problem = null
      return
    }
    this.problem = sentenceOf(
      'status' in outcome
        ? refusal('heartbeat_answered', { host: url.host, status: outcome.status })
        : refusal('heartbeat_unreachable', { host: url.host, detail: outcome.detail }),
    )
    this.failures++
    if (this.failures === FAILING_AFTER) log(`The dead man’s switch is not reached: ${this.problem.message}`)
    // One ping that is lost must not set it off.
    this.dueAt = Math.min(this.dueAt, steady() + Math.min(interval, RETRY_MS * 2 ** Math.min(this.failures - 1, 10)))
  }
}

/** As healthchecks.io has it: what a ping is of stands behind its address. */
function below(url: URL, what: string): URL {
  const target = new URL(url)
  target.pathname = `${url.pathname.replace(/\/$/, '')}/${what}`
  return target
}
