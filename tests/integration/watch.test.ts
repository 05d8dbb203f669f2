import { execFileSync } from 'node:child_process'
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlertSpan } from '../../src/contract/resources/alert-span.ts'
import type { Summary } from '../../src/contract/resources/summary.ts'
import { readCertificate } from '../../src/monitor/tls.ts'
import { byDefault, givenBy, resolveSettings } from '../../src/settings/settings.ts'
import { readExposition } from './exposition.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { selfSigned } from './self-signed.ts'
import { canMount, SmallDisk } from './small-disk.ts'
import { SteppedTime } from './stepped-time.ts'

const wait = { timeout: 5000, interval: 50 }
const lines = (count: number) => Array.from({ length: count }, (_, i) => `target-${i}\n`).join('')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-watch-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Of a kind, those in force. */
async function inForce({ monitor }: RunningMonitor, kind: AlertSpan['kind']): Promise<AlertSpan[]> {
  const { alerts } = await monitor.api.call('alerts.history', {})
  return alerts.filter((alert) => alert.kind === kind && alert.cleared_at === null)
}

describe('[AL-8] guarded_change', () => {
  it('[AL-8] a list whose answer nobody reads is not refused in silence, also over a restart, until another is taken', async () => {
    const dataDir = join(folder, 'guarded')
    let raisedAt: number
    {
      await using running = await runMonitor({}, dataDir)
      const guarded = () => inForce(running, 'guarded_change')
      await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
      expect(await running.send('PUT', '/api/tasks/1/targets', lines(300))).toMatchObject({ status: 200 })
      expect(await running.send('PUT', '/api/tasks/1/targets?dry_run=true', lines(7))).toMatchObject({ status: 200 })
      expect(await running.send('PUT', '/api/tasks/1/targets', lines(9))).toMatchObject({ status: 409 })
      expect(await running.send('PUT', '/api/tasks/1/targets', lines(8))).toMatchObject({
        status: 409,
        body: { code: 'GUARDED' },
      })
      await expect.poll(guarded, wait).toMatchObject([{ task_id: 1, severity: 'warning', count: 292 }])
      // Nor is it one that a console sees.
      const { import_id } = await running.monitor.api.call('import.open', {
        task_id: 1,
        format: 'text',
        total_bytes: null,
      })
      await running.monitor.api.call('import.piece', { import_id, piece: 'one\n' })
      await running.monitor.api.call('import.close', { import_id })
      await expect(running.monitor.api.call('import.apply', { import_id })).rejects.toMatchObject({ code: 'GUARDED' })
      const [alert] = await guarded()
      expect(alert).toMatchObject({ count: 292 })
      raisedAt = alert!.raised_at
    }
    const time = new SteppedTime(Date.now())
    await using running = await runMonitor({}, dataDir, null, { time })
    const guarded = () => inForce(running, 'guarded_change')
    await expect.poll(() => disksOf(running), wait).toContain('data')
    // For longer than it takes to see that there is no reason for it any more.
    await time.pass(10_000)
    expect(await guarded()).toMatchObject([{ raised_at: raisedAt, count: 292 }])
    // A list that changes nothing is one that was taken, too.
    expect(await running.send('PUT', '/api/tasks/1/targets', lines(300))).toMatchObject({ status: 200 })
    await expect.poll(guarded, wait).toEqual([])
  })
})

/** Which disks are known: each is looked at within a second after the start. */
async function disksOf({ monitor }: RunningMonitor): Promise<(string | undefined)[]> {
  const text = await (await fetch(`${monitor.address.url}/metrics`)).text()
  const { samples = [] } = readExposition(text).get('batchdeck_disk_free_bytes') ?? {}
  return samples.map(({ labels }) => labels['use'])
}

