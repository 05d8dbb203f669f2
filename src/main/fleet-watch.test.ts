import { expect, it } from 'vitest'
import type { ConsoleFrame, Snapshot } from '../contract/feed.ts'
import { FleetWatch } from './fleet-watch.ts'
import type { MonitorConnection } from './remote-monitor.ts'

const empty: Snapshot = {
  server: { version: '0.1.0' } as Snapshot['server'],
  tasks: [],
  consumers: [],
  batches: [],
  slots: [],
  epochs: [],
  rollouts: [],
  alerts: [],
  samples: [],
  imports: [],
}
const snapshot = (seq: number): ConsoleFrame => ({ type: 'snapshot', seq, now: 0, snapshot: empty })
const change = (seq: number): ConsoleFrame => ({
  type: 'changes',
  seq,
  now: 0,
  changes: { alerts: [{ alert_id: `at ${seq}`, kind: 'storage', since: 0 }] },
})

/** A watch over frames that are given by hand. */
function watching() {
  const listeners: ((frame: ConsoleFrame) => void)[] = []
  let ended = 0
  const connection: MonitorConnection = {
    call: () => Promise.reject(new Error('Nobody asks.')),
    subscribe(listener) {
      listeners.push(listener)
      return () => void ended++
    },
    onConnection(listener) {
      listener('live')
      return () => {}
    },
    close: () => {},
  }
  const seen: string[] = []
  const watch = new FleetWatch(connection, ({ alerts }) => seen.push(alerts[0]?.alert_id ?? 'nothing'))
  return {
    watch,
    seen,
    send: (frame: ConsoleFrame) => listeners.at(-1)?.(frame),
    count: () => [listeners.length, ended],
  }
}

it('follows a snapshot and its changes', () => {
  const { watch, seen, send } = watching()
  expect([watch.connection, watch.data]).toEqual(['live', null])
  for (const frame of [snapshot(4), change(5), change(6)]) send(frame)
  expect(seen).toEqual(['nothing', 'at 5', 'at 6'])
})

it('begins anew where a change was missed, and takes none twice', () => {
  const { watch, seen, send, count } = watching()
  for (const frame of [snapshot(4), change(5), change(5), change(7)]) send(frame)
  expect([watch.data, count()]).toEqual([null, [2, 1]])
  for (const frame of [snapshot(9), change(10)]) send(frame)
  expect(seen).toEqual(['nothing', 'at 5', 'nothing', 'at 10'])
})
