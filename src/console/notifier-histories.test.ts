import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlertKind, type AlertResource, severityOf } from '../contract/resources/alert.ts'
import { type Notice, Notifier, type NotifierState } from './notifier.ts'
import {
  CHANNEL_CRITICAL_GROUP_MS,
  CHANNEL_CRITICAL_LIMIT_MS,
  CHANNEL_GRACE_MS,
  CHANNEL_HEAL_MS,
  CHANNEL_LIMIT_MS,
  channelRules,
} from './notifier-rules.ts'

const HOUR_MS = 3_600_000
/** How often somebody asks who asks all the time. */
const TICK_MS = 5000
const kinds = ['coverage', 'storage', 'mass_loss', 'consumer_lost', 'rollout_stuck', 'sync_due'] as const
const ids = kinds.flatMap((kind) => [`${kind}:1`, `${kind}:2`])
const kindOf = (id: string) => id.split(':')[0] as AlertKind
const heals = (id: string) => kindOf(id) === 'coverage'
const isCritical = (id: string) => severityOf(kindOf(id)) === 'critical'

const step = fc.record({
  ticks: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 120 })),
  inForce: fc.subarray(ids),
  acknowledged: fc.oneof(fc.constant<string[]>([]), fc.subarray(ids)),
  snoozed: fc.oneof(fc.constant<string[]>([]), fc.subarray(ids)),
  muted: fc.oneof(fc.constant<string[]>([]), fc.subarray(ids)),
  /** How long what is snoozed or muted stays so, in ticks. */
  silence: fc.integer({ min: 1, max: 180 }),
  /** In how long others get the slots of whoever is away, s; 0 where nobody does. */
  healsIn: fc.constantFrom(0, 0, 20, 100, 600),
  isQuiet: fc.boolean(),
  isPaused: fc.constantFrom(false, false, false, true),
  isRestarted: fc.constantFrom(false, false, false, true),
  /** By how much the clock is set, s. */
  clockStep: fc.constantFrom<number>(0, 0, 0, -7200, 5, 86_400),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
const history = fc.record({ perHour: fc.integer({ min: 2, max: 12 }), steps: fc.array(step, { maxLength: 25 }) })

/** What is the case at one tick, by a clock that nobody sets. */
interface Tick {
  readonly at: number
  readonly step: Step
  readonly isStarting: boolean
  /** What somebody looks after, or does not want to hear of. */
  readonly hushed: ReadonlySet<string>
  readonly said: readonly Notice[]
}

/** All ticks of a history, with what a notifier said in each. After it, nothing is in force for long. */
function* ticksOf(steps: readonly Step[], perHour: number, asks: 'all the time' | 'when woken') {
  const rules = channelRules(perHour, () => true)
  const calm: Step = {
    ticks: (2.5 * HOUR_MS) / TICK_MS,
    inForce: [],
    acknowledged: [],
    snoozed: [],
    muted: [],
    silence: 1,
    healsIn: 0,
    isQuiet: false,
    isPaused: false,
    isRestarted: false,
    clockStep: 0,
  }
  let clock = 1_700_000_000_000
  let notifier = new Notifier(clock, rules)
  let at = 0
  let startsUntil = CHANNEL_GRACE_MS
  const since = new Map<string, number>()
  for (const each of [...steps, calm]) {
    if (each.clockStep !== 0) {
      clock += each.clockStep * 1000
      notifier.shift(each.clockStep * 1000)
    }
    if (each.isRestarted) {
      const state = JSON.parse(JSON.stringify(notifier.state)) as NotifierState
      notifier = new Notifier(clock, rules, state)
      startsUntil = at + CHANNEL_GRACE_MS
    }
    for (const id of ids) {
      if (!each.inForce.includes(id)) since.delete(id)
      else if (!since.has(id)) since.set(id, at)
    }
    const until = clock + each.silence * TICK_MS
    const mark = { at: clock, by: null }
    const alerts = each.inForce.map((id): AlertResource => ({
      alert_id: id,
      kind: kindOf(id),
      since: clock - at + since.get(id)!,
      ...(heals(id) && each.healsIn > 0 && { next_at: clock + each.healsIn * 1000 }),
      ...(each.acknowledged.includes(id) && { acknowledged: mark }),
      ...(each.snoozed.includes(id) && { snoozed: { ...mark, until } }),
      ...(each.muted.includes(id) && { muted: { window_id: 1, until } }),
    }))
    notifier.accept(alerts, clock)
    const circumstances = {
      pausedUntil: each.isPaused ? Infinity : 0,
      isWatched: () => false,
      isQuiet: () => each.isQuiet,
    }
    let isAwake = true
    const silentUntil = at + each.silence * TICK_MS
    const silenced = new Set([...each.acknowledged, ...each.snoozed, ...each.muted])
    const acknowledged = new Set(each.acknowledged)
    for (const end = at + each.ticks * TICK_MS; at < end; at += TICK_MS, clock += TICK_MS) {
      const said = isAwake || asks === 'all the time' ? notifier.due(clock, circumstances) : []
      const offset = clock - at
      const hushed = at < silentUntil ? silenced : acknowledged
      const isStarting = at < startsUntil
      yield { at, step: each, isStarting, hushed, said: said.map((notice) => byTime(notice, offset)) }
      const next = notifier.nextAt(clock)
      isAwake = next !== null && next <= clock + TICK_MS
    }
  }
}

