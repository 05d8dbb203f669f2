import type { Clock } from '../src/index.ts'

/** Time that goes on when a test says so. */
export class FakeClock implements Clock {
  private at = 0
  private timers: { readonly at: number; readonly action: () => void }[] = []

  now(): number {
    return 1_700_000_000_000 + this.at
  }

  monotonic(): number {
    return this.at
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.at + Math.max(0, ms), action }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((other) => other !== timer)
    }
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.timers.length
  }

  /** Goes on by so many ms, and does what is due meanwhile, each at its time. */
  async advance(ms: number): Promise<void> {
    const until = this.at + ms
    await settled()
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= until).toSorted((a, b) => a.at - b.at)[0]
      if (!next) break
      this.timers = this.timers.filter((other) => other !== next)
      this.at = Math.max(this.at, next.at)
      next.action()
      await settled()
    }
    this.at = until
  }

  /** Stands still, then all that was due is done at once: a process that was busy. */
  async jump(ms: number): Promise<void> {
    this.at += ms
    await this.advance(0)
  }
}

/** What promises that are kept lead to has happened. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve()
}
