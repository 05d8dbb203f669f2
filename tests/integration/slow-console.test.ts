import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { unpackFrame, type WireFrame } from '../../src/contract/packed-frames.ts'
import { FleetMirror } from '../../src/console/mirror.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

/** A line that carries so many bytes a second to whoever connects here, and holds little itself. */
async function slowLine(port: number, bytesPerSecond: number) {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({ port, host: '127.0.0.1' })
    sockets.add(near).add(far)
    for (const socket of [near, far]) socket.on('error', () => {})
    near.pipe(far)
    void (async () => {
      for await (const piece of far) {
        near.write(piece as Buffer)
        await pause(((piece as Buffer).length / bytesPerSecond) * 1000)
      }
      near.end()
    })().catch(() => {})
  }).listen(0, '127.0.0.1')
  await new Promise((done) => void server.once('listening', done))
  return {
    port: (server.address() as { port: number }).port,
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

it('[WS-25] a snapshot larger than the outgoing buffer comes over a slow line, and then what changed meanwhile', async () => {
  await using running = await runMonitor({ 'monitor.limits.outgoing-buffer': '64KiB' })
  const fleet: TestConsumer[] = []
  for (let i = 0; i < 200; i++) {
    fleet.push(await registered(running.consumerUrl, i))
  }
  await using line = await slowLine(running.monitor.address.port, 200_000)
  const mirror = new FleetMirror()
  const kinds: string[] = []
  const coming: number[] = []
  let bytes = 0
  const socket = new WebSocket(`ws://127.0.0.1:${line.port}/websocket/console`, {
    perMessageDeflate: false,
    headers: { host: `127.0.0.1:${running.monitor.address.port}` },
  })
  socket.on('message', (data) => {
    bytes += (data as Buffer).length
    const frame = unpackFrame(JSON.parse((data as Buffer).toString()) as WireFrame)
    if (frame.type === 'changes' && frame.coming !== undefined) coming.push(frame.coming)
    kinds.push(`${frame.type} ${mirror.accept(frame)}`)
  })
  const closed: number[] = []
  socket.on('close', (code) => closed.push(code))
  // Something changes all the time, more often than the line could tell.
  let told = 0
  const busy = setInterval(() => {
    told++
    for (const [i, consumer] of fleet.entries()) {
      if (i % 20 === told % 20)
        consumer.send({
          type: 'batch_status',
          batch_id: i,
          status: 'running',
          message: `${told}`,
          progress: told % 100,
        })
    }
  }, 20)
  await expect.poll(() => kinds[0], { timeout: 20_000 }).toBe('snapshot applied')
  clearInterval(busy)
  expect(bytes).toBeGreaterThan(3 * 64 * 1024)
  fleet[0]!.send({ type: 'batch_status', batch_id: 1_000_000, status: 'running', message: 'the last', progress: 1 })
  await expect
    .poll(() => [...(mirror.data?.unplanned.values() ?? [])].some(({ message }) => message === 'the last'), {
      timeout: 20_000,
    })
    .toBe(true)
  // Where nothing came meanwhile it is told so, by a frame that it knows.
  for (const kind of kinds.slice(1)) expect(['changes applied', 'changes known']).toContain(kind)
  // The first is waited for in any case; another one is announced, and is as long as it was said to be.
  expect(coming).toEqual([])
  const [before, seen] = [bytes, kinds.length]
  socket.send(JSON.stringify({ type: 'subscribe', after: null }))
  await expect.poll(() => kinds.slice(seen).some((kind) => kind.startsWith('snapshot')), { timeout: 20_000 }).toBe(true)
  expect(coming).toEqual([expect.any(Number)])
  expect(coming[0]).toBeGreaterThan(256 * 1024)
  expect(coming[0]).toBeLessThan(bytes - before)
  expect(closed).toEqual([])
  socket.terminate()
  for (const consumer of fleet) await consumer[Symbol.asyncDispose]()
})

/** One with labels as long as they may be: of such a fleet a snapshot is large. */
async function registered(url: string, i: number): Promise<TestConsumer> {
  const labels = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`label-${n}`, 'x'.repeat(100)]))
  const consumer = await TestConsumer.connect(url)
  consumer.send({ type: 'register', consumer_id: `consumer-${i}`, labels })
  await consumer.next('registered')
  return consumer
}
