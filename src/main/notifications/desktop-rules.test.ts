import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { type NotifiedKind, notifiedKinds } from '../../contract/desktop-bridge.ts'
import { type Circumstances, type Notice, Notifier } from '../../console/notifier.ts'
import { desktopRules, FORGET_MS, GRACE_MS, GROUP_MS, LIMIT_MS, SETTLE_MS } from './desktop-rules.ts'

const lost = (id: string): AlertResource => ({
  alert_id: `consumer_lost:${id}`,
  kind: 'consumer_lost',
  since: 0,
  consumer_id: id,
})
const usual: Circumstances<NotifiedKind> = { pausedUntil: 0, isWatched: () => false, isQuiet: () => false }

/** A notifier with a clock: what it says in each second. */
function running(start = 0) {
  const notifier = new Notifier(start, desktopRules())
  let now = start
  let circumstances = usual
  const said: string[] = []
  return {
    said,
    set: (change: Partial<Circumstances<NotifiedKind>>) => (circumstances = { ...circumstances, ...change }),
    take: (...alerts: AlertResource[]) => notifier.accept(alerts, now),
    pass(ms: number) {
      for (const end = now + ms; now < end; now += 1000) {
        for (const notice of notifier.due(now, circumstances)) said.push(words(notice))
      }
      return said.splice(0)
    },
    get now() {
      return now
    },
  }
}

function words(notice: Notice<NotifiedKind>): string {
  return notice.type === 'raised'
    ? `raised ${notice.key} ${notice.alerts.map(({ consumer_id }) => consumer_id).join(' ')}`
    : `recovered ${notice.key}`
}

