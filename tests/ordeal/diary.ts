import { limits } from './limits.ts'

/** A time in which the server could not hear a consumer, as it really was; ms since 1970. */
export interface Absence {
  readonly consumerId: string
  readonly what: string
  /** A closed socket is given the grace period; behind an open one that is silent it takes longer to be lost. */
  readonly rule: 'socket' | 'silence'
  readonly from: number
  /** The first sign of life after it. */
  to: number
}

/** Something that may stand in the cause of an epoch, and when that epoch was made. */
export interface Happening {
  readonly consumerId: string
  readonly kind: 'joined' | 'lost' | 'returned'
  readonly what: string
  /** False where it was so close to a limit that it may or may not have come to that. */
  readonly isCertain: boolean
  readonly earliest: number
  readonly latest: number
}

interface Import {
  readonly at: number
  /** Null where the server was killed before it answered. */
  readonly epoch: number | null
}

/** Later than a limit by this: it must have been noticed, and its epoch made, before it was over. */
const CERTAIN = limits.memberDebounceMax + 1000
/** Earlier than a limit by this: it cannot have been. */
const SPARE = 100
/** From the last moment something can be noticed to the epoch for it. */
const EPOCH_DELAY = limits.memberDebounceMax + 4000

/** What the ordeal did to the fleet: the measure of what the history may and must say. */
export class Diary {
  readonly absences: Absence[] = []
  readonly joins: { readonly consumerId: string; readonly at: number }[] = []
  readonly imports: Import[] = []
  /** When the server took connections, and when it was killed. */
  readonly serverLives: { readonly from: number; to: number }[] = []

  happenings(): Happening[] {
    const joined = this.joins.map(({ consumerId, at }): Happening => {
      return {
        consumerId,
        kind: 'joined',
        what: 'start',
        isCertain: true,
        earliest: at - SPARE,
        latest: at + EPOCH_DELAY,
      }
    })
    return [...joined, ...this.absences.flatMap((absence) => this.lossOf(absence))]
  }

  /** Lost and returned, where it came to that. After a restart of the server the grace period starts anew. */
  private lossOf({ consumerId, what, rule, from, to }: Absence): Happening[] {
    let earliest = Infinity
    let isCertain = false
    for (const life of this.serverLives) {
      const begin = Math.max(from, life.from)
      const length = Math.min(to, life.to) - begin
      const limit = begin === from && rule === 'silence' ? limits.lostAfter : limits.grace
      if (length < limit - SPARE) continue
      earliest = Math.min(earliest, begin + limit - SPARE)
      isCertain ||= length >= limit + CERTAIN
    }
    if (earliest === Infinity) return []
    const both = { consumerId, what, isCertain }
    return [
      { ...both, kind: 'lost', earliest, latest: to + EPOCH_DELAY },
      { ...both, kind: 'returned', earliest: to - SPARE, latest: to + EPOCH_DELAY },
    ]
  }
}