/** As if the clock had never been set. */
function byTime(notice: Notice, offset: number): Notice {
  const alertOf = ({ alert_id, kind, since }: AlertResource) => ({ alert_id, kind, since: since - offset })
  const resolved = notice.resolved.map((one) => ({ alert: alertOf(one.alert), cleared_at: one.cleared_at - offset }))
  const common = { since: notice.since - offset, resolved }
  if (notice.type === 'recovered') return { ...notice, ...common }
  return { ...notice, ...common, alerts: notice.alerts.map(alertOf) }
}

const critical = (notice: Notice) =>
  [...(notice.type === 'raised' ? notice.alerts : []), ...notice.resolved.map(({ alert }) => alert)].filter(
    ({ alert_id }) => isCritical(alert_id),
  )

function check(say: (ticks: Iterable<Tick>, perHour: number) => void, numRuns = 60) {
  const property = fc.property(history, ({ perHour, steps }) => say(ticksOf(steps, perHour, 'all the time'), perHour))
  fc.assert(property, { numRuns })
}

describe('[CN-6] in any history of alerts, acknowledgements, silences, quiet hours, pauses, restarts and clock steps', () => {
  it('nothing critical is kept silent: it is told within an hour, with its end where it is over by then', () => {
    check((ticks) => {
      const open = new Set<string>()
      /** Since when each could be told. */
      const since = new Map<string, number>()
      /** Since when each has to be told. */
      const owed = new Map<string, number>()
      let longest = 0
      for (const { at, step: now, isStarting, hushed, said } of ticks) {
        for (const notice of said) {
          for (const { alert_id: id } of notice.type === 'raised' ? notice.alerts : []) {
            open.add(id)
            owed.delete(id)
          }
          for (const { alert } of notice.resolved) open.delete(alert.alert_id)
        }
        for (const id of ids.filter(isCritical)) {
          const isInForce = now.inForce.includes(id)
          const isHushed = now.isPaused || isStarting || (isInForce && hushed.has(id))
          if (!isInForce || isHushed) since.delete(id)
          else if (!since.has(id)) since.set(id, at)
          if (isInForce && now.acknowledged.includes(id)) owed.delete(id)
          const most = CHANNEL_CRITICAL_GROUP_MS + (heals(id) ? CHANNEL_HEAL_MS : 0)
          const isRipe = at - (since.get(id) ?? at) > most
          if (isRipe && !open.has(id) && !owed.has(id)) owed.set(id, at)
          if (isHushed && owed.has(id)) owed.set(id, at)
          longest = Math.max(longest, at - (owed.get(id) ?? at))
        }
      }
      expect(longest).toBeLessThanOrEqual(HOUR_MS + CHANNEL_CRITICAL_LIMIT_MS)
      expect([...owed.keys()]).toEqual([])
    })
  })

  it('there are never more messages in an hour than the channel takes', () => {
    check((ticks, perHour) => {
      const sent = [...ticks].flatMap(({ at, said }) => said.map(() => at))
      for (const [i, at] of sent.entries())
        expect(at - (sent[i - perHour] ?? -Infinity)).toBeGreaterThanOrEqual(HOUR_MS)
    })
  })

  it('whatever is told is told to be over, once, when it is; and nothing else is', () => {
    check((ticks) => {
      const open = new Set<string>()
      for (const { at, step: now, said } of ticks) {
        const inForce = new Set(now.inForce)
        for (const notice of said) {
          const news = notice.type === 'raised' ? notice.alerts.map(({ alert_id }) => alert_id) : []
          const over = notice.resolved.map(({ alert }) => alert.alert_id)
          expect(new Set(over).size).toBe(over.length)
          expect(news.length + over.length).toBeGreaterThan(0)
          // What came again before its end was told is told again, and ends once.
          for (const id of over) if (!open.delete(id)) expect(news).toContain(id)
          for (const id of news) {
            if (inForce.has(id)) open.add(id)
            else expect(over).toContain(id)
          }
          for (const { cleared_at } of notice.resolved) expect(cleared_at).toBeLessThanOrEqual(at)
          if (notice.type === 'recovered') expect([...open]).toEqual([])
        }
      }
      expect([...open]).toEqual([])
    })
  })

  it('nothing is told in a pause, of what somebody looks after or silenced, nor in quiet hours but for what is critical', () => {
    check((ticks) => {
      let raisedAt = -Infinity
      for (const { at, step: now, hushed, said } of ticks) {
        for (const notice of said) {
          expect(now.isPaused).toBe(false)
          if (now.isQuiet) expect(critical(notice).length).toBeGreaterThan(0)
          if (notice.type === 'recovered') continue
          const limit = notice.alerts.some(({ alert_id }) => isCritical(alert_id))
            ? CHANNEL_CRITICAL_LIMIT_MS
            : CHANNEL_LIMIT_MS
          expect(at - raisedAt).toBeGreaterThanOrEqual(limit)
          raisedAt = at
          for (const { alert_id: id } of notice.alerts) {
            if (now.isQuiet) expect(isCritical(id)).toBe(true)
            if (now.inForce.includes(id)) expect(hushed.has(id)).toBe(false)
          }
        }
      }
    })
  })

  it('whoever asks only when it is time for it hears the same at the same moments', () => {
    const property = fc.property(history, ({ perHour, steps }) => {
      const said = (asks: 'all the time' | 'when woken') => saidIn(ticksOf(steps, perHour, asks))
      expect(said('when woken')).toEqual(said('all the time'))
    })
    fc.assert(property, { numRuns: 60 })
  })

  it('[LV-7] it is the same whatever the clock is set to', () => {
    const property = fc.property(history, ({ perHour, steps }) => {
      const unset = steps.map((each) => ({ ...each, clockStep: 0 }))
      expect(saidIn(ticksOf(steps, perHour, 'all the time'))).toEqual(saidIn(ticksOf(unset, perHour, 'all the time')))
    })
    fc.assert(property, { numRuns: 60 })
  })
})

