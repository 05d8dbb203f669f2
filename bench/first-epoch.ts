import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RawData, WebSocket } from 'ws'
import { type ConsoleApi, MAX_PIECE_LENGTH } from '../src/contract/procedures.ts'
import { byDefault, givenBy, resolveSettings } from '../src/settings/settings.ts'
import { startMonitor } from '../src/monitor/monitor.ts'
import { realAddresses, realText } from './addresses.ts'
import { fullPlan, hashPass } from './planner-speed.ts'
import { type Section, unbounded, whole } from './report.ts'
import { fleet } from './task.ts'
import { timeInTurn } from './timing.ts'

const CONSUMERS = 8
const RUNS = 15
const members = fleet(CONSUMERS)

/** What stands between an import and the consumers: plan, commit, batch_reload. */
export async function firstEpoch(progress: (what: string) => void): Promise<Section> {
  progress('first epoch')
  const { hashing, planning } = timeInTurn(
    { hashing: hashPass(realAddresses), planning: fullPlan(realAddresses, members) },
    RUNS,
  )
  const rows = [
    ['one hash pass over the targets', hashing.median],
    [`first plan for ${CONSUMERS} consumers`, planning.median],
    [`import: parse, plan, commit to disk, batch_reload received by ${CONSUMERS} sockets`, await timeImports()],
  ] as const
  return {
    title: `The first epoch of ${whole(realAddresses.length)} addresses`,
    text: `The median of ${RUNS} runs.`,
    columns: ['what', 'ms', '÷ hash pass'],
    rows: rows.map(([what, ms]) => ({
      cells: [what, ms.toFixed(1), (ms / hashing.median).toFixed(1)],
      ...unbounded,
    })),
  }
}

/** As a console does. */
async function send(api: ConsoleApi, taskId: number): Promise<void> {
  const { import_id } = await api.call('import.open', { task_id: taskId, format: 'text', total_bytes: null })
  for (let from = 0; from < realText.length; from += MAX_PIECE_LENGTH) {
    await api.call('import.piece', { import_id, piece: realText.slice(from, from + MAX_PIECE_LENGTH) })
  }
  await api.call('import.close', { import_id })
  await api.call('import.apply', { import_id })
}

/** The median, ms. */
async function timeImports(): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const settings = resolveSettings(givenBy(byDefault, { 'server.port': 0, 'data-dir': dataDir }))
  const monitor = await startMonitor({ settings, version: 'bench', consoleRoot: null })
  const sockets = await Promise.all(members.map((member) => register(monitor.address.url, member)))
  const times: number[] = []
  for (let i = 0; i < RUNS; i++) {
    const startedAt = performance.now()
    const { task_id } = await monitor.api.call('task.create', { name: 'Bench' })
    const told = Promise.all(sockets.map((socket) => nextReload(socket, task_id)))
    await send(monitor.api, task_id)
    await told
    times.push(performance.now() - startedAt)
  }
  for (const socket of sockets) socket.terminate()
  await monitor.close()
  rmSync(dataDir, { recursive: true, force: true })
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)]!
}

function register(url: string, consumerId: string): Promise<WebSocket> {
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
