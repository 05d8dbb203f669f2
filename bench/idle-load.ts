// The consumers of `idle`: URL CONSUMERS TARGETS. Says when all are there; told a number, sends so many heartbeats in 30 s.
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { syntheticAddresses } from './addresses.ts'
import { register } from './registered.ts'

/** Handshakes under way at a time. */
const AT_A_TIME = 100
const SPREAD_OVER = 30_000
/** How often some are sent, ms. */
const STEP = 20

const [url = '', consumers = '', targets = ''] = process.argv.slice(2)
await send('POST', '/api/tasks', { task_id: 1, name: 'Bench', auto_sync: false })
const sockets: WebSocket[] = []
while (sockets.length < Number(consumers)) {
  const first = sockets.length
  const some = Array.from({ length: Math.min(AT_A_TIME, Number(consumers) - first) }, (_, i) => first + i)
  sockets.push(...(await Promise.all(some.map((i) => register(url, `c${i}`)))))
}
await send('PUT', '/api/tasks/1/targets', { targets: syntheticAddresses(Number(targets), 1000) })
process.send!('ready')

for (;;) {
  const [what] = (await once(process, 'message')) as [number | 'end']
  if (what === 'end') break
  await beat(what)
  process.send!('sent')
}
for (const socket of sockets) socket.terminate()
process.disconnect()

async function beat(count: number): Promise<void> {
  const startedAt = performance.now()
  const answered = Promise.all(sockets.slice(0, count).map(async (socket) => once(socket, 'message')))
  for (let sent = 0; sent < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) / SPREAD_OVER) * count))
    for (; sent < due; sent++) {
      const n = sent % sockets.length
      sockets[n]!.send(
        JSON.stringify({ type: 'heartbeat', consumer_id: `c${n}`, batches: [], timestamp: Date.now() / 1000 }),
      )
    }
    await pause(STEP)
  }
  await answered
}

async function send(method: string, path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  await response.bytes()
}
