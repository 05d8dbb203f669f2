import { spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planRestoration, restore } from '../../src/monitor/restore.ts'
import { writeSchema4 } from '../databases/schema-4.ts'
import { programFile } from '../program.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'batchdeck-backups-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const kept = () => (existsSync(join(folder, 'backups')) ? readdirSync(join(folder, 'backups')).toSorted() : [])

/** Runs the command to its end. */
function batchdeck(...args: string[]): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [programFile, ...args, '--data-dir', folder, '--port', '1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (out += text))
  return new Promise((done) => void child.once('close', (code) => done({ code, out })))
}

async function publish(running: RunningMonitor, first: number, last: number): Promise<void> {
  if (first === 1) await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  for (let epoch = first; epoch <= last; epoch++) {
    const { status } = await running.send('PUT', '/api/tasks/1/targets', { targets: [`target-${epoch}`, 'always'] })
    expect(status).toBe(200)
  }
}

async function post({ monitor }: RunningMonitor): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${monitor.address.url}/api/backups`, { method: 'POST' })
  return { status: response.status, body: await response.json() }
}

const off = { 'monitor.backup.interval': '0ms' }

describe('backups', () => {
  it('[BK-1] are written one at a time: who asks for another meanwhile is told so', async () => {
    await using running = await runMonitor(off, folder)
    await publish(running, 1, 1)
    const answers = await Promise.all([post(running), post(running)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
    expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({
      code: 'CONFLICT',
      detail: 'A backup is being written already.',
    })
  })

  it('[BK-1] of the same second are two', async () => {
    await using running = await runMonitor(off, folder)
    await publish(running, 1, 1)
    const made = [await post(running), await post(running), await post(running)]
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(kept()).toHaveLength(3)
  })

  it('[BK-1] are written while epochs are published, verified, private, named by time and epoch, and rotated', async () => {
    await using running = await runMonitor({ ...off, 'monitor.backup.keep': 2 }, folder)
    await publish(running, 1, 3)
    const made = await Promise.all([post(running), publish(running, 4, 8)])
    expect(made[0]).toMatchObject({ status: 201, body: { kind: 'manual', epoch: 3 } })
    const { name } = made[0].body as { name: string }
    expect(name).toMatch(/^batchdeck-\d{8}T\d{6}Z-epoch-3-manual\.db$/)
    expect(statSync(join(folder, 'backups', name)).mode & 0o777).toBe(0o600)
    expect(kept(), 'nothing beside it').toEqual([name])
    expect(await running.get('/api/backups')).toMatchObject({ is_running: false, keep: 2, backups: [{ name }] })
    expect(await running.get('/api/events?type=operator')).toMatchObject({
      events: expect.arrayContaining([
        expect.objectContaining({ data: expect.objectContaining({ action: 'backups.create', name }) as unknown }),
      ]) as unknown,
    })
  })

  it('[BK-1] a disk that refuses is an alert, until one can be written', async () => {
    const elsewhere = join(folder, 'in-the-way')
    writeFileSync(elsewhere, '')
    await using running = await runMonitor({ 'monitor.backup.folder': elsewhere }, folder)
    const alerts = async () => JSON.stringify(await running.get('/api/events?type=alert'))
    expect(await post(running)).toMatchObject({ status: 503 })
    await expect.poll(alerts, { timeout: 10_000 }).toContain('"kind":"backup_failed"')
    rmSync(elsewhere)
    expect(await post(running)).toMatchObject({ status: 201 })
    await expect.poll(alerts, { timeout: 10_000 }).toContain('"cleared","kind":"backup_failed"')
  })

  it('[BK-1] [BK-2] one is kept before a new version changes the database, and can be put back', async () => {
    writeSchema4(join(folder, 'batchdeck.db'))
    const before = await runMonitor(off, folder)
    await before.monitor.close()
    const [name = ''] = kept()
    expect(name).toMatch(/-epoch-23-migration\.db$/)
    expect(await batchdeck('restore', join(folder, 'backups', name), '--yes')).toMatchObject({ code: 0 })
    await using running = await runMonitor(off, folder)
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 23 })
  })

  it('[BK-2] put back with one command: shown first, asked for, the present state kept, and an alert afterwards', async () => {
    {
      await using running = await runMonitor(off, folder)
      await publish(running, 1, 2)
      await post(running)
      await publish(running, 3, 5)
      const inUse = await batchdeck('restore', join(folder, 'backups', kept()[0]!), '--yes')
      expect(inUse).toMatchObject({ code: 1, out: expect.stringContaining('is in use by another Batchdeck') as string })
    }
    const backup = join(folder, 'backups', kept()[0]!)
    const present = readFileSync(join(folder, 'batchdeck.db'))
    const shown = await batchdeck('restore', backup)
    expect(shown.code).toBe(2)
    expect(shown.out).toContain('- task 1 “Watch”: epoch 2, 2 target(s), published 20')
    expect(shown.out).toMatch(/it would lose:\n- task 1 “Watch”: epochs 3 to 5, the last published 20/)
    expect(readFileSync(join(folder, 'batchdeck.db')).equals(present)).toBe(true)

    expect(await batchdeck('restore', backup, '--yes')).toMatchObject({ code: 0 })
    const [aside = ''] = readdirSync(folder).filter((name) => name.startsWith('replaced-'))
    expect(readFileSync(join(folder, aside, 'batchdeck.db')).equals(present)).toBe(true)
    await using running = await runMonitor(off, folder)
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 2 })
    const said = JSON.stringify(await running.get('/api/events?type=alert'))
    expect(said).toContain('"kind":"state_restored"')
    expect(said).toContain('epochs 3 to 5')
  })

  it('[BK-1] a monitor that runs at another address is asked by --url, and the refusal says so', async () => {
    await using running = await runMonitor(off, folder)
    expect(await batchdeck('backup')).toMatchObject({
      code: 1,
      out: expect.stringContaining('but not at http://127.0.0.1:1: ask it by --url') as string,
    })
    expect(await batchdeck('backup', '--url', running.monitor.address.url)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Written and verified') as string,
    })
    expect(kept()).toHaveLength(1)
  })

  it('[BK-2] nothing is put in the place of a database with which a monitor has begun to work meanwhile', async () => {
    {
      await using running = await runMonitor(off, folder)
      await publish(running, 1, 1)
      await post(running)
      await publish(running, 2, 2)
    }
    const file = join(folder, 'batchdeck.db')
    const plan = planRestoration(join(folder, 'backups', kept()[0]!), file)
    {
      await using running = await runMonitor(off, folder)
      expect(() => restore(plan, Date.now())).toThrow(`${file} is in use by another Batchdeck`)
      await publish(running, 3, 3)
    }
    expect(readdirSync(folder).filter((name) => name.includes('restoring') || name.startsWith('replaced-'))).toEqual([])
    await using running = await runMonitor(off, folder)
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 3 })
  })

  it('[BK-2] a backup is put back where there is no folder yet, and what one left that was killed goes', async () => {
    {
      await using running = await runMonitor(off, folder)
      await publish(running, 1, 2)
      await post(running)
    }
    const file = join(folder, 'on', 'another', 'machine', 'batchdeck.db')
    const plan = planRestoration(join(folder, 'backups', kept()[0]!), file)
    restore(plan, Date.now())
    writeFileSync(`${file}.restoring-999999999`, 'half')
    restore(planRestoration(plan.from, file), Date.now())
    expect(readdirSync(dirname(file)).filter((name) => name.includes('restoring'))).toEqual([])
    await using running = await runMonitor(off, dirname(file))
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 2 })
  })

  it('[BK-2] a copy whose newest part is in the WAL beside it is put back whole', async () => {
    const copy = join(folder, 'copy')
    {
      await using running = await runMonitor(off, folder)
      await publish(running, 1, 3)
      mkdirSync(copy)
      for (const name of ['batchdeck.db', 'batchdeck.db-wal']) copyFileSync(join(folder, name), join(copy, name))
    }
    const file = join(folder, 'other', 'batchdeck.db')
    const plan = planRestoration(join(copy, 'batchdeck.db'), file)
    expect(plan.contents.tasks).toMatchObject([{ epoch: 3 }])
    restore(plan, Date.now())
    await using running = await runMonitor(off, dirname(file))
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 3 })
  })

  it('[BK-2] what is no file of a backup is refused in a sentence', () => {
    const file = join(folder, 'batchdeck.db')
    writeFileSync(join(folder, 'diary'), 'Dear diary. '.repeat(100))
    writeFileSync(join(folder, 'empty'), '')
    expect(() => planRestoration(folder, file)).toThrow('is a folder; give one of the backups in it')
    for (const name of ['diary', 'empty']) {
      expect(() => planRestoration(join(folder, name), file)).toThrow(`${name} is no backup of Batchdeck’s database`)
    }
  })

  it('[ST-3] no number of an epoch is given again after a restore: who has a lost one is told, and never confirmed', async () => {
    {
      await using running = await runMonitor(off, folder)
      await publish(running, 1, 2)
      await post(running)
      await publish(running, 3, 5)
    }
    expect(await batchdeck('restore', join(folder, 'backups', kept()[0]!), '--yes')).toMatchObject({ code: 0 })
    // Twice: what was given out is known after another start, too.
    await (await runMonitor(off, folder)).monitor.close()
    await using running = await runMonitor(off, folder)
    await using consumer = await TestConsumer.connect(running.consumerUrl)
    consumer.send({ type: 'register', consumer_id: 'c', epochs: [{ task_id: 1, epoch: 5 }] })
    expect(await consumer.next('batch_reload')).toMatchObject({ task_id: 1, epoch: 2 })
    // What is offered to be undone can be (EP-12): of what was restored, and of what came after the lost ones.
    const undone = async () => (await running.send('POST', '/api/tasks/1/undo?dry_run=true', {})).body
    expect(await undone()).toMatchObject({ base_epoch: 2, counts: { added: 1, removed: 1 } })
    const { status } = await running.send('PATCH', '/api/tasks/1/targets', { add: ['right'] })
    expect(status).toBe(200)
    expect(await undone()).toMatchObject({ base_epoch: 6, counts: { added: 0, removed: 1 } })
    expect(await consumer.next('batch_reload')).toMatchObject({ task_id: 1, epoch: 6 })
    consumer.send({ type: 'heartbeat', consumer_id: 'c', batches: [], epochs: [{ task_id: 1, epoch: 5 }] })
    await consumer.next('pong')
    expect(await running.get('/api/tasks/1/epochs/6')).toMatchObject({ rollout: [{ consumer_id: 'c', state: 'sent' }] })
    // History goes on without a gap.
    const { epochs } = (await running.get('/api/tasks/1/epochs')) as { epochs: { epoch: number; cause: string }[] }
    expect(epochs.map(({ epoch }) => epoch)).toEqual([6, 5, 4, 3, 2, 1])
    expect(epochs[1]!.cause).toBe('lost with the state that had it')
    expect(await running.get('/api/tasks/1/epochs/2/diff/6')).toMatchObject({ counts: { added: 1, removed: 0 } })
    expect((await running.send('POST', '/api/tasks/1/rollback', { epoch: 4 })).status).toBe(200)
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 7, targets: 2 })
    expect(await post(running), 'every link of the chain is verified').toMatchObject({ status: 201 })
  })

  it('[SEC-4] [BK-2] a token that was revoked since a backup is not good again after a restore', async () => {
    const secretOf = async (running: RunningMonitor, name: string) =>
      (await running.monitor.api.call('tokens.create', { name, role: 'viewer' })).secret
    let revoked: string
    let kept2: string
    {
      await using running = await runMonitor({ ...off, 'server.token': 'operator-token-of-the-test' }, folder)
      revoked = await secretOf(running, 'revoked')
      await running.monitor.api.call('backups.create', {})
      await running.monitor.api.call('tokens.revoke', { name: 'revoked' })
      kept2 = await secretOf(running, 'later')
    }
    expect(await batchdeck('restore', join(folder, 'backups', kept()[0]!), '--yes')).toMatchObject({ code: 0 })
    await using running = await runMonitor({ ...off, 'server.token': 'operator-token-of-the-test' }, folder)
    const statusOf = async (secret: string) =>
      (await fetch(`${running.monitor.address.url}/api/tasks`, { headers: { authorization: `Bearer ${secret}` } }))
        .status
    expect([await statusOf(revoked), await statusOf(kept2)]).toEqual([401, 200])
  })

  it('[BK-2] a damaged one is not put back, and nothing is changed', async () => {
    {
      await using running = await runMonitor(off, folder)
      await publish(running, 1, 2)
    }
    expect(await batchdeck('backup')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Written and verified') as string,
    })
    const backup = join(folder, 'backups', kept()[0]!)
    const bytes = readFileSync(backup)
    bytes[bytes.lastIndexOf('always')]! ^= 1
    writeFileSync(backup, bytes)
    const half = join(folder, 'half.db')
    writeFileSync(half, bytes.subarray(0, bytes.length / 2))
    expect(() => planRestoration(half, join(folder, 'batchdeck.db'))).toThrow('only a part of a backup')
    const present = readFileSync(join(folder, 'batchdeck.db'))
    expect(await batchdeck('restore', backup, '--yes')).toMatchObject({
      code: 1,
      out: expect.stringContaining('is not what was written') as string,
    })
    expect(await batchdeck('restore', join(folder, 'events.db'), '--yes')).toMatchObject({
      code: 1,
      out: expect.stringContaining('events.db is no backup of Batchdeck’s database') as string,
    })
    expect(readFileSync(join(folder, 'batchdeck.db')).equals(present)).toBe(true)
  })
})
