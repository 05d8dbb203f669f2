// What comes from outside while `responsive` measures: URL TARGETS CONSUMERS. Says when a phase begins and what it took.
import { once } from 'node:events'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import type { WebSocket } from 'ws'
import { syntheticAddresses } from './addresses.ts'
import { register } from './registered.ts'

export interface LoadReport {
  /** Null: the next one begins. */
  readonly phase: string | null
  /** ms */
  readonly took: number
  /** Times from heartbeat to pong, ms. */
  readonly pongs: readonly number[]
}

if (isMainThread) await load(process.argv[2]!, Number(process.argv[3]), Number(process.argv[4]))
else await beat(workerData as string)

async function load(url: string, count: number, consumers: number): Promise<void> {
  const targets = syntheticAddresses(count, 1000)
  const text = Buffer.from(targets.join('\n'))
  const sockets: WebSocket[] = []
  for (let i = 0; i < consumers; i++) sockets.push(await register(url, `c${i}`))
  await send(url, 'POST', '/api/tasks', { task_id: 1, name: 'Bench' })
  const pulse = new Worker(new URL(import.meta.url), { workerData: url })
  await once(pulse, 'message')
  const list = '/api/tasks/1/targets'
  const hundredth = Math.floor(count / 100)
  const add = syntheticAddresses(hundredth, 1001)
  const phases: [string, () => Promise<unknown>][] = [
    ['dry run of the list', () => send(url, 'PUT', `${list}?dry_run=true`, text)],
    ['import of the list', () => send(url, 'PUT', list, text)],
    ['±1 %', () => send(url, 'PATCH', list, { add, remove: targets.slice(0, hundredth) })],
    ['±100', () => send(url, 'PATCH', list, { add: targets.slice(0, 100), remove: add.slice(0, 100) })],
    ['what if without one consumer', () => send(url, 'POST', '/api/tasks/1/what-if', { without: ['c7'] })],
    ['rebalance', () => send(url, 'POST', '/api/tasks/1/sync?dry_run=true', { rebalance: true })],
    ['the whole list as text', async () => (await fetch(url + list, { headers: { accept: 'text/plain' } })).bytes()],
  ]
  for (const [phase, action] of phases) {
    await say({ phase: null, took: 0, pongs: [] })
    pulse.postMessage('take')
    await once(pulse, 'message')
    const startedAt = performance.now()
    await action()
    const took = performance.now() - startedAt
    pulse.postMessage('take')
    const [pongs] = (await once(pulse, 'message')) as [number[]]
    await say({ phase, took, pongs })
  }
  await pulse.terminate()
  for (const socket of sockets) socket.terminate()
  process.disconnect()
}

/** A consumer that sends heartbeats as fast as it is asked how the answers were. */
async function beat(url: string): Promise<void> {
  const socket = await register(url, 'pulse')
  let pongs: number[] = []
  socket.on('message', (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as { type: string; timestamp: number }
    if (frame.type === 'pong') pongs.push(performance.now() - (frame.timestamp - 1e12))
  })
  parentPort!.on('message', () => {
    parentPort!.postMessage(pongs)
    pongs = []
  })
  parentPort!.postMessage([])
  // A timestamp above 10^11 comes back as it was sent.
  setInterval(() => socket.send(JSON.stringify({ type: 'ping', timestamp: 1e12 + performance.now() })), 5)
}

async function say(report: LoadReport): Promise<void> {
  process.send!(report)
  await once(process, 'message')
}

async function send(url: string, method: string, path: string, body: unknown): Promise<void> {
  const isText = Buffer.isBuffer(body)
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': isText ? 'text/plain' : 'application/json' },
    body: isText ? new Uint8Array(body) : JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  await response.bytes()
}
