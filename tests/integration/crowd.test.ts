import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ServerProcess } from './server-process.ts'

/** More than Node lets wait by itself, and no more than the system allows. */
const CROWD = Math.min(1500, mostWaiting())

function mostWaiting(): number {
  const file = '/proc/sys/net/core/somaxconn'
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 128
}

it(
  `[ED-4] ${CROWD} consumers that come while the monitor is held up wait for it, and all get in`,
  { timeout: 30_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-crowd-'))
    const server = await ServerProcess.start(['--port', '0', '--data-dir', folder])
    const fleet: WebSocket[] = []
    let connected = 0
    let registered = 0
    const ended: string[] = []
    try {
      process.kill(server.pid, 'SIGSTOP')
      for (let i = 0; i < CROWD; i++) {
        const socket = new WebSocket(`${server.url.replace('http', 'ws')}/websocket/monitor`, {
          perMessageDeflate: false,
          finishRequest(request) {
            request.once('socket', (wire) => wire.once('connect', () => connected++))
            request.end()
          },
        })
        fleet.push(socket)
        socket.once('open', () => socket.send(JSON.stringify({ type: 'register', consumer_id: `c${i}` })))
        socket.on('message', (data) => {
          if ((JSON.parse((data as Buffer).toString()) as { type: string }).type === 'registered') registered++
        })
        socket.on('error', ({ message }) => ended.push(message))
        socket.on('close', (code) => ended.push(`${code}`))
      }
      // By the system alone: none has to try again, or is taken for one that cannot be remembered.
      await expect.poll(() => connected, { timeout: 10_000 }).toBe(CROWD)
      process.kill(server.pid, 'SIGCONT')
      await expect.poll(() => registered, { timeout: 15_000 }).toBe(CROWD)
      expect(ended).toEqual([])
    } finally {
      for (const socket of fleet) socket.removeAllListeners('close').terminate()
      await server.end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
