// What stands between an import and the consumers: plan, commit, batch_reload. Ratios to a bare hash pass of the same run.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type RawData, WebSocket } from 'ws'
import { emptyAssignment } from '../src/core/planner/assignment.ts'
import { murmur3 } from '../src/core/planner/hash.ts'
import { plan } from '../src/core/planner/plan.ts'
import { resolveSettings } from '../src/core/settings.ts'
import { startMonitor } from '../src/monitor/monitor.ts'

const CONSUMERS = 8
const RUNS = 15
const root = resolve(import.meta.dirname, '..')
const text = readFileSync(join(root, 'resources/demo-targets.txt'), 'utf8')
const targets = text.trim().split('\n')
const members = Array.from({ length: CONSUMERS }, (_, i) => `c${i}`)
const options = { batchSize: 99, virtualNodes: 150, strategy: 'balanced', spareBatches: 1 } as const

/** The median of several runs, ms. */
async function median(run: () => unknown): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < RUNS; i++) {
    const startedAt = performance.now()
    await run()
    times.push(performance.now() - startedAt)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0
}

let sink = 0
const hashing = await median(() => {
  for (const target of targets) sink ^= murmur3(target)
})
const planning = await median(() =>
  plan({ previous: emptyAssignment, edit: { kind: 'replace', targets }, members, options, nextBatchId: 1 }),
)

const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
const settings = resolveSettings({ 'server.port': 0, 'data-dir': dataDir })
const monitor = await startMonitor({ settings, version: 'bench', consoleRoot: null })
const { url } = monitor.address
const sockets = await Promise.all(members.map(register))
const publishing = await median(async () => {
  const { task_id } = await monitor.api.call('task.create', { name: 'Bench' })
  const told = Promise.all(sockets.map((socket) => nextReload(socket, task_id)))
  await monitor.api.call('targets.apply', { task_id, text })
  await told
})
for (const socket of sockets) socket.terminate()
await monitor.close()
rmSync(dataDir, { recursive: true, force: true })

const rows = [
  ['one hash pass over the targets', hashing],
  [`first plan for ${CONSUMERS} consumers`, planning],
  [`import: parse, plan, commit to disk, batch_reload received by ${CONSUMERS} sockets`, publishing],
] as const
const table = rows.map(([what, ms]) => `| ${what} | ${ms.toFixed(1)} | ${(ms / hashing).toFixed(1)} |`).join('\n')
const report = `# Measured

By \`npm run bench\`; median of ${RUNS} runs on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}.
Times change from machine to machine, the ratios much less.

## The first epoch of ${targets.length.toLocaleString('en')} addresses

| what | ms | ÷ hash pass |
|---|---:|---:|
${table}
`
writeFileSync(join(root, 'bench/results.md'), report)
console.log(report)
if (sink === 1) console.log('')

function register(consumerId: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket/monitor`)
  socket.once('open', () => socket.send(JSON.stringify({ type: 'register', consumer_id: consumerId })))
  return new Promise((done) => {
    socket.on('message', (data) => {
      if ((JSON.parse((data as Buffer).toString()) as { type: string }).type === 'registered') done(socket)
    })
  })
}

function nextReload(socket: WebSocket, taskId: number): Promise<void> {
  return new Promise((done) => {
    const listen = (data: RawData) => {
      const frame = JSON.parse((data as Buffer).toString()) as { type: string; task_id?: number }
      if (frame.type !== 'batch_reload' || frame.task_id !== taskId) return
      socket.off('message', listen)
      done()
    }
    socket.on('message', listen)
  })
}
