// The fleet that `console` is measured with: URL CONSUMERS BATCHES RATE. It is set up, says so, and then does what it is told.
import { setTimeout as pause } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { syntheticAddresses } from './addresses.ts'
import { randomNumbers } from './random.ts'
import { register } from './registered.ts'

/** What it is told: to report, not to, or to say something that can be told apart on the page. */
export type FleetOrder = 'live' | 'rest' | 'mark' | 'end'

export interface FleetReady {
  readonly batches: number
  /** The first consumer of every list. What its batches say is only ever a mark. */
  readonly markedConsumer: string
  readonly markedBatch: number
}

/** A mark: the values to look for, and when they were sent, ms since 1970. */
export interface Mark {
  readonly number: number
  readonly progress: number
  readonly errors: number
  readonly sentAt: number
}

interface Batch {
  readonly batch_id: number
  readonly socket: WebSocket
  progress: number
}

const TASKS = 4
const BATCH_SIZE = 10
/** How often some reports are sent, and every consumer is heard, ms. */
const STEP = 10
const HEARTBEAT = 20_000

const [url = '', consumers = '', wanted = '', rate = ''] = process.argv.slice(2)
const random = randomNumbers(7)
const sockets = new Map<string, WebSocket>()
const marked: Batch[] = []
const others: Batch[] = []
let isLive = false
let marks = 0

await setUp()
process.on('message', (order: FleetOrder) => {
  if (order === 'mark') process.send!(mark())
  else if (order === 'end') {
    for (const socket of sockets.values()) socket.terminate()
    process.exit(0)
  } else {
    isLive = order === 'live'
    process.send!('done')
  }
})
process.send!({
  batches: marked.length + others.length,
  markedConsumer: nameOf(0),
  markedBatch: marked.at(-1)!.batch_id,
} satisfies FleetReady)
void beat()
void report()

/** A task has 256 slots, so that no more than 256 consumers can own some of it: each quarter of the fleet gets a task. */
async function setUp(): Promise<void> {
  const quarter = Number(consumers) / TASKS
  // With fewer consumers than slots each owns whole slots, and its last batch of each level is not full.
  const perTask = Math.round((Number(wanted) / TASKS - quarter / 2) * BATCH_SIZE)
  for (let task = 1; task <= TASKS; task++) {
    // Whoever comes first by name gets the slots: the later the quarter, the earlier its names.
    for (let i = 0; i < quarter; i++) {
      const id = nameOf((TASKS - task) * quarter + i)
      sockets.set(id, await register(url, id))
    }
    await send('POST', '/api/tasks', {
      task_id: task,
      name: `Task ${task}`,
      batch_size: BATCH_SIZE,
      priority_levels: 1,
      identity: 'exact',
      auto_sync: false,
    })
    await send('PUT', `/api/tasks/${task}/targets`, { targets: syntheticAddresses(perTask, task) })
    for (const { batch_id, consumer_id } of await batchesOf(task)) {
      const socket = sockets.get(consumer_id)
      if (!socket) throw new Error(`Nobody has batch ${batch_id}.`)
      const batch = { batch_id, socket, progress: Math.floor(random() * 100) }
      if (consumer_id === nameOf(0)) marked.push(batch)
      else others.push(batch)
    }
  }
}

function nameOf(number: number): string {
  return `worker-${String(number).padStart(4, '0')}`
}

async function batchesOf(task: number): Promise<{ batch_id: number; consumer_id: string }[]> {
  const answer = await fetch(`${url}/api/tasks/${task}/batches?limit=100000`)
  return ((await answer.json()) as { batches: { batch_id: number; consumer_id: string }[] }).batches
}

/** So many reports a second, of any batch. It goes round: pending, running with progress, completed. */
async function report(): Promise<void> {
  let sent = 0
  let startedAt = performance.now()
  for (;;) {
    await pause(STEP)
    if (!isLive) {
      sent = 0
      startedAt = performance.now()
      continue
    }
    const due = Math.floor(((performance.now() - startedAt) / 1000) * Number(rate))
    for (; sent < due; sent++) {
      const batch = others[Math.floor(random() * others.length)]!
      batch.progress = batch.progress >= 100 ? 0 : Math.min(100, batch.progress + 1 + Math.floor(random() * 8))
      const status = batch.progress === 0 ? 'pending' : batch.progress === 100 ? 'completed' : 'running'
      say(batch, status, batch.progress, `${Math.floor(batch.progress / 25)} of 4 blocks`)
    }
  }
}

function mark(): Mark {
  marks++
  const progress = 1 + (marks % 97)
  const errors = 1 + (marks % (marked.length - 1))
  const sentAt = performance.timeOrigin + performance.now()
  for (const [i, batch] of marked.entries()) say(batch, i < errors ? 'error' : 'running', progress, `mark ${marks}`)
  return { number: marks, progress, errors, sentAt }
}

function say({ socket, batch_id }: Batch, status: string, progress: number, message: string): void {
  socket.send(JSON.stringify({ type: 'batch_status', batch_id, status, progress, message }))
}

/** Every consumer in turn. */
async function beat(): Promise<void> {
  for (;;) {
    for (const [consumer_id, socket] of sockets) {
      socket.send(JSON.stringify({ type: 'heartbeat', consumer_id, timestamp: Date.now(), batches: [] }))
      await pause(HEARTBEAT / sockets.size)
    }
  }
}

async function send(method: string, path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
}
