import BetterSqlite from 'better-sqlite3'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { APPLICATION_ID } from '../../src/monitor/storage/sqlite/schema.ts'
import { backUpFolder } from '../../src/monitor/backup-offline.ts'
import { byDefault, givenBy, resolveSettings } from '../../src/settings/settings.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { ServerProcess } from './server-process.ts'

/** What a monitor left that was killed the moment its second epoch was answered, and its fifth. */
const killed = { second: '', fifth: '' }
let folder = ''
beforeAll(async () => {
  const life = mkdtempSync(join(tmpdir(), 'batchdeck-life-'))
  killed.second = mkdtempSync(join(tmpdir(), 'batchdeck-second-'))
  killed.fifth = life
  await publish(life, 1, 2)
  cpSync(life, killed.second, { recursive: true })
  await publish(life, 3, 5)
})
afterAll(() => Object.values(killed).forEach((left) => rmSync(left, { recursive: true, force: true })))
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'batchdeck-state-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)

async function publish(dataDir: string, first: number, last: number): Promise<void> {
  const server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
  const send = async (method: string, path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const { ok } = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) })
    expect(ok).toBe(true)
  }
  if (first === 1) await send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  for (let epoch = first; epoch <= last; epoch++) {
    // The audit log has written down all before it.
    await fetch(`${server.url}/api/events`)
    await send('PUT', '/api/tasks/1/targets', { targets: [`target-${epoch}`, 'always'] })
  }
  await server.end('SIGKILL')
}

/** What a start is refused with; it is served otherwise. */
async function refusal(): Promise<string> {
  let running: RunningMonitor
  try {
    running = await runMonitor({}, folder)
  } catch (error) {
    expect(error).toMatchObject({ name: 'BatchdeckError', code: 'STORAGE_FAILED' })
    return (error as Error).message
  }
  await running[Symbol.asyncDispose]()
  return 'served'
}

/** What the audit log says of the state. */
async function concerns(running: RunningMonitor): Promise<{ kind: string }[]> {
  const { events } = (await running.get('/api/events?type=alert')) as { events: { data: { kind: string } }[] }
  return events.map(({ data }) => data).filter(({ kind }) => kind.startsWith('state_'))
}

const remove = (...names: string[]) => names.forEach((name) => rmSync(at(name), { force: true }))

