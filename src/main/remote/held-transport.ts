import type { FeedPlace } from '../../contract/feed-place.ts'
import type { Transport, Wire, WireEvents } from '../../console/transport.ts'

/**
 * `[DT-19]` Opens wires only while that may help: a monitor that has refused the token is not asked again every few seconds,
 * which would look like guessing, and a server of SSH not logged in to.
 */
export class HeldTransport implements Transport {
  private readonly transport: Transport
  private waiting: (() => void) | null = null
  private timer: NodeJS.Timeout | undefined
  private isHolding = false

  constructor(transport: Transport) {
    this.transport = transport
  }

  open(after: FeedPlace | null, events: WireEvents): Wire {
    if (!this.isHolding) return this.transport.open(after, events)
    let wire: Wire | null = null
    const open = () => {
      events.relay('connecting')
      wire = this.transport.open(after, events)
    }
    this.waiting = open
    return {
      send: (message) => wire?.send(message),
      close: () => {
        if (wire) {
          wire.close()
          return
        }
        if (this.waiting === open) this.waiting = null
        events.closed()
      },
    }
  }

  /** The next wire waits. @param ms for so long; null: until {@link release} */
  hold(ms: number | null): void {
    this.isHolding = true
    clearTimeout(this.timer)
    if (ms !== null) this.timer = setTimeout(() => this.release(), ms).unref()
  }

  /** What waits is opened now. */
  release(): void {
    this.isHolding = false
    clearTimeout(this.timer)
    const open = this.waiting
    this.waiting = null
    open?.()
  }
}
