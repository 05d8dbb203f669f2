import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ServerProcess } from './server-process.ts'

const entry = resolve(import.meta.dirname, '../../src/headless/index.ts')
const folder = mkdtempSync(join(tmpdir(), 'batchdeck-headless-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the command to its end. */
function batchdeck(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [entry, ...args], { env: { ...process.env, ...environment } })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  return new Promise((done) => void child.once('close', (code) => done({ code, out, err })))
}

describe('the headless command', () => {
  it('says in one line that the port is in use, and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((listening) => void other.once('listening', listening))
    const { port } = other.address() as AddressInfo
    const { code, err } = await batchdeck(['serve', '--port', String(port), '--data-dir', join(folder, 'port')])
    other.close()
    expect([code, err]).toEqual([
      1,
      `127.0.0.1:${port} is in use by another program; stop it, or choose another port with --port.\n`,
    ])
  })

  it('says in one line that the data folder cannot be made, and ends with 1', async () => {
    const file = join(folder, 'in-the-way')
    writeFileSync(file, '')
    const { code, err } = await batchdeck(['serve', '--port', '0', '--data-dir', join(file, 'below')])
    expect([code, err]).toEqual([
      1,
      `The data folder ${join(file, 'below')} cannot be made (ENOTDIR); choose one that can be written, with --data-dir.\n`,
    ])
  })

  it.runIf(process.platform !== 'win32')(
    '[FM-1] [CF-3] keeps what it writes to its user whatever the umask, and finds its home folder behind a ~',
    async () => {
      const home = mkdtempSync(join(folder, 'home-'))
      const settings = ['--port 0', '--data-dir=~/data', '--set server.access-log=~/access.log']
      const script = `umask 0; exec "$0" "$1" serve ${settings.map((setting) => `'${setting.replace(/ /, "' '")}'`).join(' ')}`
      const child = spawn('bash', ['-c', script, process.execPath, entry], { env: { ...process.env, HOME: home } })
      await once(child.stdout, 'data')
      const ended = once(child, 'exit')
      const modeOf = (name: string) => (statSync(join(home, name)).mode & 0o777).toString(8)
      const names = ['data', 'data/batchdeck.db', 'data/batchdeck.db-wal', 'data/events.db', 'access.log']
      await expect.poll(() => existsSync(join(home, 'data/events.db'))).toBe(true)
      const modes = names.map(modeOf)
      child.kill('SIGTERM')
      await ended
      expect(modes).toEqual(['700', '600', '600', '600', '600'])
    },
  )

  it('[WS-19] refuses a folder in use, and ends with 0 on SIGTERM', async () => {
    const dataDir = join(folder, 'shared')
    const first = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
    const { code, err } = await batchdeck(['serve', '--port', '0', '--data-dir', dataDir])
    expect([code, err]).toEqual([
      1,
      `${join(dataDir, 'batchdeck.db')} is in use by another Batchdeck; stop that one, or choose another folder with --data-dir.\n`,
    ])
    expect(await first.end('SIGTERM')).toBe(0)
  })

  it('[WS-19] answers and ends although nobody reads the access log on its stdout any more', async () => {
    const args = ['--port', '0', '--data-dir', join(folder, 'unread'), '--set', 'server.access-log=stdout']
    const server = await ServerProcess.start(args)
    server.stopReading()
    // More than a pipe holds.
    const headers = { 'user-agent': 'x'.repeat(190) }
    for (let i = 0; i < 1500; i++) expect((await fetch(`${server.url}/healthz`, { headers })).status).toBe(200)
    const ended = server.end('SIGTERM')
    const late = new Promise((done) => setTimeout(done, 5000, 'not within 5 s').unref())
    const code = await Promise.race([ended, late])
    await server.end('SIGKILL')
    expect(code).toBe(0)
  })

  it.each([
    [['serve', '--prot', '1'], '--prot is not a known option. Did you mean --port?\n'],
    [['sevre'], 'sevre is not a known command. Did you mean serve?\n'],
    [
      ['serve', '--set', 'monitor.liveness.grase=3s', '--port', '99999'],
      'monitor.liveness.grase is not a setting. Did you mean monitor.liveness.grace? (--set)\n' +
        'server.port: "99999" is not allowed; give 0 to 65535. (--port)\n',
    ],
    [
      ['serve', '--host', '0.0.0.0'],
      'server.host: 0.0.0.0 can be reached from other machines; give a --token, or --insecure if that is what you want.\n',
    ],
  ])('[SEC-1] %j ends with 2 and a hint', async (args, message) => {
    // Who runs this may have a monitor of his own.
    const { code, err } = await batchdeck([...args, '--data-dir', join(folder, 'nobody')])
    expect([code, err]).toEqual([2, message])
  })

  it('takes flags over the environment over the file, and never prints a token', async () => {
    const file = join(folder, 'batchdeck.yaml')
    writeFileSync(
      file,
      'server:\n  port: 1\n  token: hidden-token\nmonitor.batch:\n  batch-size: 11\n  virtual-nodes: 12\n',
    )
    const environment = { BATCHDECK_SERVER_PORT: '2', BATCHDECK_MONITOR_BATCH_BATCH_SIZE: '22' }
    const { code, out } = await batchdeck(['config', '--print', '--config', file, '--port', '3'], environment)
    expect(code).toBe(0)
    expect(out).toContain('server.port: 3 # --port\n')
    expect(out).toContain('monitor.batch.batch-size: 22 # BATCHDECK_MONITOR_BATCH_BATCH_SIZE\n')
    expect(out).toContain(`monitor.batch.virtual-nodes: 12 # file ${file}, line 6\n`)
    expect(out).toContain(`# server.token: (hidden) # file ${file}, line 3\n`)
    expect(out).not.toContain('hidden-token')
  })
})