describe('a state that is older than the last known', () => {
  beforeEach(() => cpSync(killed.fifth, folder, { recursive: true }))

  it('[ST-3] is not what a kill leaves', async () => {
    await using running = await runMonitor({}, folder)
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 5 })
    expect(await concerns(running)).toEqual([])
  })

  it('[ST-4] [BK-1] is not what a backup leaves that is made of what a kill left', async () => {
    await backUpFolder(resolveSettings(givenBy(byDefault, { 'data-dir': folder })))
    expect(existsSync(at('batchdeck.db-wal'))).toBe(false)
    await using running = await runMonitor({}, folder)
    expect(await concerns(running)).toEqual([])
  })

  it.each<[string, string, () => void]>([
    ['deleted', '5', () => remove('batchdeck.db', 'batchdeck.db-wal')],
    ['of zero length', '5', () => [remove('batchdeck.db-wal'), truncateSync(at('batchdeck.db'))]],
    ['without its WAL', '5', () => remove('batchdeck.db-wal')],
    ['with half a WAL', '5', () => truncateSync(at('batchdeck.db-wal'), statSync(at('batchdeck.db-wal')).size / 2)],
    // The last one was answered just before the kill: the audit log may not have written it down yet.
    ['deleted with its note', '[45]', () => remove('batchdeck.db', 'batchdeck.db-wal', 'batchdeck.state')],
    [
      'of an earlier day',
      '5',
      () => ['batchdeck.db', 'batchdeck.db-wal'].forEach((name) => cpSync(join(killed.second, name), at(name))),
    ],
  ])(
    '[ST-3] a database %s is refused, again and again, with the epochs that are missing',
    async (_what, last, damage) => {
      damage()
      for (const _ of ['once', 'and again']) {
        const message = await refusal()
        expect(message).toMatch(new RegExp(`issing:\n- task 1.*epochs? .*${last}, (the last )?published 20`))
        expect(message).toContain('--accept-older-state')
      }
      // What it was refused for is put back: it goes on as if nothing had been.
      for (const name of ['batchdeck.db', 'batchdeck.db-wal']) cpSync(join(killed.fifth, name), at(name))
      expect(await refusal()).toBe('served')
    },
  )

  it('[ST-2] a WAL whose database is gone is refused, and not a byte of it is touched', async () => {
    remove('batchdeck.db')
    const before = readFileSync(at('batchdeck.db-wal'))
    expect(await refusal()).toContain('is gone or empty, but')
    expect(readFileSync(at('batchdeck.db-wal')).equals(before)).toBe(true)
    expect(existsSync(at('batchdeck.db'))).toBe(false)
  })

  it('[ST-3] is gone on with where an operator says so, with an alert, and no id is given twice', async () => {
    remove('batchdeck.db', 'batchdeck.db-wal')
    {
      await using running = await runMonitor({}, folder, null, { acceptsOlderState: true })
      const said = await concerns(running)
      expect(said).toMatchObject([{ action: 'raised', kind: 'state_restored' }])
      expect(JSON.stringify(said)).toContain('epochs 1 to 5')
      await running.send('POST', '/api/tasks', { name: 'Again' })
      await running.send('PUT', '/api/tasks/2/targets', { targets: ['x'] })
      const { batches } = (await running.get('/api/tasks/2/batches')) as { batches: { batch_id: number }[] }
      expect(batches[0]!.batch_id, 'the first was given before').toBeGreaterThan(1)
    }
    expect(await refusal()).toBe('served')
  })

  it('[ST-3] a database with its own older note is refused where the audit log knows of later epochs', async () => {
    for (const name of ['batchdeck.db', 'batchdeck.db-wal', 'batchdeck.state'])
      cpSync(join(killed.second, name), at(name))
    expect(await refusal()).toMatch(/issing:\n- task 1.*epochs? .*[45], /)
    {
      await using running = await runMonitor({}, folder, null, { acceptsOlderState: true })
      expect(await concerns(running)).toMatchObject([{ kind: 'state_restored' }])
    }
    expect(await refusal(), 'what is known to be lost is no news').toBe('served')
  })

  it('[ST-3] a task made again where all is lost goes on with its numbers', async () => {
    remove('batchdeck.db', 'batchdeck.db-wal')
    await using running = await runMonitor({}, folder, null, { acceptsOlderState: true })
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Again' })
    await running.send('PUT', '/api/tasks/1/targets', { targets: ['x'] })
    expect(await running.get('/api/tasks/1')).toMatchObject({ epoch: 6, targets: 1 })
  })

  it.each([
    ['missing', () => remove('batchdeck.state')],
    ['damaged', () => writeFileSync(at('batchdeck.state'), readFileSync(at('batchdeck.state')).fill(55, 20, 21))],
  ])('[ST-3] a note that is %s is an alert, and made anew', async (what, damage) => {
    damage()
    {
      await using running = await runMonitor({}, folder)
      expect(await concerns(running)).toMatchObject([{ kind: 'state_unproven', reason: `state_note_${what}` }])
    }
    await using running = await runMonitor({}, folder)
    // It was not there any more when the monitor ended, and did not come again.
    expect(await concerns(running)).toHaveLength(1)
  })
})

