import { RateLimit } from './rate-limit.ts'

/** How soon it is looked again whether one may go on that was too fast, ms. */
const RETRY_DELAY_MS = 50
/** A message costs one more for each part of this length: long ones take longer to read. */
const BYTES_PER_COST = 64 * 1024

/** What one console may ask at once. */
export interface CallLimits {
  /** Calls that are under way. */
  readonly mostUnderWay: number
  /** In the long run a second, and at once; null as fast as it likes. */
  readonly rate: { readonly perSecond: number; readonly burst: number } | null
}

/** Operators are let do what they do; it only has to be read. */
export const operatorCalls: CallLimits = { mostUnderWay: 64, rate: null }
export const viewerCalls: CallLimits = { mostUnderWay: 8, rate: { perSecond: 50, burst: 200 } }

interface Parts {
  readonly limits: CallLimits
  /** What all consoles of one viewer may ask together; null where that is nobody's business. */
  readonly shared: RateLimit | null
  /** Whether its answers wait to be read. */
  readonly isFull: () => boolean
  /** Nothing more is read of the socket, or again. */
  readonly pause: () => void
  readonly resume: () => void
  readonly run: (message: Buffer) => Promise<void>
  /** A clock that only goes forward, ms. */
  readonly clock: () => number
}

/** Lets the messages of one console through in their order. Nobody is refused: whoever asks too much is read more slowly. */
export class CallGate {
  private readonly parts: Parts
  private readonly limit: RateLimit | null
  /** Those that were read already: no more than had come with the one before. */
  private readonly waiting: Buffer[] = []
  private underWay = 0
  private isPaused = false
  private timer: NodeJS.Timeout | undefined
  private hasEnded = false

  constructor(parts: Parts) {
    this.parts = parts
    const { rate } = parts.limits
    this.limit = rate && new RateLimit(rate.perSecond, rate.burst, parts.clock())
  }

  accept(message: Buffer): void {
    this.waiting.push(message)
    this.pump()
  }

  /** What waits may be able to go on. */
  readonly pump = (): void => {
    clearTimeout(this.timer)
    this.timer = undefined
    while (!this.hasEnded && this.waiting.length > 0 && this.mayPass(this.waiting[0]!)) this.run(this.waiting.shift()!)
    const isBusy = this.waiting.length > 0
    if (isBusy === this.isPaused || this.hasEnded) return
    this.isPaused = isBusy
    if (isBusy) this.parts.pause()
    else this.parts.resume()
  }

  end(): void {
    this.hasEnded = true
    this.waiting.length = 0
    clearTimeout(this.timer)
  }

  private mayPass({ length }: Buffer): boolean {
    const { limits, isFull, clock } = this.parts
    // Whoever ends, or takes what waits, pumps.
    if (this.underWay >= limits.mostUnderWay || isFull()) return false
    const cost = 1 + Math.floor(length / BYTES_PER_COST)
    if (!this.limit) return true
    if (this.limit.tryAcquire(clock(), cost) && (this.parts.shared?.tryAcquire(clock(), cost) ?? true)) return true
    this.timer = setTimeout(this.pump, RETRY_DELAY_MS)
    return false
  }

  private run(message: Buffer): void {
    this.underWay++
    void this.parts.run(message).finally(() => {
      this.underWay--
      this.pump()
    })
  }
}
