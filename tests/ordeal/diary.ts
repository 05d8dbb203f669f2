import { limits } from './limits.ts'

/** A time in which the server could not hear a consumer, as it really was; ms since 1970. */
export interface Absence {
  readonly consumerId: string
  readonly what: string
  /** A closed socket is given the grace period; behind an open one that is silent it takes longer to be lost. */
  readonly rule: 'socket' | 'silence'
  readonly from: number
  /** When it could be heard again, and its first sign of life after that. */
  released: number
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
        latest: this.joinedBy(consumerId, at),
      }
    })
    return [...joined, ...this.absences.flatMap((absence) => this.lossOf(absence))]
  }

  /** What was done to a consumer and to the server around that time, in seconds from it: for whoever has to find out why. */
  around(consumerId: string, at: number): string {
    const seconds = (time: number) => ((time - at) / 1000).toFixed(1)
    const span = (what: string, { from, to }: { from: number; to: number }) =>
      `${what} ${seconds(from)} to ${seconds(to)}`
    const isNear = ({ from, to }: { from: number; to: number }) => from < at + 10_000 && to > at - 20_000
    const absences = this.absences.filter((absence) => absence.consumerId === consumerId && isNear(absence))
    const lives = this.serverLives.filter(isNear).map((life) => span('server', life))
    return [...absences.map((absence) => span(absence.what, absence)), ...lives].join(', ')
  }

  /** Whether the server was killed after that may have happened and before then. */
  wasKilled({ earliest }: Happening, before: number): boolean {
    return this.serverLives.some(({ to }) => to > earliest && to < before)
  }

  /** Who goes away before the epoch of its joining is there has not joined yet: it may be there when it is back for good. */
  private joinedBy(consumerId: string, at: number): number {
    let latest = this.epochBy(at)
    for (const { from, to } of this.absences.filter((one) => one.consumerId === consumerId && one.from > at)) {
      if (from > latest) break
      latest = Math.max(latest, this.epochBy(to))
    }
    return latest
  }

  /** When the epoch for something noticed at that time must be there: a server that is killed before it makes it after. */
  private epochBy(at: number): number {
    let latest = at + EPOCH_DELAY
    for (const [index, { to }] of this.serverLives.entries()) {
      const next = this.serverLives[index + 1]
      if (next && to > at && to < latest) latest = next.from + EPOCH_DELAY
    }
    return latest
  }

  /** Lost and returned, where it came to that. After a restart of the server the grace period starts anew. */
  private lossOf({ consumerId, what, rule, from, released, to }: Absence): Happening[] {
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
      { ...both, kind: 'lost', earliest, latest: this.epochBy(to) },
      { ...both, kind: 'returned', earliest: released - SPARE, latest: this.epochBy(to) },
    ]
  }
}
