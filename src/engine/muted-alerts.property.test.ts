import fc from 'fast-check'
import { expect, it } from 'vitest'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import { type AlertResource, severityOf } from '../contract/resources/alert.ts'
import type { WindowResource, WindowScope } from '../contract/resources/window.ts'
import { Engine } from './engine.ts'

const ids = ['a', 'b', 'c'] as const
const zones = ['eu', 'us'] as const
type Labels = Readonly<Record<string, string>>

const scope: fc.Arbitrary<WindowScope> = fc.oneof(
  fc.constant({}),
  fc.record({ task_id: fc.constantFrom(1, 2) }),
  fc.record(
    {
      consumers: fc.subarray([...ids], { minLength: 1 }),
      labels: fc.record({ zone: fc.constantFrom(...zones) }),
      kinds: fc.subarray(['consumer_offline', 'coverage'] as const, { minLength: 1 }),
      severities: fc.subarray(['critical', 'warning', 'info'] as const, { minLength: 1 }),
    },
    { requiredKeys: [] },
  ),
)

const step = fc.oneof(
  fc.record({
    kind: fc.constant('window' as const),
    scope,
    mutes: fc.boolean(),
    minutes: fc.integer({ min: 1, max: 90 }),
  }),
  fc.record({ kind: fc.constant('end' as const), which: fc.nat(9) }),
  fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 60 }) }),
  fc.record({
    kind: fc.constantFrom('come', 'go'),
    id: fc.constantFrom(...ids),
    zone: fc.option(fc.constantFrom(...zones)),
  }),
)

/** By looking at all of them. */
function naively(alert: AlertResource, open: readonly WindowResource[], labels: Labels): AlertResource['muted'] {
  const ends = open
    .filter(({ mutes, scope: { task_id, consumers, labels: wanted, kinds, severities } }) => {
      const ofSomeone = consumers !== undefined || wanted !== undefined
      return (
        mutes &&
        (task_id ?? alert.task_id) === alert.task_id &&
        (!ofSomeone || alert.consumer_id !== undefined) &&
        (consumers?.includes(alert.consumer_id ?? '') ?? true) &&
        Object.entries(wanted ?? {}).every(([name, value]) => labels[name] === value) &&
        (kinds ?? [alert.kind]).includes(alert.kind) &&
        (severities ?? [severityOf(alert.kind)]).includes(severityOf(alert.kind))
      )
    })
    .toSorted((a, b) => b.until - a.until || a.window_id - b.window_id)
  return ends[0] && { window_id: ends[0].window_id, until: ends[0].until }
}

it('[AL-7] an alert is muted by the window that covers it for longest, whatever comes, goes, changes its labels or ends', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let now = 1_000_000
      const engine = new Engine(engineSettings, nothing, now)
      const labels = new Map<string, Labels>()
      let open: WindowResource[] = []
      let sessions = 0
      const current = new Map<string, string>()
      steps.forEach((each, window_id) => {
        if (each.kind === 'window') {
          const { mutes, minutes } = each
          const times = { made_at: now, from: now, duration: minutes * 60_000, until: now + minutes * 60_000 }
          const rest = { why: '', by: null, cron: null, time_zone: 'UTC', active: true, holds: !mutes }
          open = [...open, { window_id, mutes, scope: each.scope, ...times, ...rest }]
        } else if (each.kind === 'end') open = open.filter((_, i) => i !== each.which)
        else if (each.kind === 'pass') now += each.minutes * 60_000
        else if (each.kind === 'come') {
          const session = `s${sessions++}`
          const own: Labels = each.zone === null ? {} : { zone: each.zone }
          engine.connected(session, '10.0.0.1', now)
          engine.received(session, { type: 'register', consumer_id: each.id, labels: own }, now)
          current.set(each.id, session)
          labels.set(each.id, own)
        } else engine.disconnected(current.get(each.id) ?? 'none', now)
        open = open.filter(({ until }) => now < until)
        engine.setWindows(open)
        engine.tick(now)
        engine.drain(now)
        for (const alert of engine.alertsInForce()) {
          const expected = naively(alert, open, labels.get(alert.consumer_id ?? '') ?? {})
          expect(alert.muted, alert.alert_id).toEqual(expected)
        }
      })
    }),
    { numRuns: 200 },
  )
})

it('[AL-7] goes by the labels that a consumer had last, also where it came and went between two looks', () => {
  const engine = new Engine(engineSettings, nothing, 0)
  const visit = (session: string, zone: string) => {
    engine.connected(session, '10.0.0.1', 0)
    engine.received(session, { type: 'register', consumer_id: 'a', labels: { zone } }, 0)
    engine.disconnected(session, 0)
    engine.drain(0)
    return engine.alertsInForce().map(({ alert_id, muted }) => [alert_id, muted?.window_id])
  }
  const times = { made_at: 0, from: 0, duration: 9, until: 9, cron: null, time_zone: 'UTC' }
  const window = { window_id: 7, mutes: true, holds: false, why: '', by: null, active: true, ...times }
  engine.setWindows([{ ...window, scope: { labels: { zone: 'eu' } } }])
  expect(visit('s1', 'eu')).toEqual([['consumer_offline:a', 7]])
  expect(visit('s2', 'us')).toEqual([['consumer_offline:a', undefined]])
  expect(visit('s3', 'eu')).toEqual([['consumer_offline:a', 7]])
})
