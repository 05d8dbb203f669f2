// What comes from outside while `responsive` measures: URL TARGETS CONSUMERS, and `changes` or what a list is sent as. Says when a phase begins and
// what it took.
import { once } from 'node:events'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { type TextFormat, mediaTypes } from '../src/contract/list-format.ts'
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
  /** Bytes of the body, where that is of interest. */
  readonly sent?: number
}

/** A format, as it is, packed, or with two attributes of each target. */
export type SentAs = TextFormat | `${TextFormat}, gzip` | `${'csv' | 'json'}, attributes`

/** Something to be measured. */
interface Phase {
  readonly name: string
  readonly action: () => Promise<unknown>
  readonly sent?: number
}

const list = '/api/tasks/1/targets'

if (isMainThread) {
  const [url = '', targets, consumers, mode] = process.argv.slice(2)
  await load(
    url,
    Number(consumers),
    mode === 'changes' ? changes(url, Number(targets)) : [imported(url, Number(targets), mode as SentAs)],
  )
} else await beat(workerData as string)

async function load(url: string, consumers: number, phases: Iterable<Phase>): Promise<void> {
  const sockets: WebSocket[] = []
  for (let i = 0; i < consumers; i++) sockets.push(await register(url, `c${i}`))
  await send(url, 'POST', '/api/tasks', { task_id: 1, name: 'Bench' })
  const pulse = new Worker(new URL(import.meta.url), { workerData: url })
  await once(pulse, 'message')
  for (const { name, action, sent } of phases) {
    await say({ phase: null, took: 0, pongs: [] })
    pulse.postMessage('take')
    await once(pulse, 'message')
    const startedAt = performance.now()
    await action()
    const took = performance.now() - startedAt
    pulse.postMessage('take')
    const [pongs] = (await once(pulse, 'message')) as [number[]]
    await say({ phase: name, took, pongs, ...(sent !== undefined && { sent }) })
  }
  await pulse.terminate()
  for (const socket of sockets) socket.terminate()
  process.disconnect()
}

function changes(url: string, count: number): Phase[] {
  const targets = syntheticAddresses(count, 1000)
  const text = Buffer.from(targets.join('\n'))
  const hundredth = Math.floor(count / 100)
  const add = syntheticAddresses(hundredth, 1001)
  const patch = (body: object) => send(url, 'PATCH', list, body)
  return [
    { name: 'dry run of the list', action: () => send(url, 'PUT', `${list}?dry_run=true`, text, mediaTypes.text) },
    { name: 'import of the list', action: () => send(url, 'PUT', list, text, mediaTypes.text) },
    { name: '±1 %', action: () => patch({ add, remove: targets.slice(0, hundredth) }) },
    { name: '±100', action: () => patch({ add: targets.slice(0, 100), remove: add.slice(0, 100) }) },
    {
      name: 'what if without one consumer',
      action: () => send(url, 'POST', '/api/tasks/1/what-if', { without: ['c7'] }),
    },
    { name: 'rebalance', action: () => send(url, 'POST', '/api/tasks/1/sync?dry_run=true', { rebalance: true }) },
    {
      name: 'the whole list as text',
      action: async () => (await fetch(url + list, { headers: { accept: 'text/plain' } })).bytes(),
    },
  ]
}

function imported(url: string, count: number, sentAs: SentAs): Phase {
  const [format, how = ''] = sentAs.split(', ') as [TextFormat, string?]
  const header = how === 'attributes' ? 'target,priority,label,chain\r\n' : ''
  const items = syntheticAddresses(count, 1000).map((target, i) => ({
    target,
    ...(i % 3 === 0 && { priority: i % 2 === 0 ? 'high' : 'low' }),
    ...(how === 'attributes' && { label: `TOKEN${i}`, chain: i % 2 === 0 ? 'eth' : 'base' }),
  }))
  const bodies: Record<TextFormat, () => string> = {
    text: () => items.map(({ target }) => target).join('\n'),
    csv: () =>
      header +
      items
        .map(({ target, priority = '', label, chain }) =>
          [target, priority, label, chain].filter((cell) => cell !== undefined).join(','),
        )
        .join('\r\n'),
    json: () => JSON.stringify({ targets: items }),
    ndjson: () => items.map((item) => JSON.stringify(item)).join('\n'),
  }
  const plain = Buffer.from(bodies[format]())
  const body = how === 'gzip' ? gzipSync(plain, { level: 1 }) : plain
  return {
    name: sentAs,
    sent: body.length,
    action: () => send(url, 'PUT', list, body, mediaTypes[format], how === 'gzip' ? how : ''),
  }
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

async function send(
  url: string,
  method: string,
  path: string,
  body: unknown,
  type = mediaTypes.json,
  encoding = '',
): Promise<void> {
  const response = await fetch(url + path, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': type, ...(encoding !== '' && { 'content-encoding': encoding }) },
      body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
    }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  await response.bytes()
}
