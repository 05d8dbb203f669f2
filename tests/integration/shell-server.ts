import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { programFile } from '../program.ts'
import { compileCache } from './compile-cache.ts'

const root = join(import.meta.dirname, '../..')
const START_TIMEOUT_MS = 20_000

/**
 * The server in a shell, its output where a shell puts it: Node's own pipes are sockets. Every request
 * is a line on its stdout.
 */
export class ShellServer implements AsyncDisposable {
  readonly url: string
  private readonly child: ChildProcess
  private readonly dataDir: string
  private readonly ended: Promise<unknown[]>

  private constructor(child: ChildProcess, url: string, dataDir: string) {
    this.child = child
    this.dataDir = dataDir
    this.url = url
    this.ended = once(child, 'exit')
  }

  /** @param program what runs the command in its arguments, and writes the number of its process into the file PID_FILE */
  static async start(...program: string[]): Promise<ShellServer> {
    const port = await freePort()
    const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-output-data-'))
    const settings = ['--port', String(port), '--data-dir', dataDir, '--set', 'server.access-log=stdout']
    const command = [process.execPath, programFile, 'serve', ...settings]
    const [name = '', ...args] = program
    const child = spawn(name, [...args, ...command], {
      cwd: root,
      env: { ...process.env, ...compileCache, PID_FILE: join(dataDir, 'pid') },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const server = new ShellServer(child, `http://127.0.0.1:${port}`, dataDir)
    const until = Date.now() + START_TIMEOUT_MS
    while (!(await server.isUp())) {
      if (Date.now() > until) throw new Error('The server cannot be reached.')
      await pause(50)
    }
    return server
  }

  async isUp(): Promise<boolean> {
    return await fetch(`${this.url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  /**
   * Lines of some 1.5 KB on stdout, and one on stderr: a stranger's frame is too large.
   * @returns the code its socket was closed with
   */
  async makeLines(count: number): Promise<unknown> {
    for (let n = 0; n < count; n += 20) {
      const path = `/healthz?${'x'.repeat(900)}`
      await Promise.all(Array.from({ length: 20 }, () => fetch(this.url + path)))
    }
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/websocket/monitor`)
    await once(socket, 'open')
    socket.send('x'.repeat(1_100_000))
    const [code] = (await once(socket, 'close')) as [unknown]
    return code
  }

  /** Its exit code. */
  async end(): Promise<number | null> {
    if (this.child.exitCode === null) process.kill(Number(readFileSync(join(this.dataDir, 'pid'), 'utf8')), 'SIGTERM')
    await this.ended
    return this.child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
