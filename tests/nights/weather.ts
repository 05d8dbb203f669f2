import type { AlertKind, AlertResource } from '../../src/contract/resources/alert.ts'

/** Numbers from 0 to 1, the same for each seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
/** A night is so long; then all is well, and there is time for what is late. */
export const NIGHT = 10 * HOUR

/** An alert from its beginning to its end, ms since the night began. */
export interface Spell {
  readonly alert: AlertResource
  readonly from: number
  readonly to: number
  /** When somebody acknowledges it. */
  readonly acknowledgedAt?: number
}
/** The monitor does not run. Killed, it forgets what was not on disk. */
export interface Outage {
  readonly from: number
  readonly to: number
  readonly isKill: boolean
}
export const manners = ['takes', 'slow', 'fails', 'hangs', 'busy', 'dead', 'takes and says nothing'] as const
/** How a receiver behaves from a moment on. */
export interface Mood {
  readonly from: number
  readonly manner: (typeof manners)[number]
}

export const nightKinds = ['storms', 'flapping', 'restarts', 'everything'] as const
export type NightKind = (typeof nightKinds)[number]

/** What a night brings. */
export interface Weather {
  readonly kind: NightKind
  readonly storms: number
  readonly spells: readonly Spell[]
  readonly outages: readonly Outage[]
  readonly moods: Readonly<Record<'phone' | 'chat', readonly Mood[]>>
}

/** How many of 1,000 a storm takes. */
const LOST = 300

export function weatherOf(kind: NightKind, random: () => number): Weather {
  const between = (least: number, most: number) => Math.round(least + random() * (most - least))
  const spell = (name: AlertKind, key: string, from: number, to: number, more: Partial<AlertResource> = {}): Spell => ({
    alert: { alert_id: `${name}:${key}`, kind: name, since: from, ...more },
    from,
    to,
  })

  /** 300 go at once, the brake holds, and they come back one after the other. */
  function storm(at: number): Spell[] {
    const back = at + between(5 * MINUTE, 75 * MINUTE)
    const acknowledgedAt = random() < 0.5 ? at + between(2 * MINUTE, 10 * MINUTE) : Infinity
    const each = Array.from({ length: LOST }, (_, i) => {
      const gone = at + between(0, 2 * SECOND)
      const lost = gone + 30 * SECOND
      const own = { consumer_id: `c${i}` }
      return [
        spell('consumer_offline', `c${i}`, gone, lost, own),
        spell('consumer_lost', `c${i}`, lost, back + between(0, 2 * MINUTE), own),
      ]
    }).flat()
    const ends = Math.max(...each.map(({ to }) => to))
    const grave = [
      spell('coverage', '1', at + 2 * SECOND, ends, { task_id: 1, count: 1800 }),
      spell('mass_loss', '1', at + between(2 * SECOND, 10 * SECOND), ends, { task_id: 1, count: LOST, of: 1000 }),
    ]
    return [...each, ...grave.map((one) => ({ ...one, acknowledgedAt }))]
  }

  /** One comes and goes, and takes the coverage of a task with it. */
  function flapping(at: number): Spell[] {
    const end = at + between(20 * MINUTE, 2 * HOUR)
    const spells: Spell[] = [spell('consumer_flapping', 'f', at, end, { consumer_id: 'f' })]
    for (let from = at; from < end;) {
      const to = from + between(2 * SECOND, 2 * MINUTE)
      spells.push(spell('consumer_offline', 'f', from, to, { consumer_id: 'f' }))
      spells.push(spell('coverage', '2', from, to, { task_id: 2 }))
      from = to + between(2 * SECOND, 3 * MINUTE)
    }
    return spells
  }

  function oddments(): Spell[] {
    const from = () => between(0, NIGHT - HOUR)
    const [disk, errors] = [from(), from()]
    return [
      spell('storage', '-', disk, disk + between(5 * SECOND, 10 * MINUTE)),
      spell('batch_errors', '1', errors, errors + between(MINUTE, HOUR), { task_id: 1 }),
    ]
  }

  const isWild = kind === 'everything'
  const storms = kind === 'storms' ? between(1, 3) : kind === 'flapping' ? 0 : 1
  const spells = Array.from({ length: storms }, (_, i) => storm(i * 3 * HOUR + between(10 * MINUTE, HOUR))).flat()
  if (kind === 'flapping' || isWild) spells.push(...flapping(between(5 * HOUR, 7 * HOUR)), ...oddments())
  const outages = Array.from({ length: kind === 'restarts' || isWild ? between(1, 5) : 0 }, (_, i): Outage => {
    const from = i * 90 * MINUTE + between(MINUTE, HOUR)
    return { from, to: from + between(2 * SECOND, 3 * MINUTE), isKill: random() < 0.6 }
  })
  const moods = (): Mood[] => {
    const sick = Array.from({ length: between(0, 4) }, () => between(0, NIGHT)).toSorted((a, b) => a - b)
    const all = sick.map((from): Mood => ({ from, manner: manners[between(0, manners.length - 1)]! }))
    return [{ from: 0, manner: 'takes' }, ...all, { from: NIGHT, manner: 'takes' }]
  }
  return { kind, storms, spells, outages, moods: { phone: moods(), chat: moods() } }
}
