import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseSshDestination } from '../../src/console/ssh-destination.ts'
import { monitorClient } from '../../src/main/remote/monitor-client.ts'
import { remoteTransport, testRemote } from '../../src/main/remote/remote-transport.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { selfSigned, trust } from './self-signed.ts'
import { SshServer } from './ssh-server.ts'

const version = '0.0.0'
const folder = mkdtempSync(join(tmpdir(), 'batchdeck-ssh-'))
const { PATH = '' } = process.env
let server: SshServer
let running: RunningMonitor

beforeAll(async () => {
  server = await SshServer.start(join(folder, 'sshd'), ['PermitOpen 127.0.0.1:* localhost:*'])
  running = await runMonitor({ 'server.token': 'operate' })
  process.env['PATH'] = server.path
})

afterEach(() => {
  server.trust(true)
  server.use('user')
})

afterAll(async () => {
  process.env['PATH'] = PATH
  await running[Symbol.asyncDispose]()
  await server.end()
  rmSync(folder, { recursive: true, force: true })
})

const through = (url: string, destination = server.destination, token = 'operate') =>
  ({ url, ssh: parseSshDestination(destination), token, version }) as const
const faultOf = async (url: string, destination?: string) => {
  const finding = await testRemote(through(url, destination))
  return finding.ok ? 'none' : finding.problem.fault
}

/** Processes of ssh that lead to the monitor. */
const processes = () =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`-W 127.0.0.1:${running.monitor.address.port}`))

describe('[DT-20] a monitor behind an SSH host', () => {
  it('is reached by its address there, and ssh ends with the connection', async () => {
    const { url } = running.monitor.address
    expect(await testRemote(through(url))).toEqual({ ok: true, url, version, role: 'operator', consumers: 0 })
    expect((await testRemote(through(url, server.destination, 'wrong'))) as unknown).toMatchObject({
      problem: { fault: 'token_wrong' },
    })
    await expect.poll(processes).toEqual([])
    const client = monitorClient(remoteTransport(through(url), () => {}))
    await expect
      .poll(() => client.call('task.create', { task_id: 1, name: 'Far' }).catch(String))
      .toMatchObject({
        name: 'Far',
      })
    expect(processes()).toHaveLength(1)
    client.close()
    await expect.poll(processes).toEqual([])
  })

  it('says what is wrong on the way', async () => {
    const { url } = running.monitor.address
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const nothing = `http://127.0.0.1:${(closed.address() as { port: number }).port}`
    closed.close()
    await once(closed, 'close')
    expect(await faultOf(nothing)).toBe('ssh_forward')
    expect(await faultOf('http://10.255.255.1:80')).toBe('ssh_forbidden')
    expect(await faultOf(url, nothing.replace('http://', ''))).toBe('ssh_unreachable')
    expect(await faultOf(url, 'no-such-host.invalid')).toBe('ssh_unknown_host')
    server.trust(false)
    expect(await faultOf(url)).toBe('ssh_host_key')
    server.trust('another')
    expect(await faultOf(url)).toBe('ssh_host_changed')
    server.trust(true)
    server.use('stranger')
    expect(await faultOf(url)).toBe('ssh_denied')
    process.env['PATH'] = folder
    expect(await faultOf(url)).toBe('ssh_missing')
    process.env['PATH'] = server.path
  })

  it('[SEC-1] with TLS has a certificate for the name of its address, not of the SSH host', async () => {
    const pair = selfSigned(folder, 'known')
    trust(pair)
    await using secure = await runMonitor({
      'server.token': 'operate',
      'server.tls-cert': pair.certFile,
      'server.tls-key': pair.keyFile,
    })
    const { url, port } = secure.monitor.address
    expect(await faultOf(url)).toBe('none')
    expect(await faultOf(`https://[::1]:${port}`)).toMatch(/^ssh_/)
    expect(await faultOf(url.replace('127.0.0.1', '127.0.0.2'))).toBe('ssh_forbidden')
  })

  it('leaves no process behind where the operator keeps connections open for others, and uses one that is', async () => {
    const { url } = running.monitor.address
    const kept = ['ControlMaster auto', `ControlPath ${join(folder, 'mux')}`, 'ControlPersist 60']
    server.use('user', kept)
    const isShared = () => existsSync(join(folder, 'mux'))
    expect(await faultOf(url)).toBe('none')
    await expect.poll(processes).toEqual([])
    expect(isShared()).toBe(false)
    execFileSync('ssh', ['-p', String(server.port), '-fN', server.destination.replace(/:\d+$/, '')], {
      stdio: 'ignore',
    })
    try {
      await expect.poll(isShared).toBe(true)
      expect(await faultOf(url)).toBe('none')
      await expect.poll(processes).toEqual([])
    } finally {
      execFileSync('ssh', ['-p', String(server.port), '-O', 'exit', '127.0.0.1'], { stdio: 'ignore' })
    }
  })

  it('leaves no process behind where the app is killed', async () => {
    const { url } = running.monitor.address
    const root = join(import.meta.dirname, '../..')
    const program = `
      import { monitorClient } from '${root}/src/main/remote/monitor-client.ts'
      import { remoteTransport } from '${root}/src/main/remote/remote-transport.ts'
      import { parseSshDestination } from '${root}/src/console/ssh-destination.ts'
      const ssh = parseSshDestination('${server.destination}')
      const remote = { url: '${url}', ssh, token: 'operate', version: '${version}' }
      const client = monitorClient(remoteTransport(remote, () => {}))
      client.onConnection((state) => state === 'live' && console.log('live'))
      setInterval(() => {}, 1000)`
    const app = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await once(app.stdout, 'data')
      expect(processes()).toHaveLength(1)
    } finally {
      app.kill('SIGKILL')
    }
    await expect.poll(processes, { timeout: 5000 }).toEqual([])
  })
})
