import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { byDefault, type GivenSettings, givenBy, resolveSettings } from '../../src/settings/settings.ts'
import { startDemoFleet } from '../../src/demo/demo-fleet.ts'
import { MonitorClient } from '../../src/demo/monitor-client.ts'
import { startMonitor } from '../../src/monitor/monitor.ts'
import { readCertificate } from '../../src/monitor/tls.ts'
import { ConsumerProcess } from '../python/consumer-process.ts'
import { readExposition, valueOf } from './exposition.ts'
import { runMonitor } from './running-monitor.ts'
import { type SelfSigned, selfSigned, trust } from './self-signed.ts'
import { ServerProcess } from './server-process.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-tls-'))
const none = join(folder, 'none.pem')
const words = join(folder, 'words.pem')
const locked = join(folder, 'locked.pem')
let one: SelfSigned
let other: SelfSigned

beforeAll(() => {
  one = selfSigned(folder, 'one')
  other = selfSigned(folder, 'other')
  writeFileSync(words, 'no certificate\n')
  execFileSync('openssl', ['ec', '-in', one.keyFile, '-aes256', '-passout', 'pass:x', '-out', locked], {
    stdio: 'ignore',
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function tls({ certFile, keyFile }: SelfSigned): { 'server.tls-cert': string; 'server.tls-key': string } {
  return { 'server.tls-cert': certFile, 'server.tls-key': keyFile }
}

/** The name on the certificate that new connections are shown. */
async function shownName(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { CN } = socket.getPeerCertificate().subject
  socket.destroy()
  return String(CN)
}

const settingsOf = (given: GivenSettings) => resolveSettings(givenBy(byDefault, given))

describe('TLS', () => {
  it.each([
    [
      () => [none, one.keyFile],
      () => `server.tls-cert: ${none} cannot be read (ENOENT); give a PEM file that this user may read.`,
    ],
    [
      () => [one.certFile, none],
      () => `server.tls-key: ${none} cannot be read (ENOENT); give a PEM file that this user may read.`,
    ],
    [
      () => [folder, one.keyFile],
      () => `server.tls-cert: ${folder} cannot be read (EISDIR); give a PEM file that this user may read.`,
    ],
    [
      () => [words, one.keyFile],
      () => `server.tls-cert: ${words} holds no certificate; give a PEM file, the server's own first.`,
    ],
    [() => [one.certFile, words], () => `server.tls-key: ${words} holds no private key; give a PEM file.`],
    [() => [one.certFile, locked], () => `server.tls-key: ${locked} is locked with a passphrase; give it without one.`],
    [
      () => [one.certFile, other.keyFile],
      () => `server.tls-key: ${other.keyFile} is not the key of ${one.certFile}; give the one it was made with.`,
    ],
  ])('refuses files that cannot be used in one sentence (%#)', (files, message) => {
    const [certFile = '', keyFile = ''] = files()
    const settings = settingsOf(tls({ certFile, keyFile, pem: '' }))
    expect(() => readCertificate(settings)).toThrow(message())
  })

  it('wants both files or none, speaks TLS 1.2 or later, and does without where nothing is set', () => {
    expect(() => settingsOf({ 'server.tls-key': one.keyFile })).toThrow(
      'server.tls-key: also give server.tls-cert; TLS needs a certificate and its key.',
    )
    expect(() => settingsOf({ 'server.tls-cert': one.certFile })).toThrow('server.tls-cert: also give server.tls-key')
    expect(readCertificate(settingsOf(tls(one)))?.context.minVersion).toBe('TLSv1.2')
    expect(readCertificate(resolveSettings([]))).toBeNull()
  })

  it('ends the start with 2 and one line where key and certificate are no pair', async () => {
    const flags = ['--port', '0', '--data-dir', folder, '--tls-cert', one.certFile, '--tls-key', other.keyFile]
    await expect(ServerProcess.start(flags)).rejects.toThrow(
      `ended with code 2: server.tls-key: ${other.keyFile} is not the key of ${one.certFile}; give the one it was made with.\n`,
    )
  })

  it('serves HTTP and a Python consumer over wss, and takes a renewed certificate on SIGHUP without losing it', async () => {
    const [certFile, keyFile] = [join(folder, 'live.pem'), join(folder, 'live-key.pem')]
    copyFileSync(one.certFile, certFile)
    copyFileSync(one.keyFile, keyFile)
    const flags = ['--port', '0', '--data-dir', join(folder, 'live'), '--tls-cert', certFile, '--tls-key', keyFile]
    trust(one, other)
    const server = await ServerProcess.start(flags)
    const consumer = new ConsumerProcess(server.url, 'python-1', { ca: one.certFile, task: 1 })
    try {
      expect(server.url).toMatch(/^https:/)
      await consumer.waitFor('registered')
      const json = { 'content-type': 'application/json' }
      const body = JSON.stringify({ task_id: 1, name: 'Secure' })
      expect((await fetch(`${server.url}/api/tasks`, { method: 'POST', headers: json, body })).status).toBe(201)
      const list = `${server.url}/api/tasks/1/targets`
      await fetch(list, { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'a\nb\n' })
      expect(await consumer.waitFor('acked')).toMatchObject({ action: 'reloading' })
      expect(await shownName(server.port)).toBe('one')

      copyFileSync(other.certFile, certFile)
      copyFileSync(other.keyFile, keyFile)
      process.kill(server.pid, 'SIGHUP')
      await expect.poll(() => shownName(server.port), { timeout: 10_000 }).toBe('other')
      const from = consumer.mark
      consumer.command('heartbeat')
      await consumer.waitFor('pong', { from })
      expect(consumer.events.filter(({ event }) => event === 'disconnected')).toEqual([])
    } finally {
      await consumer.kill()
      expect(await server.end('SIGTERM')).toBe(0)
    }
  })

  it('keeps the certificate it has where the renewed one cannot be used, and counts who speaks no TLS', async () => {
    const [certFile, keyFile] = [join(folder, 'kept.pem'), join(folder, 'kept-key.pem')]
    copyFileSync(one.certFile, certFile)
    copyFileSync(one.keyFile, keyFile)
    trust(one)
    await using running = await runMonitor(tls({ certFile, keyFile, pem: '' }))
    const { url, port } = running.monitor.address
    expect([url, running.consumerUrl]).toEqual([
      `https://127.0.0.1:${port}`,
      `wss://127.0.0.1:${port}/websocket/monitor`,
    ])
    await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
    copyFileSync(other.keyFile, keyFile)
    running.monitor.renew()
    expect(running.logged).toEqual([
      `The TLS certificate stays as it was. server.tls-key: ${keyFile} is not the key of ${certFile}; give the one it was made with.`,
    ])
    expect(await shownName(port)).toBe('one')
    consumer.send({ type: 'ping' })
    await consumer.next('pong')
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed')
    const families = readExposition(await (await fetch(`${url}/metrics`)).text())
    expect(valueOf(families, 'batchdeck_handshakes_refused_total', { code: 'TLS_HANDSHAKE' })).toBe(1)
  })

  it('the demo fleet trusts the certificate of its monitor, and no other', async () => {
    trust()
    const settings = settingsOf({ 'server.port': 0, 'data-dir': join(folder, 'demo'), ...tls(one) })
    const monitor = await startMonitor({ settings, version: '0.0.0', consoleRoot: null, demo: startDemoFleet })
    try {
      await monitor.api.call('demo.start', {})
      const context = { consumerUrl: '', httpUrl: monitor.address.url, token: null }
      const [task] = await new MonitorClient({ ...context, certificate: one.pem }).tasks()
      expect(task).toMatchObject({ name: 'Demo fleet', targets: 5000, epoch: 1 })
      await expect(new MonitorClient({ ...context, certificate: other.pem }).tasks()).rejects.toThrow(
        'self-signed certificate',
      )
    } finally {
      await monitor.close()
    }
  })
})
