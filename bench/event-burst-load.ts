// The consumers of `event-burst`: URL RATE SECONDS. Each frame carries another message.
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { register } from './registered.ts'

export interface BurstReport {
  readonly sent: number
  /** Until the last of them was answered, ms. */
  readonly took: number
}

const SOCKETS = 100
/** How often some are sent, ms. */
const STEP = 10

const [url = '', rate = '', seconds = ''] = process.argv.slice(2)
const sockets = await Promise.all(Array.from({ length: SOCKETS }, (_, i) => register(url, `c${i}`)))
process.send!('ready')
await once(process, 'message')
const total = Number(rate) * Number(seconds)
const startedAt = performance.now()
let sent = 0
while (sent < total) {
  const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * Number(rate)))
  for (; sent < due; sent++) {
    const frame = { type: 'batch_status', batch_id: sent % 1000, status: 'running', message: `block ${sent}` }
    sockets[sent % SOCKETS]!.send(JSON.stringify({ ...frame, progress: sent % 100 }))
  }
  await pause(STEP)
}
await Promise.all(
  sockets.map(async (socket) => {
    const answered = once(socket, 'message')
    socket.send('{"type":"ping"}')
    await answered
  }),
)
process.send!({ sent, took: performance.now() - startedAt } satisfies BurstReport)
await once(process, 'message')
for (const socket of sockets) socket.terminate()
process.disconnect()