describe('what lies beside the database', () => {
  beforeEach(() => cpSync(killed.fifth, folder, { recursive: true }))

  /** The alerts of a start about other files than the database. */
  async function missed(running: RunningMonitor): Promise<{ kind: string; reason?: string }[]> {
    const { events } = (await running.get('/api/events?type=alert')) as { events: { seq: number; data: Missed }[] }
    return events.map(({ data }) => data).filter(({ kind }) => /^(events|backups)_/.test(kind))
  }
  type Missed = { kind: string; reason?: string }

  it('[ST-5] [EV-1] an audit log that is deleted is an alert, and no number is given again', async () => {
    remove('events.db', 'events.db-wal')
    const startedAt = Math.floor(Date.now() / 1000)
    {
      await using running = await runMonitor({}, folder)
      expect(await missed(running)).toMatchObject([{ kind: 'events_replaced', reason: 'events_gone' }])
      const { events } = (await running.get('/api/events?order=asc&limit=1')) as { events: { seq: number }[] }
      expect(events[0]!.seq).toBeGreaterThan(startedAt)
    }
    await using running = await runMonitor({}, folder)
    expect(await missed(running), 'only once').toHaveLength(1)
  })

  it('[ST-5] so is one that is deleted with the note', async () => {
    remove('events.db', 'events.db-wal', 'batchdeck.state')
    await using running = await runMonitor({}, folder)
    expect(await missed(running)).toMatchObject([{ kind: 'events_replaced', reason: 'events_gone' }])
    expect(await concerns(running)).toMatchObject([{ kind: 'state_unproven' }])
  })

  it('[ST-5] and an older copy of it', async () => {
    await (await runMonitor({}, folder)).monitor.close()
    for (const name of ['events.db', 'events.db-wal']) {
      remove(name)
      if (existsSync(join(killed.second, name))) cpSync(join(killed.second, name), at(name))
    }
    await using running = await runMonitor({}, folder)
    expect(await missed(running)).toMatchObject([{ kind: 'events_replaced', reason: 'events_older' }])
  })

  it('[ST-5] backups that are gone are an alert, once', async () => {
    {
      await using running = await runMonitor({}, folder)
      await running.monitor.api.call('backups.create', {})
    }
    expect(await refusal()).toBe('served')
    rmSync(at('backups'), { recursive: true })
    {
      await using running = await runMonitor({}, folder)
      expect(await missed(running)).toMatchObject([{ kind: 'backups_gone', reason: 'backups_gone' }])
    }
    await using running = await runMonitor({}, folder)
    expect(await missed(running)).toHaveLength(1)
  })

  it('[ST-5] a database of which only a backup is left is refused, and so is one whose note is damaged', async () => {
    {
      await using running = await runMonitor({}, folder)
      await running.monitor.api.call('backups.create', {})
    }
    const [backup = ''] = readdirSync(at('backups'))
    remove('batchdeck.db', 'batchdeck.db-wal', 'events.db', 'events.db-wal')
    writeFileSync(at('batchdeck.state'), 'x')
    expect(await refusal()).toContain('which notes what was in it, is damaged')
    remove('batchdeck.state')
    expect(await refusal()).toContain(`batchdeck restore ${join(at('backups'), backup)}`)
    expect(existsSync(at('batchdeck.db'))).toBe(false)
    await using running = await runMonitor({}, folder, null, { acceptsOlderState: true })
    expect(await concerns(running)).toMatchObject([{ kind: 'state_restored' }])
  })
})

describe('what is not ours', () => {
  const foreign = (file: string) => {
    const database = new BetterSqlite(file)
    database.exec('CREATE TABLE notes (text); PRAGMA user_version = 3')
    return database
  }
  it.each<[string, string, (file: string) => void]>([
    ['a database of another program', 'another program', (file) => foreign(file).close()],
    ['no database', 'is not a sound database', (file) => writeFileSync(file, 'Dear diary. '.repeat(1000))],
    [
      'a database of a later version',
      'a later version',
      (file) => {
        const database = foreign(file)
        database.pragma(`application_id = ${APPLICATION_ID}`)
        database.pragma('user_version = 999')
        database.close()
      },
    ],
  ])('[ST-2] %s is refused, and not a byte of it is touched', async (_what, words, make) => {
    const file = at('batchdeck.db')
    make(file)
    const [bytes, { mtimeMs }] = [readFileSync(file), statSync(file)]
    expect(await refusal()).toContain(words)
    expect(readFileSync(file).equals(bytes)).toBe(true)
    expect(statSync(file).mtimeMs).toBe(mtimeMs)
    expect(readdirSync(folder).filter((name) => name.startsWith('batchdeck.'))).toEqual(['batchdeck.db'])
  })
})

describe('a damaged cell', () => {
  it('[ST-1] is named as damage with its table and row, and never served', async () => {
    cpSync(killed.fifth, folder, { recursive: true })
    expect(await refusal()).toBe('served')
    const bytes = readFileSync(at('batchdeck.db'))
    bytes[bytes.lastIndexOf('always')]! ^= 1
    writeFileSync(at('batchdeck.db'), bytes)
    expect(await refusal()).toMatch(/is damaged: in its table \w+, .* is not what was written\. Put a backup back/)
  })
})
