import type { EventType, NewEvent } from '../../contract/events.ts'
import { addressGroup } from '../edge/address-group.ts'
import { isRefusedCaller } from './lasting-event.ts'

/** What a consumer, or a stranger, can cause as often as it likes. Everything else happens as often as it happens (EV-2). */
interface Allowance {
  /** Events that may come at once. */
  readonly burst: number
  /** Of `monitor.limits.consumer-events`, how much of it comes back in a minute. */
  readonly share: number
}
const ALLOWANCES: Partial<Record<EventType, Allowance>> = {
  // As many batches as a consumer may well begin at the same time.
  batch_status: { burst: 2000, share: 1 },
  session: { burst: 60, share: 0.1 },
  reload_ack: { burst: 60, share: 0.1 },
  error: { burst: 60, share: 0.1 },
  limit: { burst: 60, share: 0.1 },
}
/** What is counted becomes an event after this time. */
const COUNT_TIME_MS = 10_000
/** A storm of takeovers: while it lasts one event a minute has all of them. */
const STORM_COUNT_TIME_MS = 60_000
/** Refused callers: of each address so many at once, and then an event with a count in so much time. */
const REFUSAL_BURST = 5
const REFUSAL_COUNT_TIME_MS = 600_000
/** After this time without any one may come by itself again. */
const REFUSAL_REFILL_MS = 6_000_000
/** Addresses whose refusals are told apart; those of all others together are counted as nobody's. */
const MAX_REFUSED_ORIGINS = 100
/** The same of whatever else strangers cause: a limit that was hit, a frame that was refused. */
const MAX_STRANGE_ORIGINS = 1000
/** Before the key of what nobody has caused who is registered. */
const STRANGE = 'strange '
/** What of operators' acts was refused: of each token and address so many at once, and so much of the others' in a minute. */
const REFUSED_ACTS: Allowance = { burst: 2000, share: 0.2 }
/** How often those are forgotten that may cause everything again, ms. */
const SWEEP_INTERVAL_MS = 60_000

interface Account {
  readonly allowance: number
  /** In events per ms. */
  readonly refill: number
  left: number
  at: number
  /** The last of those that were counted; null where none is. */
  last: NewEvent | null
  count: number
  /** Since when it is counted, and when it becomes an event. */
  dueAt: number
}

/**
 * `[EV-8]` How many events of a kind one consumer or address may cause. What is beyond is counted: the last of them is
 * written with the `count` of all, so that nothing is missing without saying so.
 */
export class EventQuota {
  private readonly perMinute: number
  private readonly put: (event: NewEvent) => void
  private readonly isCrowded: () => boolean
  private readonly accounts = new Map<string, Account>()
  private readonly counting = new Set<Account>()
  private readonly stormy = new Set<string>()
  private refusedOrigins = 0
  private strangeOrigins = 0
  private sweptAt = -Infinity

  /**
   * @param perMinute events of one kind and consumer
   * @param put takes what is to be written
   * @param isCrowded whether so many events wait to be written that nobody has a burst any more
   */
  constructor(perMinute: number, put: (event: NewEvent) => void, isCrowded: () => boolean = () => false) {
    this.perMinute = perMinute
    this.put = put
    this.isCrowded = isCrowded
  }

  /** Consumers and addresses that are looked after, by kind of event. */
  get size(): number {
    return this.accounts.size
  }

  /** @param isRepeated it says what was said before: of what is otherwise never counted, such as answers, that is */
  accept(event: NewEvent, isRepeated = false): void {
    if (event.type === 'alert' && event.data.kind === 'takeover_storm') this.noteStorm(event)
    const account = this.accountOf(event, isRepeated)
    if (!account) {
      this.put(event)
      return
    }
    const isStorm = event.type === 'session' && this.stormy.has(event.consumer_id ?? '')
    account.left = Math.min(account.allowance, account.left + Math.max(0, event.at - account.at) * account.refill)
    account.at = event.at
    if (account.last === null && account.left >= 1 && !isStorm && !this.isCrowded()) {
      account.left--
      this.put(event)
      return
    }
    if (account.last === null) {
      const time = isStorm ? STORM_COUNT_TIME_MS : isRefusedCaller(event) ? REFUSAL_COUNT_TIME_MS : COUNT_TIME_MS
      account.dueAt = event.at + time
      this.counting.add(account)
    }
    account.last = event
    account.count += countOf(event)
  }

