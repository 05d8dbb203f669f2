import type { BatchStatus } from '../contract/resources/batch.ts'
import { between, pick, type Random } from './random.ts'

/** What a consumer says of one of its batches. */
export interface BatchReport {
  readonly batch_id: number
  readonly status: BatchStatus
  /** 0–100, whole numbers. */
  readonly progress: number
  readonly message: string
}

interface Life {
  status: BatchStatus
  /** 0–100 */
  progress: number
  message: string
  /** Percent a second. */
  speed: number
  /** When a pending, completed or failed batch goes on; ms since 1970. */
  resumesAt: number
}

const mostRunning = 3
const second = 1000
/** Chance that a running batch fails, per second: about once in eight minutes of running. */
const failureRate = 0.002
const troubles = [
  'RPC endpoint timed out, retrying',
  'rate limited by the price feed, waiting',
  'connection reset by the RPC endpoint, retrying',
  'block 0 of the range is not available yet, retrying',
]

/**
 * The work of one simulated consumer: each batch goes pending → running → completed and starts over, a few at a time,
 * now and then with an error that it gets over. Pure: time and randomness are given.
 */
export class BatchLives {
  private readonly lives = new Map<number, Life>()
  private readonly random: Random
  private livedAt: number

  /** @param now ms since 1970 */
  constructor(random: Random, now: number) {
    this.random = random
    this.livedAt = now
  }

  /** Takes the batches of one load: new ones start where they were left, known ones go on, others are dropped. */
  load(batches: readonly { batch_id: number; status: BatchStatus; progress: number }[], now: number): void {
    const kept = new Set(batches.map((batch) => batch.batch_id))
    for (const id of this.lives.keys()) if (!kept.has(id)) this.lives.delete(id)
    for (const { batch_id: id, status, progress } of batches) {
      if (this.lives.has(id)) continue
      const isUnderWay = status === 'running' || status === 'error'
      this.lives.set(id, {
        status: isUnderWay ? 'running' : status,
        progress,
        message: isUnderWay ? 'taken up' : '',
        speed: this.speed(),
        resumesAt: now + between(this.random, 0, 20 * second),
      })
    }
  }

  /** Lives on to `now`; what has changed since the last time. */
  liveTo(now: number): BatchReport[] {
    const seconds = Math.max(0, now - this.livedAt) / second
    this.livedAt = now
    const before = new Map(this.reports().map((report) => [report.batch_id, report]))
    for (const life of this.lives.values()) {
      if (life.status === 'running') this.work(life, seconds, now)
      else if (life.status === 'completed' && now >= life.resumesAt) this.startOver(life, now)
    }
    for (const life of this.nextToRun(now)) this.startRunning(life)
    return this.reports().filter((report) => {
      const old = before.get(report.batch_id)
      return old?.status !== report.status || old.progress !== report.progress
    })
  }

  /** All batches as they stand. */
  reports(): BatchReport[] {
    return [...this.lives].map(([batchId, { status, progress, message }]) => ({
      batch_id: batchId,
      status,
      progress: Math.floor(progress),
      message,
    }))
  }

  /** Those that have waited longest, as far as there is room for them. */
  private nextToRun(now: number): Life[] {
    const all = [...this.lives.values()]
    const room = mostRunning - all.filter((life) => life.status === 'running').length
    return all
      .filter((life) => (life.status === 'pending' || life.status === 'error') && now >= life.resumesAt)
      .toSorted((a, b) => a.resumesAt - b.resumesAt)
      .slice(0, Math.max(0, room))
  }

  private work(life: Life, seconds: number, now: number): void {
    if (this.random() < failureRate * seconds) {
      life.status = 'error'
      life.message = pick(this.random, troubles)
      life.resumesAt = now + between(this.random, 8, 25) * second
      return
    }
    life.progress = Math.min(100, life.progress + life.speed * seconds * between(this.random, 0.5, 1.5))
    life.message = 'watching'
    if (life.progress < 100) return
    life.status = 'completed'
    life.message = 'all targets seen'
    life.resumesAt = now + between(this.random, 20, 60) * second
  }

  private startOver(life: Life, now: number): void {
    life.status = 'pending'
    life.progress = 0
    life.message = 'waiting for the next round'
    life.resumesAt = now + between(this.random, 1, 15) * second
  }

  private startRunning(life: Life): void {
    life.message = life.status === 'error' ? 'recovered' : 'started'
    life.status = 'running'
    life.speed = this.speed()
  }

  /** A round of a batch takes between half a minute and two minutes. */
  private speed(): number {
    return 100 / between(this.random, 30, 120)
  }
}