describe('[AL-8] certificate_expiring', () => {
  const settingsOf = (certFile: string, keyFile: string) => ({ 'server.tls-cert': certFile, 'server.tls-key': keyFile })

  it('[AL-8] says that the certificate ends, and is over when another one is read', async () => {
    const [short, long] = [selfSigned(folder, 'short'), selfSigned(folder, 'long', 90)]
    const [cert, key] = [join(folder, 'served.pem'), join(folder, 'served-key.pem')]
    const serve = (of: typeof short) => {
      copyFileSync(of.certFile, cert)
      copyFileSync(of.keyFile, key)
    }
    serve(short)
    await using running = await runMonitor({ ...settingsOf(cert, key), 'server.tls-warn-before': '40d' })
    const expiring = () => inForce(running, 'certificate_expiring')
    await expect.poll(expiring, wait).toMatchObject([{ alert_id: 'certificate_expiring', severity: 'warning' }])
    serve(long)
    running.monitor.renew()
    await expect.poll(expiring, wait).toEqual([])
  })

  it('[AL-8] a chain ends with the first of it, but for the root', () => {
    const [root, between, leaf] = ['root', 'between', 'leaf'].map((name) => join(folder, name))
    const make = (name: string, days: number, by?: string, extension = 'basicConstraints=critical,CA:TRUE') => {
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`]
      const issuer = by === undefined ? [] : ['-CA', `${by}.pem`, '-CAkey', `${by}.key`]
      const subject = ['-subj', `/O=Tests/CN=the ${name.slice(folder.length + 1)}`, '-addext', extension]
      execFileSync(
        'openssl',
        ['req', '-x509', ...key, ...subject, ...issuer, '-days', `${days}`, '-out', `${name}.pem`],
        {
          stdio: 'ignore',
        },
      )
    }
    make(root!, 3)
    make(between!, 5, root)
    make(leaf!, 30, between, 'subjectAltName=DNS:deck.example')
    const chain = join(folder, 'chain.pem')
    writeFileSync(chain, '')
    for (const each of [leaf, between, root]) appendFileSync(chain, readFileSync(`${each}.pem`))
    const settings = (cert: string) => resolveSettings(givenBy(byDefault, settingsOf(cert, `${leaf}.key`)))
    const firstOf = (cert: string) => {
      const { name, expiresAt } = readCertificate(settings(cert))!.first
      return [name, Math.round((expiresAt - Date.now()) / 86_400_000)]
    }
    expect(firstOf(chain)).toEqual(['the between', 5])
    expect(firstOf(`${leaf}.pem`)).toEqual(['the leaf', 30])
  })
})

if (!canMount)
  console.error('Not root and not in CI: no file system can be mounted, so a filling disk is not tested here.')

it.runIf(canMount)('[AL-8] disk_filling says which disk has hardly anything left', async () => {
  using disk = new SmallDisk('1m')
  disk.fill()
  await using running = await runMonitor({ 'monitor.backup.folder': join(disk.folder, 'not', 'there') })
  await expect
    .poll(() => inForce(running, 'disk_filling'), wait)
    .toMatchObject([{ alert_id: 'disk_filling:backups', severity: 'warning' }])
})

describe('[CN-7] GET /api/summary', () => {
  it('[CN-7] tells of the last day, as JSON and in words, to whoever may look', async () => {
    const tokens = { 'server.token': 'operate', 'server.viewer-token': 'look', 'server.consumer-token': 'fleet' }
    await using running = await runMonitor(tokens)
    const { api, address } = running.monitor
    const ask = (query = '', accept = 'application/json', token = 'look') =>
      fetch(`${address.url}/api/summary${query}`, { headers: { authorization: `Bearer ${token}`, accept } })
    await api.call('task.create', { task_id: 1, name: 'Watch' })
    const put = (count: number) =>
      fetch(`${address.url}/api/tasks/1/targets`, {
        method: 'PUT',
        headers: { authorization: 'Bearer operate', 'content-type': 'text/plain' },
        body: lines(count),
      })
    await put(300)
    await put(5)
    await api.call('notes.create', { text: 'Nobody is connected yet.' })
    await expect.poll(() => inForce(running, 'guarded_change'), wait).toHaveLength(1)
    const summary = (await (await ask()).json()) as Summary
    expect(summary).toMatchObject({
      tasks: [
        {
          name: 'Watch',
          targets: 300,
          coverage: { now: 0 },
          epochs: [{ epoch: 1, causes: [{ kind: 'import', added: 300, removed: 0 }] }],
          epochs_made: 1,
        },
      ],
      incidents: [
        { kind: 'coverage', severity: 'critical', count: 300, cleared_at: null },
        { kind: 'guarded_change', count: 295, cleared_at: null },
      ],
      notes: [{ by: null, text: 'Nobody is connected yet.' }],
    })
    expect(summary.to - summary.from).toBe(86_400_000)

    const text = await ask('', 'text/plain')
    expect([text.headers.get('content-type'), text.headers.get('vary')]).toEqual([
      'text/plain; charset=utf-8',
      'Accept',
    ])
    expect(await text.text()).toMatch(
      /^Last 24h: 0% covered, 2 incidents, 2 still open\n\n[^]*Watch: 0% now[^]*yet\.\n$/,
    )
    expect(await (await ask('?language=zh', 'text/plain')).text()).toMatch(/^过去24小时：覆盖率 0%/)

    const past = (await (await ask('?from=0&to=2000')).json()) as Summary
    expect([past.tasks[0]?.epochs_made, past.incidents, past.notes]).toEqual([0, [], []])
    expect((await ask('?from=5&to=5')).status).toBe(422)
    expect(await (await ask(`?from=0&to=${32 * 86_400_000}`)).json()).toMatchObject({
      detail: 'A summary is of 31 days at most.',
    })
    expect((await ask('?language=xx')).status).toBe(422)
    expect((await ask('', 'application/json', 'fleet')).status).toBe(403)

    // Another list that is taken is news enough.
    await put(301)
    await expect.poll(() => inForce(running, 'guarded_change'), wait).toEqual([])
  })
})
