import type { Asker } from '../asker.ts'
import { addressGroup } from '../edge/address-group.ts'
import { RateLimit } from './rate-limit.ts'

/** What all consoles of one token and address may ask together, in the long run a second, and at once: a room of screens. */
const CALLS_PER_SECOND = 500
const CALL_BURST = 2000

/** `[WS-25]` One rate for all consoles of a viewer: whoever opens hundreds of them asks no more by that. */
export class ViewerRates {
  private readonly clock: () => number
  private readonly rates = new Map<string, { readonly limit: RateLimit; users: number }>()

  /** @param clock that only goes forward, ms */
  constructor(clock: () => number) {
    this.clock = clock
  }

  /** Viewers that are looked after. */
  get size(): number {
    return this.rates.size
  }

  /** Another console of it. @returns its rate, null where it has none, and what is to be called when the console is gone */
  join({ role, token, remote }: Asker): { readonly limit: RateLimit | null; readonly leave: () => void } {
    if (role !== 'viewer') return { limit: null, leave() {} }
    const key = `${token ?? ''} ${addressGroup(remote ?? '')}`
    const rate = this.rates.get(key) ?? { limit: new RateLimit(CALLS_PER_SECOND, CALL_BURST, this.clock()), users: 0 }
    rate.users++
    this.rates.set(key, rate)
    return {
      limit: rate.limit,
      leave: () => {
        if (--rate.users === 0) this.rates.delete(key)
      },
    }
  }
}
