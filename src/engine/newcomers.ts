/** As many new ids at once as may be known, so many times: each start of a program may bring others. */
const BURST_TIMES = 3
/** In this time as many as may be known come back, ms. */
const REFILL_MS = 3_600_000
/** A token for few consumers has as much as one for so many: they may leave and come as often as they are started. */
const MIN_IDS = 1000

interface Account {
  left: number
  at: number
}

/**
 * `[WS-21]` How many ids that nobody knows may come in the long run, by each token. Whoever leaves makes room for the next: who
 * comes and goes without end would never be too many, and make events and epochs of nothing.
 */
export class Newcomers {
  private readonly accounts = new Map<string | null, Account>()

  /** @param most ids that may be known by this token @returns whether one more may come */
  tryAdmit(token: string | null, most: number, now: number): boolean {
    const ids = Math.max(most, MIN_IDS)
    const account = this.accounts.get(token) ?? { left: ids * BURST_TIMES, at: now }
    const earned = (Math.max(0, now - account.at) / REFILL_MS) * ids
    const left = Math.min(ids * BURST_TIMES, account.left + earned)
    const isAdmitted = left >= 1
    this.accounts.set(token, { left: isAdmitted ? left - 1 : left, at: now })
    return isAdmitted
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    for (const account of this.accounts.values()) account.at += by
  }
}
