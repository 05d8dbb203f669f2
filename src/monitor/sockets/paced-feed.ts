import type { ConsoleFrame } from '../../contract/feed.ts'
import type { FeedPlace } from '../../contract/feed-place.ts'
import { RateLimit } from './rate-limit.ts'

/** Who asks for subscriptions again and again gets so many at once, and then one in so long: each may cost a snapshot. */
const SUBSCRIPTION_BURST = 5
const SUBSCRIPTION_INTERVAL_MS = 1000

interface Parts {
  readonly subscribe: (listener: (frame: ConsoleFrame) => void, after: FeedPlace | null) => () => void
  readonly send: (frame: ConsoleFrame) => void
  /** Whether more waits to be sent than is good. */
  readonly isFull: () => boolean
  /** A clock that only goes forward, ms. */
  readonly clock: () => number
}

/**
 * A feed as fast as its reader takes it. Nothing is held for one that is behind: it is subscribed again once all has gone out,
 * after the last frame it was sent, and gets what came meanwhile, or a snapshot where that is too much.
 */
export class PacedFeed {
  private readonly parts: Parts
  private unsubscribe = () => {}
  /** Of the subscription; null where there is none. */
  private current: object | null = null
  /** Where it goes on once it can. */
  private next: FeedPlace | null = null
  private readonly limit: RateLimit
  /** Until it may begin anew. */
  private timer: NodeJS.Timeout | undefined
  private hasEnded = false

  constructor(parts: Parts) {
    this.parts = parts
    this.limit = new RateLimit(1000 / SUBSCRIPTION_INTERVAL_MS, SUBSCRIPTION_BURST, parts.clock())
  }

  /** Begins anew. @param after up to where the reader knows everything */
  begin(after: FeedPlace | null): void {
    this.pause(after)
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.limit.tryAcquire(this.parts.clock())) this.resume()
    else this.timer = setTimeout(() => this.begin(after), SUBSCRIPTION_INTERVAL_MS)
  }

  /** All has gone out. */
  readonly drained = (): void => {
    if (this.current === null && this.timer === undefined) this.resume()
  }

  end(): void {
    this.hasEnded = true
    clearTimeout(this.timer)
    this.pause(null)
  }

  private resume(): void {
    const { subscribe, isFull } = this.parts
    if (this.hasEnded || isFull()) return
    const subscription = {}
    this.current = subscription
    const end = subscribe((frame) => this.current === subscription && this.take(frame), this.next)
    // What came after its place may be too much already.
    if (this.current === subscription) this.unsubscribe = end
    else end()
  }

  private take(frame: ConsoleFrame): void {
    const { send, isFull } = this.parts
    send(frame)
    const { feed, seq } = frame
    if (isFull()) this.pause(feed === undefined ? null : { feed, seq })
  }

  private pause(next: FeedPlace | null): void {
    this.next = next
    this.current = null
    this.unsubscribe()
    this.unsubscribe = () => {}
  }
}
