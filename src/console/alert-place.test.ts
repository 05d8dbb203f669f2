import { expect, it } from 'vitest'
import type { AlertResource } from '../contract/resources/alert.ts'
import { alertPlace, manyPlace, messagePlace } from './alert-place.ts'

it.each([
  [
    { kind: 'consumer_lost', consumer_id: 'c1' },
    { screen: 'consumers', params: { open: 'c1' } },
  ],
  [
    { kind: 'consumer_offline', consumer_id: 'c1' },
    { screen: 'consumers', params: { open: 'c1' } },
  ],
  [
    { kind: 'consumer_stuck', consumer_id: 'c1' },
    { screen: 'consumers', params: { open: 'c1' } },
  ],
  [
    { kind: 'consumer_flapping', consumer_id: 'c1' },
    { screen: 'consumers', params: { open: 'c1' } },
  ],
  [
    { kind: 'takeover_storm', consumer_id: 'c1' },
    { screen: 'consumers', params: { open: 'c1' } },
  ],
  [
    { kind: 'frames_refused', consumer_id: 'c1' },
    { screen: 'consumers', params: { open: 'c1' } },
  ],
  [
    { kind: 'rollout_stuck', task_id: 2, epoch: 7 },
    { screen: 'epochs', params: { open: '7', task: '2' } },
  ],
  [{ kind: 'rollout_stuck' }, { screen: 'epochs', params: { open: '0', task: '0' } }],
  [
    { kind: 'coverage', task_id: 2 },
    { screen: 'consumers', params: { state: 'away' } },
  ],
  [{ kind: 'batch_errors' }, { screen: 'batches', params: { status: 'error' } }],
  [{ kind: 'batches_pending' }, { screen: 'batches', params: { status: 'pending' } }],
  [{ kind: 'batches_unreported' }, { screen: 'batches', params: { status: 'pending' } }],
  [{ kind: 'consumers_awaited' }, { screen: 'consumers', params: { state: 'offline' } }],
  [{ kind: 'consumers_idle' }, { screen: 'consumers', params: { state: 'idle' } }],
  [
    { kind: 'delivery_failed', values: { channel: 'on-call', failures: 3 } },
    { screen: 'settings', params: { part: 'channels', channel: 'on-call' } },
  ],
  [{ kind: 'delivery_failed' }, { screen: 'settings', params: { part: 'channels' } }],
  [{ kind: 'sync_due', task_id: 2 }, null],
  [{ kind: 'storage' }, null],
  [{ kind: 'event_log' }, null],
] as const)('the alert %j shows at %j', (alert, place) => {
  expect(alertPlace({ since: 0, ...alert } as AlertResource)).toEqual(place)
})

it('very many lost, offline or stuck consumers show where only they are', () => {
  for (const [kind, { screen }] of Object.entries(manyPlace)) expect(screen, kind).toBe('consumers')
  expect(Object.values(manyPlace).map(({ params }) => params)).toEqual([
    { state: 'lost' },
    { state: 'offline' },
    { state: 'stuck' },
    { state: 'flapping' },
    {},
    {},
  ])
})

it('[AL-6] a link in a message leads to where the alert is in view, and acts nowhere', () => {
  const alert = (kind: AlertResource['kind'], more: Partial<AlertResource> = {}): AlertResource => ({
    alert_id: `${kind}:x`,
    kind,
    since: 0,
    ...more,
  })
  const lost = alert('consumer_lost', { consumer_id: 'c1' })
  expect(messagePlace([])).toEqual({ screen: 'overview', params: {} })
  expect(messagePlace([lost])).toEqual({ screen: 'consumers', params: { open: 'c1' } })
  const inList = { screen: 'overview', params: { alert: 'consumer_lost:x' } }
  expect(messagePlace([lost, { ...lost, alert_id: 'y' }])).toEqual(inList)
  for (const kind of ['mass_loss', 'storage', 'coverage', 'consumers_idle'] as const) {
    expect(messagePlace([alert(kind)])).toEqual({ screen: 'overview', params: { alert: `${kind}:x` } })
  }
})