function saidIn(ticks: Iterable<Tick>): unknown[] {
  return [...ticks].flatMap(({ at, said }) => said.map((notice) => ({ at, ...notice })))
}

describe('[CN-6] what may be over by itself', () => {
  const coverage = (next_at?: number): AlertResource => {
    return { alert_id: 'coverage:1', kind: 'coverage', task_id: 1, since: 0, ...(next_at !== undefined && { next_at }) }
  }
  const usual = { pausedUntil: 0, isWatched: () => false, isQuiet: () => false }
  /** All that is said up to a moment, asked each second. */
  function saidUntil(notifier: Notifier<'channel'>, from: number, until: number): string[] {
    const said: string[] = []
    for (let now = from; now <= until; now += 1000) {
      for (const notice of notifier.due(now, usual)) said.push(`${now / 1000} ${notice.type}`)
    }
    return said
  }
  const running = () => {
    const notifier = new Notifier(
      -CHANNEL_GRACE_MS,
      channelRules(12, () => true),
    )
    notifier.accept([], 0)
    return notifier
  }

  it('wakes nobody where it is', () => {
    const notifier = running()
    notifier.accept([coverage(60_000)], 0)
    expect(saidUntil(notifier, 0, 62_000)).toEqual([])
    notifier.accept([], 62_000)
    expect(saidUntil(notifier, 62_000, 600_000)).toEqual([])
  })

  it('rings once for all that it has come to where it is not', () => {
    const notifier = running()
    notifier.accept([coverage(60_000)], 0)
    expect(saidUntil(notifier, 0, 60_000)).toEqual([])
    notifier.accept([coverage(), { alert_id: 'mass_loss:1', kind: 'mass_loss', since: 62_000 }], 62_000)
    expect(saidUntil(notifier, 61_000, 600_000)).toEqual(['70 raised'])
  })

  it('is not waited for without end, however often it is put off', () => {
    const notifier = running()
    let said: string[] = []
    for (let now = 0; now < 300_000 && said.length === 0; now += 10_000) {
      notifier.accept([coverage(now + 60_000)], now)
      said = saidUntil(notifier, now, now + 9000)
    }
    expect(said).toEqual(['130 raised'])
  })

  it('is waited for only where it may be the end: a lost consumer is forgotten some day', () => {
    const notifier = running()
    notifier.accept([{ alert_id: 'consumer_lost:a', kind: 'consumer_lost', since: 0, next_at: 86_400_000 }], 0)
    expect(saidUntil(notifier, 0, 100_000)).toEqual(['30 raised'])
  })

  it('[AL-6] rings again where what somebody took over got much worse, and ends once', () => {
    const notifier = running()
    const lost = (count: number, acknowledged?: AlertResource['acknowledged']): AlertResource => {
      return { alert_id: 'mass_loss:1', kind: 'mass_loss', since: 0, count, ...(acknowledged && { acknowledged }) }
    }
    notifier.accept([lost(100)], 0)
    expect(saidUntil(notifier, 0, 20_000)).toEqual(['10 raised'])
    notifier.accept([lost(100, { at: 20_000, by: null, count: 100 })], 20_000)
    notifier.accept([lost(150, { at: 20_000, by: null, count: 100 })], 100_000)
    expect(saidUntil(notifier, 21_000, 200_000)).toEqual([])
    notifier.accept([lost(151)], 200_000)
    expect(saidUntil(notifier, 200_000, 300_000)).toEqual(['210 raised'])
    notifier.accept([], 300_000)
    expect(saidUntil(notifier, 300_000, 900_000)).toEqual(['360 recovered'])
  })
})
