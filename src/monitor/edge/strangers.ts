import { addressGroup } from './address-group.ts'
import { Crowds } from './crowds.ts'

/** How long whoever comes in is given to say who it is before it may have to go for another, ms. */
const SETTLING_MS = 10_000

interface Stranger {
  readonly crowd: string
  readonly since: number
  readonly cut: () => void
}

interface Limits {
  /** So many at once. */
  readonly most: number
  /** So many of one address once half of {@link most} are there. */
  readonly perAddress: number
}

/**
 * `[ED-4]` Connections that have neither shown a token nor registered. While there are few nobody is kept out, however many
 * come from one address: a whole fleet may be behind it. When there are many, somebody has to go for whoever comes: of the
 * address that has most, the oldest.
 */
export class Strangers {
  private readonly limits: Limits
  private readonly now: () => number
  private readonly known = new Map<string, Stranger>()
  private readonly crowds = new Crowds<string>()

  /** @param now by a clock that only goes forward, ms */
  constructor(limits: Limits, now: () => number = () => performance.now()) {
    this.limits = limits
    this.now = now
  }

  get size(): number {
    return this.known.size
  }

  /**
   * Somebody comes.
   * @param cut ends its connection
   * @returns whether it may stay
   */
  admit(id: string, address: string, cut: () => void): boolean {
    const crowd = addressGroup(address)
    const { most, perAddress } = this.limits
    if (this.size >= most && !this.makeRoomFor(crowd)) return false
    if (this.size * 2 >= most && this.crowds.sizeOf(crowd) >= perAddress) this.cutOldest(crowd, SETTLING_MS)
    this.known.set(id, { crowd, since: this.now(), cut })
    this.crowds.add(crowd, id)
    return true
  }

  /** It has shown who it is, or is gone. */
  forget(id: string): void {
    const stranger = this.known.get(id)
    if (!stranger) return
    this.known.delete(id)
    this.crowds.delete(stranger.crowd, id)
  }

  /** Cuts the oldest of the largest crowd. @returns whether there was one that has been here for so long, ms */
  makeRoom(atLeast = 0): boolean {
    const largest = this.crowds.largest()
    return largest !== null && this.cutOldest(largest, atLeast)
  }

  /** Whoever is of a smaller crowd goes before those of the largest, however short they have been here. */
  private makeRoomFor(crowd: string): boolean {
    const largest = this.crowds.largest()
    if (largest === null) return false
    const isSmaller = this.crowds.sizeOf(crowd) + 1 < this.crowds.sizeOf(largest)
    return this.cutOldest(largest, isSmaller ? 0 : SETTLING_MS)
  }

  private cutOldest(crowd: string, atLeast: number): boolean {
    const id = this.crowds.oldestOf(crowd)
    const stranger = id === undefined ? undefined : this.known.get(id)
    if (id === undefined || !stranger || this.now() - stranger.since < atLeast) return false
    this.forget(id)
    stranger.cut()
    return true
  }
}
