import { once } from 'node:events'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { WireFrame } from '../../src/contract/packed-frames.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'

/** The socket itself, as the wire has it. */
async function rawConsole({ monitor }: RunningMonitor, query = '') {
  const socket = new WebSocket(`${monitor.address.url.replace('http', 'ws')}/websocket/console${query}`)
  const frames: WireFrame[] = []
  let wake = () => {}
  socket.on('message', (data) => {
    frames.push(JSON.parse((data as Buffer).toString()) as WireFrame)
    wake()
  })
  await once(socket, 'open')
  return {
    send: (message: object) => socket.send(JSON.stringify(message)),
    async next(): Promise<WireFrame> {
      while (frames.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return frames.shift()!
    },
    async [Symbol.asyncDispose]() {
      socket.terminate()
    },
  }
}

const addTask = (running: RunningMonitor, name: string) => running.send('POST', '/api/tasks', { name })
const tasksOf = ({ data }: TestConsole) => [...(data?.tasks.values() ?? [])].map(({ name }) => name)

it('[UI-4] a console that just opens the socket gets a snapshot, and then every change', async () => {
  await using running = await runMonitor()
  await using opened = await rawConsole(running)
  const first = await opened.next()
  expect(first).toMatchObject({ type: 'snapshot', now: expect.any(Number) as number, snapshot: { tasks: [] } })
  expect(Object.keys(first).toSorted()).toEqual(['feed', 'now', 'seq', 'snapshot', 'type'])
  await addTask(running, 'A')
  const next = await opened.next()
  expect(next).toMatchObject({ type: 'changes', feed: first.feed, seq: first.seq + 1 })
  expect(Object.keys(next).toSorted()).toEqual(['changes', 'feed', 'now', 'seq', 'type'])
})

it('[UI-4] one that comes back is sent what it missed, as long as that is known, and over the open socket, too', async () => {
  await using running = await runMonitor()
  await using opened = await rawConsole(running)
  const first = await opened.next()
  if (first.type !== 'snapshot') throw new Error('No snapshot came first.')
  await addTask(running, 'A')
  const seen: WireFrame[] = []
  while (!seen.some((frame) => frame.type === 'changes' && frame.changes.tasks)) seen.push(await opened.next())
  const { feed = '' } = first
  await using back = await rawConsole(running, `?feed=${feed}&seq=${first.seq}`)
  for (const frame of seen) expect(await back.next()).toEqual(frame)

  const seq = seen.at(-1)?.seq ?? 0
  opened.send({ type: 'subscribe', after: { feed, seq: first.seq } })
  let frame = await opened.next()
  while (frame.seq !== first.seq + 1) frame = await opened.next()
  expect(frame).toEqual(seen[0])

  for (const [query, after] of [
    [`?feed=${feed}&seq=${seq + 1000}`, { feed, seq: seq + 1000 }],
    ['?feed=another&seq=1', { feed: 'another', seq: 1 }],
    ['?feed=&seq=x', 'nonsense'],
  ] as const) {
    await using stranger = await rawConsole(running, query)
    expect(await stranger.next()).toMatchObject({ type: 'snapshot', feed })
    stranger.send({ type: 'subscribe', after })
    let answer = await stranger.next()
    while (answer.type !== 'snapshot') answer = await stranger.next()
    expect(answer).toMatchObject({ feed, snapshot: { tasks: [{ name: 'A' }] } })
  }
})

it('[UI-4] a console whose wire is cut goes on without a second snapshot, and shows what there is', async () => {
  await using running = await runMonitor()
  await using opened = await TestConsole.open(running.monitor.address.url)
  await addTask(running, 'A')
  await expect.poll(() => tasksOf(opened)).toEqual(['A'])
  opened.cut()
  await addTask(running, 'B')
  await expect.poll(() => tasksOf(opened), { timeout: 5000 }).toEqual(['A', 'B'])
  expect(opened.frames.filter(({ type }) => type === 'snapshot')).toHaveLength(1)
  const seqs = opened.frames.map(({ seq }) => seq)
  expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i))
})

it('[UI-4] [UI-5] a viewer that comes back is still told that it is one', async () => {
  await using running = await runMonitor({ 'server.token': 'op', 'server.viewer-token': 'look' })
  const { url } = running.monitor.address
  await using opened = await TestConsole.open(url, 'look')
  await using another = await TestConsole.open(url, 'look')
  opened.cut()
  await another.until((frame) => frame.type === 'changes' && frame.changes.server !== undefined)
  await opened.until((frame) => frame.type === 'changes' && frame.changes.server !== undefined)
  expect(opened.data?.server.role).toBe('viewer')
})