  /** Lets time pass: what was counted for long enough is an event. */
  tick(now: number): void {
    for (const account of this.counting) {
      // A clock that is set back must not keep it waiting.
      if (now >= account.dueAt || now < account.at) this.close(account)
    }
    if (Math.abs(now - this.sweptAt) < SWEEP_INTERVAL_MS) return
    this.sweptAt = now
    this.sweep(now)
  }

  /** Everything that is counted is an event. */
  closeAll(): void {
    for (const account of this.counting) this.close(account)
  }

  private noteStorm({ consumer_id = '', data }: NewEvent): void {
    if ('action' in data && data.action === 'raised') this.stormy.add(consumer_id)
    else this.stormy.delete(consumer_id)
  }

  /** Null where it is not limited. */
  private accountOf(event: NewEvent, isRepeated: boolean): Account | null {
    const { type, consumer_id, data, at } = event
    const remote = 'remote' in data ? data.remote : null
    // What one caller has of IPv6 is a whole /64 (ED-4).
    const who = consumer_id ?? addressGroup(remote ?? '')
    const isRefusal = isRefusedCaller(event)
    const isRefusedAct = type === 'operator' && data.outcome !== 'ok'
    const limited = isRefusedAct ? REFUSED_ACTS : ALLOWANCES[type]
    if (!limited || (type === 'reload_ack' && !isRepeated)) return null
    const refill = (limited.share * this.perMinute) / 60_000
    // What was done is never counted together, only what was refused.
    if (isRefusedAct) {
      return this.open(`operator ${data.token ?? ''} ${addressGroup(remote ?? '')}`, at, limited.burst, refill)
    }
    const kind = isRefusal ? 'refusal' : type === 'session' ? `session ${data.action}` : type
    const origin = consumer_id === undefined ? STRANGE : ''
    const key = `${origin}${kind} ${who}`
    const known = this.accounts.get(key)
    if (known) return known
    if (isRefusal && this.refusedOrigins >= MAX_REFUSED_ORIGINS) return this.open('refusal', at, REFUSAL_BURST, 0)
    if (isRefusal) this.refusedOrigins++
    if (isRefusal) return this.open(key, at, REFUSAL_BURST, 1 / REFUSAL_REFILL_MS)
    if (origin === STRANGE && this.strangeOrigins >= MAX_STRANGE_ORIGINS)
      return this.open(kind, at, limited.burst, refill)
    if (origin === STRANGE) this.strangeOrigins++
    return this.open(key, at, limited.burst, refill)
  }

  private open(key: string, at: number, allowance: number, refill: number): Account {
    const known = this.accounts.get(key)
    if (known) return known
    const account = { allowance, refill, left: allowance, at, last: null, count: 0, dueAt: 0 }
    this.accounts.set(key, account)
    return account
  }

  private close(account: Account): void {
    const { last, count } = account
    this.counting.delete(account)
    account.last = null
    account.count = 0
    if (last) this.put(count === 1 ? last : ({ ...last, data: { ...last.data, count } } as NewEvent))
  }

  private sweep(now: number): void {
    for (const [key, account] of this.accounts) {
      const left = account.left + Math.max(0, now - account.at) * account.refill
      if (account.last !== null || left < account.allowance) continue
      this.accounts.delete(key)
      if (key.startsWith(`${STRANGE}refusal `)) this.refusedOrigins--
      else if (key.startsWith(STRANGE)) this.strangeOrigins--
    }
  }
}

/** Refused frames and limits that were hit are counted already (EV-3). */
function countOf({ data }: NewEvent): number {
  return 'count' in data ? (data.count ?? 1) : 1
}