describe('[DT-1] notifications', () => {
  it('say nothing at the start of what is over within the grace, and all that is not in one', () => {
    const fleet = running()
    fleet.take(lost('c1'), lost('c2'), lost('c3'))
    expect(fleet.pass(GRACE_MS - 1000)).toEqual([])
    fleet.take(lost('c1'), lost('c3'))
    expect(fleet.pass(10_000)).toEqual(['raised consumer_lost c1 c3'])
  })

  it('group what comes within seconds, and wait a while before the next of a kind', () => {
    const fleet = running()
    fleet.pass(GRACE_MS)
    fleet.take(lost('c1'))
    expect(fleet.pass(GROUP_MS - 1000)).toEqual([])
    fleet.take(lost('c1'), lost('c2'))
    expect(fleet.pass(2000)).toEqual(['raised consumer_lost c1 c2'])
    fleet.take(lost('c1'), lost('c2'), lost('c3'))
    expect(fleet.pass(LIMIT_MS - 2000)).toEqual([])
    fleet.take(lost('c1'), lost('c2'), lost('c3'), lost('c4'))
    expect(fleet.pass(5000)).toEqual(['raised consumer_lost c3 c4'])
  })

  it('limit each kind by itself', () => {
    const fleet = running()
    fleet.pass(GRACE_MS)
    const stuck: AlertResource = { alert_id: 'rollout_stuck:1', kind: 'rollout_stuck', since: 0, consumer_id: '-' }
    fleet.take(lost('c1'), stuck)
    expect(fleet.pass(5000)).toEqual(['raised consumer_lost c1', 'raised rollout_stuck -'])
  })

  it('say once that all is over, when it has been for a moment', () => {
    const fleet = running()
    fleet.pass(GRACE_MS)
    fleet.take(lost('c1'), lost('c2'))
    fleet.pass(5000)
    fleet.take(lost('c2'))
    expect(fleet.pass(FORGET_MS)).toEqual([])
    fleet.take()
    expect(fleet.pass(SETTLE_MS)).toEqual([])
    expect(fleet.pass(600_000)).toEqual(['recovered consumer_lost'])
  })

  it('do not say again what comes and goes beside another, until it was over for long', () => {
    const fleet = running()
    fleet.pass(GRACE_MS)
    fleet.take(lost('c1'), lost('c2'))
    fleet.pass(LIMIT_MS)
    fleet.take(lost('c1'))
    fleet.pass(FORGET_MS - 10_000)
    fleet.take(lost('c1'), lost('c2'))
    expect(fleet.pass(LIMIT_MS)).toEqual([])
    fleet.take(lost('c1'))
    fleet.pass(FORGET_MS + 5000)
    fleet.take(lost('c1'), lost('c2'))
    expect(fleet.pass(LIMIT_MS)).toEqual(['raised consumer_lost c2'])
  })

  it('are not needed for what is before the eyes, or not wanted; nor is its end', () => {
    const fleet = running()
    fleet.pass(GRACE_MS)
    fleet.set({ isWatched: () => true })
    fleet.take(lost('c1'))
    fleet.pass(5000)
    fleet.set({ isWatched: () => false })
    fleet.pass(LIMIT_MS)
    fleet.set({ isWatched: (kind) => kind === 'consumer_lost' })
    fleet.take(lost('c1'), lost('c2'))
    fleet.pass(5000)
    fleet.set(usual)
    fleet.take()
    expect(fleet.pass(600_000)).toEqual([])
  })

  it('wait for the end of a pause', () => {
    const fleet = running()
    fleet.pass(GRACE_MS)
    fleet.set({ pausedUntil: fleet.now + 3_600_000 })
    fleet.take(lost('c1'))
    fleet.pass(1_800_000)
    fleet.take(lost('c1'), lost('c2'))
    expect(fleet.pass(1_799_000)).toEqual([])
    expect(fleet.pass(3000)).toEqual(['raised consumer_lost c1 c2'])
  })

  it('[AL-6] are not needed for what somebody looks after; what is snoozed or muted is told when that ends', () => {
    const fleet = running()
    fleet.pass(GRACE_MS)
    const mark = { at: 0, by: null }
    const snoozed = { ...mark, until: fleet.now + 600_000 }
    fleet.take({ ...lost('c1'), acknowledged: mark }, { ...lost('c2'), snoozed })
    expect(fleet.pass(600_000)).toEqual([])
    expect(fleet.pass(1000)).toEqual(['raised consumer_lost c2'])
    const muted = { window_id: 1, until: fleet.now + LIMIT_MS }
    fleet.take({ ...lost('c1'), acknowledged: mark }, lost('c2'), { ...lost('c3'), muted })
    expect(fleet.pass(LIMIT_MS)).toEqual([])
    expect(fleet.pass(1000)).toEqual(['raised consumer_lost c3'])
    fleet.take({ ...lost('c1'), acknowledged: mark })
    expect(fleet.pass(SETTLE_MS + 1000)).toEqual([])
    fleet.take()
    expect(fleet.pass(SETTLE_MS + 1000)).toEqual(['recovered consumer_lost'])
  })

  it('come at the same moments to whoever asks only then, as to whoever asks each second', () => {
    const step = fc.record({
      seconds: fc.integer({ min: 1, max: 90 }),
      inForce: fc.subarray(['consumer_lost:1', 'consumer_lost:2', 'coverage:1', 'rollout_stuck:1']),
      isWatched: fc.boolean(),
      pausedFor: fc.constantFrom(0, 0, 20_000),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const [polled, woken] = [new Notifier(0, desktopRules()), new Notifier(0, desktopRules())]
        const said: Record<'polled' | 'woken', string[]> = { polled: [], woken: [] }
        let now = 0
        for (const { seconds, inForce, isWatched, pausedFor } of steps) {
          const alerts = inForce.map((id): AlertResource => ({ alert_id: id, kind: kindOf(id), since: 0 }))
          const circumstances = { ...usual, isWatched: () => isWatched, pausedUntil: pausedFor && now + pausedFor }
          const ask = (who: 'polled' | 'woken', notifier: Notifier<NotifiedKind>) => {
            for (const notice of notifier.due(now, circumstances)) said[who].push(`${now} ${JSON.stringify(notice)}`)
          }
          for (const notifier of [polled, woken]) notifier.accept(alerts, now)
          let isAwake = true
          for (const end = now + seconds * 1000; now < end; now += 1000) {
            ask('polled', polled)
            // Whoever pauses wakes up at the end of that.
            if (isAwake || now === circumstances.pausedUntil) ask('woken', woken)
            isAwake = woken.nextAt(now) === now + 1000
          }
        }
        expect(said.woken).toEqual(said.polled)
      }),
      { numRuns: 300 },
    )
  })

  it('have nothing to wait for while nothing is in force, and nothing is over', () => {
    const notifier = new Notifier(0, desktopRules())
    expect(notifier.nextAt(0)).toBe(GRACE_MS)
    expect(notifier.nextAt(GRACE_MS)).toBeNull()
    notifier.accept([lost('c1')], GRACE_MS)
    expect(notifier.nextAt(GRACE_MS)).toBe(GRACE_MS + GROUP_MS)
  })

  it('hold in any history', () => {
    const step = fc.record({
      seconds: fc.integer({ min: 1, max: 90 }),
      inForce: fc.subarray(['consumer_lost:1', 'consumer_lost:2', 'consumer_lost:3', 'coverage:1', 'rollout_stuck:1']),
      isWatched: fc.boolean(),
      isPaused: fc.boolean(),
      isOff: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const notifier = new Notifier(0, desktopRules())
        let now = 0
        const raisedAt: Partial<Record<NotifiedKind, number>> = {}
        const open = new Set<NotifiedKind>()
        /** What was said of, or seen, and is not news therefore. */
        const heard = new Set<string>()
        /** Since when each has been in force and could be said of. */
        const since = new Map<string, number>()
        for (const { seconds, inForce, isWatched, isPaused, isOff } of steps) {
          const alerts = inForce.map((id): AlertResource => ({ alert_id: id, kind: kindOf(id), since: 0 }))
          notifier.accept(alerts, now)
          for (const id of since.keys()) if (!inForce.includes(id)) since.delete(id)
          const silent = (kind: NotifiedKind) => isWatched || (isOff && kind === 'consumer_lost')
          for (const end = now + seconds * 1000; now < end; now += 1000) {
            const notices = notifier.due(now, {
              ...usual,
              pausedUntil: isPaused ? now + 1 : 0,
              isWatched: silent,
            })
            for (const notice of notices) {
              expect(isPaused || silent(notice.key) || now < GRACE_MS).toBe(false)
              if (notice.type === 'recovered') {
                expect(open.delete(notice.key)).toBe(true)
                expect(alerts.some(({ kind }) => kind === notice.key)).toBe(false)
                for (const id of heard) if (kindOf(id) === notice.key) heard.delete(id)
              } else {
                expect(now - (raisedAt[notice.key] ?? -Infinity)).toBeGreaterThanOrEqual(LIMIT_MS)
                expect(notice.alerts.length).toBeGreaterThan(0)
                for (const alert of notice.alerts) {
                  expect(alerts).toContain(alert)
                  heard.add(alert.alert_id)
                }
                raisedAt[notice.key] = now
                open.add(notice.key)
              }
            }
            for (const id of inForce) {
              if (silent(kindOf(id))) heard.add(id)
              if (isPaused || now < GRACE_MS || !since.has(id)) since.set(id, now)
            }
          }
          // Nothing that stays is kept back for ever.
          for (const [id, from] of since) if (now - from > LIMIT_MS + GROUP_MS) expect([...heard]).toContain(id)
        }
      }),
      { numRuns: 300 },
    )
  })
})

function kindOf(id: string): NotifiedKind {
  return notifiedKinds.find((kind) => id.startsWith(kind)) ?? 'coverage'
}
