import type { Pulse } from './pulse.ts'
import { Rounds } from './rounds.ts'

/** A round of pings is taken in turns of about this length (ms): answers that come all at once would wait for each other. */
const PING_TURN_MS = 1000
/**
 * `[LV-1]` More a second would cost an idle monitor more than everything else it does: with more sockets than this allows,
 * each is pinged less often. Who is gone is found no later for it, for that takes until its consumer is lost.
 */
export const MAX_PINGS_PER_SECOND = 120
/** A turn that is later than this was held up, ms. */
const MAX_TURN_MS = 5000
/** `[LV-1]` A ping may be unanswered for so many rounds. */
const PATIENCE_ROUNDS = 1.5

interface Pinged {
  readonly id: string
  readonly pulse: Pulse
}

interface Parts {
  /** Between two pings of a socket, ms; longer where there are very many. */
  readonly interval: number
  /** Silence after which a socket on which nobody has registered is given up, ms. */
  readonly lostAfter: number
  /** Whether its consumer is not lost; null where nobody has registered on it. */
  readonly isHeard: (id: string) => boolean | null
  readonly cut: (id: string) => void
}

/** `[LV-1]` Pings all sockets, again and again, and finds those that are half-open. */
export class PingRounds {
  private readonly parts: Parts
  private readonly members = new Set<Pinged>()
  private readonly rounds: Rounds<Pinged>
  private readonly turns: number
  private timer: NodeJS.Timeout
  private pingedAt = performance.now()

  constructor(parts: Parts) {
    this.parts = parts
    this.turns = Math.max(1, Math.round(parts.interval / PING_TURN_MS))
    this.rounds = new Rounds(this.turns)
    this.timer = this.nextTurn()
  }

  /** @returns what ends it for this one */
  join(member: Pinged): () => void {
    const leave = this.rounds.join(member)
    this.members.add(member)
    return () => {
      leave()
      this.members.delete(member)
    }
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  /** How long it takes until everybody was pinged once, ms. */
  private get round(): number {
    return Math.max(this.parts.interval, (this.members.size / MAX_PINGS_PER_SECOND) * 1000)
  }

  private nextTurn(): NodeJS.Timeout {
    return setTimeout(() => this.turn(), this.round / this.turns).unref()
  }

  private turn(): void {
    this.timer = this.nextTurn()
    const now = performance.now()
    const isLate = now - this.pingedAt > MAX_TURN_MS + this.round / this.turns
    this.pingedAt = now
    // What came while the monitor did not run is not read yet (LV-7).
    if (isLate) for (const { pulse } of this.members) pulse.renew()
    for (const member of this.rounds.next()) {
      if (this.isDead(member)) this.parts.cut(member.id)
      else member.pulse.ping()
    }
  }

  /**
   * It is silent for longer than a round and its answer take, and sent no frame for so long that it is lost. To cut it before
   * would hurt only those who are busy: whoever is gone is lost no later for it.
   */
  private isDead({ id, pulse }: Pinged): boolean {
    const { lostAfter, isHeard } = this.parts
    const { silence } = pulse
    if (silence < PATIENCE_ROUNDS * this.round) return false
    const heard = isHeard(id)
    return heard === null ? silence >= lostAfter : !heard
  }
}
