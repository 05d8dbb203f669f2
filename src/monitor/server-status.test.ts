import { expect, it } from 'vitest'
import { Endpoint } from './endpoint.ts'
import { ServerStatus } from './server-status.ts'

function setUp() {
  const endpoint = new Endpoint('127.0.0.1', false)
  endpoint.open(8080)
  let frames = 0
  const sockets = { size: 0, drainFrameCount: () => frames }
  const demo = { state: 'stopped' as 'stopped' | 'running' }
  const parts = { endpoint, sockets, notes: { revision: 4 }, demo }
  const status = new ServerStatus({
    version: '1.2.3',
    startedAt: 7,
    dataDir: '/data',
    publicUrl: 'https://deck.example',
    ...parts,
  })
  return { status, sockets, demo, come: (count: number) => void (frames = count) }
}

it('[UI-5] says what the monitor is, and of what passes only what passed in the last second', () => {
  const { status, sockets, demo, come } = setUp()
  const first = {
    version: '1.2.3',
    role: 'operator',
    manages_tokens: true,
    token: null,
    started_at: 7,
    url: 'http://127.0.0.1:8080',
    public_url: 'https://deck.example',
    consumer_url: 'ws://127.0.0.1:8080/websocket/monitor',
    data_dir: '/data',
    connections: 0,
    frames_per_second: 0,
    notes: 4,
    demo: 'stopped',
  }
  come(12)
  expect(status.resource()).toEqual(first)
  expect(status.passSecond()).toEqual({ ...first, frames_per_second: 12 })
  expect(status.passSecond()).toBe(null)
  sockets.size = 3
  demo.state = 'running'
  come(0)
  const later = { ...first, connections: 3, demo: 'running' }
  expect(status.resource()).toEqual({ ...later, frames_per_second: 12 })
  expect(status.passSecond()).toEqual(later)
  expect(status.resource()).toEqual(later)
})

it('takes work until its end begins', () => {
  const { status } = setUp()
  expect(status.unready).toBeNull()
  status.end()
  expect(status.unready).toMatchObject({ reason: 'monitor_stopping' })
})

it('has an address once it listens, written as the host needs it', () => {
  const endpoint = new Endpoint('::1', true)
  expect(() => endpoint.url).toThrow('does not listen yet')
  endpoint.open(443)
  expect([endpoint.url, endpoint.consumerUrl]).toEqual(['https://[::1]:443', 'wss://[::1]:443/websocket/monitor'])
})
