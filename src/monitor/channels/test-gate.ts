import { refusal } from '../../contract/refusal.ts'

/** Each is a request of ours to whatever somebody names. */
const MOST_A_MINUTE = 10
const MINUTE_MS = 60_000

/** `[CN-3]` How often channels may be tested. */
export class TestGate {
  private passed: readonly number[] = []

  /** @param now only forward, ms. @throws {BatchdeckError} `RATE_LIMITED` */
  pass(now: number): void {
    this.passed = this.passed.filter((at) => now - at < MINUTE_MS)
    if (this.passed.length >= MOST_A_MINUTE) throw refusal('channel_tests_limited', { most: MOST_A_MINUTE })
    this.passed = [...this.passed, now]
  }
}
