import { describe, expect, it } from 'vitest'
import { sampleBatch, sampleConsumer, sampleSnapshot } from '../../../tests/sample-views.ts'
import { alertText } from '../../console/words.ts'
import type { ConsoleFrame } from '../../contract/feed.ts'
import { type AlertKind, type AlertResource, severityOf } from '../../contract/resources/alert.ts'
import { isSound } from './frame-shape.ts'

const snapshot = (change: object): ConsoleFrame => ({
  type: 'snapshot',
  feed: 'f',
  seq: 1,
  now: 1,
  snapshot: { ...sampleSnapshot({ server: { version: '0.1.0' } as never }), ...change },
})
const changes = (change: unknown): ConsoleFrame => ({ type: 'changes', seq: 2, now: 1, changes: change as object })

describe('[DT-4] what another monitor sends', () => {
  it('is taken with fields, kinds and states that are not known here', () => {
    const consumers = [{ ...sampleConsumer('c-1'), state: 'asleep', mood: 'good' }]
    expect(isSound(snapshot({ consumers, batches: [sampleBatch(1)], later: [{}] }))).toBe(true)
    expect(isSound(changes({ consumers, alerts: [{ alert_id: 'a', kind: 'later', since: 1 }] }))).toBe(true)
    expect(isSound(changes({}))).toBe(true)
    expect(isSound({ type: 'answer', id: 1, ok: true, result: null })).toBe(true)
  })

  it.each([
    ['a list that is none', snapshot({ alerts: 5 })],
    ['nothing in a list', changes({ consumers: [null] })],
    ['a consumer without a state', changes({ consumers: [{ consumer_id: 'c-1', targets: 1 }] })],
    ['an alert whose kind is no word', changes({ alerts: [{ alert_id: 'a', kind: {}, since: 1 }] })],
    ['an alert that says no text', changes({ alerts: [{ alert_id: 'a', kind: 'storage', since: 1, message: {} }] })],
    ['an epoch that told nobody', changes({ epochs: [{ task_id: 1, epoch: 1, state: 'rolling_out' }] })],
    ['no changes', changes(undefined)],
    ['an unknown message', { type: 'constructor' } as never],
    ['a problem without words', { type: 'answer', id: 1, ok: false } as never],
  ])('is refused where it is %s', (_, message) => {
    expect(isSound(message)).toBe(false)
  })

  it('names alerts as JavaScript names its own things, and still has words', () => {
    for (const kind of ['constructor', 'toString', '__proto__'] as unknown as AlertKind[]) {
      const alert: AlertResource = { alert_id: 'a', kind, since: 1, count: 1 }
      expect(alertText(alert, new Map(), 'en')).toBe(kind)
      expect(severityOf(kind)).toBe('warning')
    }
  })

  it('says a sentence in a sentence in a sentence ten thousand times, and is not said at all', () => {
    let values: object = { text: 'end' }
    for (let i = 0; i < 10_000; i++) values = { text: '', fault: { key: 'line', values } }
    const alert = { alert_id: 'a', kind: 'storage', since: 1, message: 'in English', reason: 'line', values }
    expect(alertText(alert as AlertResource, new Map(), 'en')).toContain('in English')
  })
})
