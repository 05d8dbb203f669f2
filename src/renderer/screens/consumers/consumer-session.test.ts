import { expect, it } from 'vitest'
import type { EventResource } from '../../../contract/events.ts'
import { sessionsOf } from './consumer-session.ts'

const event = (at: number, action: string, session_id: string, more: object = {}) =>
  ({ seq: at, at, type: 'session', data: { action, session_id, remote: '10.0.0.7', ...more } }) as EventResource

it('[WS-17] sessions go from where they were opened to where they ended, newest first', () => {
  const events = [
    event(9, 'opened', 's3'),
    event(8, 'closed', 's2', { code: 'PING_TIMEOUT' }),
    event(5, 'opened', 's2'),
    event(4, 'replaced', 's1'),
  ]
  expect(sessionsOf(events)).toEqual([
    { id: 's3', from: 9, to: null, remote: '10.0.0.7', ended: null },
    { id: 's2', from: 5, to: 8, remote: '10.0.0.7', ended: { kind: 'code', code: 'PING_TIMEOUT' } },
    { id: 's1', from: null, to: 4, remote: '10.0.0.7', ended: { kind: 'replaced' } },
  ])
})

it('one that was closed by its consumer just ended', () => {
  expect(sessionsOf([event(4, 'closed', 's1'), event(1, 'opened', 's1')])).toEqual([
    { id: 's1', from: 1, to: 4, remote: '10.0.0.7', ended: null },
  ])
})
