import { refusal } from '../../contract/refusal.ts'
import { type Asker, whoAsks } from '../asker.ts'

/** So many may wait for their turn, of one address and token, and of all. */
const MAX_WAITING_EACH = 8
const MAX_WAITING = 64

interface Waiting {
  readonly who: string
  readonly start: () => void
}

/**
 * `[PL-12]` What viewers want to know of the planning thread, one after the other and after what operators do there: an
 * operator waits for one of them at most.
 */
export class ViewerTurns {
  private readonly waiting: Waiting[] = []
  private operators = 0
  private hasViewer = false

  /**
   * Does the work at once for an operator, and for a viewer in his turn.
   * @throws {BatchdeckError} `RATE_LIMITED` where too many wait already
   */
  async run<T>(caller: Asker, work: () => T | Promise<T>): Promise<T> {
    if (caller.role !== 'viewer') {
      this.operators++
      try {
        return await work()
      } finally {
        this.operators--
        this.next()
      }
    }
    await this.turn(whoAsks(caller))
    try {
      return await work()
    } finally {
      this.hasViewer = false
      this.next()
    }
  }

  private turn(who: string): Promise<void> {
    const own = this.waiting.filter((one) => one.who === who).length
    if (own >= MAX_WAITING_EACH || this.waiting.length >= MAX_WAITING) throw refusal('viewers_wait')
    return new Promise((start) => {
      this.waiting.push({ who, start })
      this.next()
    })
  }

  private next(): void {
    if (this.hasViewer || this.operators > 0) return
    const first = this.waiting.shift()
    if (!first) return
    this.hasViewer = true
    first.start()
  }
}
