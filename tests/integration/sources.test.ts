import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventData } from '../../src/contract/events.ts'
import type { SourceDefinition, SourceResource } from '../../src/contract/resources/source.ts'
import { badMoods, MoodyServer } from '../sources/moody-server.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'

const names = (count: number, start = 0) => Array.from({ length: count }, (_, i) => `target-${start + i}`)
/** It runs when it is told to. */
const rarely = { interval: 86_400_000, retries: 0 }

let running: RunningMonitor
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-sources-'))
  running = await runMonitor({}, join(folder, 'data'))
  await running.monitor.api.call('task.create', { task_id: 1, name: 'Contracts' })
})
afterEach(async () => {
  await running[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const api = () => running.monitor.api
const source = async (): Promise<SourceResource> => (await api().call('sources.list', {})).sources[0]!
const over = () =>
  expect
    .poll(source, { timeout: 10_000 })
    .toMatchObject({ running_since: null, last_run: { took: expect.any(Number) as number } })

/** The source after its first run. */
async function put(definition: SourceDefinition): Promise<SourceResource> {
  await api().call('sources.put', { task_id: 1, source: definition })
  await over()
  return source()
}
const run = () => api().call('sources.run', { task_id: 1 })
const problem = (of: SourceResource) => of.last_run?.problem?.message ?? ''

async function alerts(): Promise<string[]> {
  const { events } = await api().call('events.query', { types: ['alert'], order: 'asc' })
  return events.flatMap(({ data }) => {
    const { action, kind } = data as EventData<'alert'>
    return kind.startsWith('source_') ? [`${action} ${kind}`] : []
  })
}

async function targets(): Promise<string[]> {
  const response = await fetch(`${running.monitor.address.url}/api/tasks/1/targets`, {
    headers: { accept: 'text/plain' },
  })
  return (await response.text()).split('\n').filter((line) => line !== '')
}

describe('[SO-1] a source', () => {
  it('of a URL gives a task its targets, says what it found, and asks for newer ones only', async () => {
    await using server = await MoodyServer.start(names(500))
    const first = await put({ kind: 'url', url: server.url, ...rarely })
    expect(first).toMatchObject({
      state: 'ok',
      name: `127.0.0.1:${server.port}`,
      where: server.url,
      last_run: { outcome: 'published', found: 500, added: 500, removed: 0, epoch: 1, problem: null },
    })
    expect(await run()).toMatchObject({ last_run: { outcome: 'unchanged', found: null } })
    expect(server.notModified).toBe(1)
    server.targets = [...names(499), 'target-new']
    for (const mood of ['gzip', 'redirect'] as const) {
      server.mood = mood
      expect(await run()).toMatchObject({ state: 'ok' })
    }
    expect((await targets()).toSorted()).toEqual([...names(499), 'target-new'].toSorted())
    const { epochs } = await api().call('epochs.before', { task_id: 1, before: 99, limit: 9 })
    expect(epochs.map(({ cause }) => cause)).toEqual([
      `target source 127.0.0.1:${server.port}: +1 −1`,
      `target source 127.0.0.1:${server.port}: +500`,
    ])
    const events = async () => {
      const { events: found } = await api().call('events.query', { types: ['source'], order: 'asc' })
      return found.map(({ data }) => (data as EventData<'source'>).outcome)
    }
    await expect.poll(events).toEqual(['published', 'unchanged', 'published', 'unchanged'])
  })

  it('[SO-4] that answers badly in any way changes nothing, and says what was wrong', async () => {
    await using server = await MoodyServer.start(names(300))
    await put({ kind: 'url', url: server.url, timeout: 700, ...rarely })
    const said: Record<string, string> = {}
    for (const mood of badMoods) {
      server.mood = mood
      const after = await run()
      expect([mood, after.last_run?.outcome, after.state]).toEqual([mood, 'failed', 'failed'])
      // How much is read before a connection is known to be cut is up to the network.
      said[mood] = problem(after)
        .replaceAll(String(server.port), 'PORT')
        .replace(/after \d+ bytes/, 'after SOME bytes')
    }
    expect(said).toMatchInlineSnapshot(`
      {
        "bad lines": "The list has bad lines; nothing was changed: line 301 has white space inside (U+0020 as character 4); give each target a line of its own: two words.",
        "empty": "It gave no target at all, which is taken for a fault.",
        "empty list": "It gave no target at all, which is taken for a fault.",
        "error 429": "127.0.0.1:PORT answered 429 Too Many Requests: not before 30 s from then.",
        "error 500": "127.0.0.1:PORT answered 500 Internal Server Error.",
        "error as JSON": "This is an error answer, not a list: rate_limited. Nothing was changed.",
        "error as a list": "It gave “rate_limited”, an answer rather than a list of targets. Import it yourself if it is meant.",
        "error as a number": "It gave “429”, an answer rather than a list of targets. Import it yourself if it is meant.",
        "error as a word": "It gave “Unauthorized”, an answer rather than a list of targets. Import it yourself if it is meant.",
        "error beside a list": "This is an error answer, not a list: quota used up. Nothing was changed.",
        "gzip that is none": "It cannot be unpacked: incorrect header check.",
        "half a body": "Only a part of the list came: the connection ended after SOME bytes.",
        "half of chunks": "Only a part of the list came: the connection ended after SOME bytes.",
        "half of gzip": "It cannot be unpacked: unexpected end of file.",
        "hangs up": "127.0.0.1:PORT cannot be reached: socket hang up.",
        "nothing as JSON": "It gave “null”, an answer rather than a list of targets. Import it yourself if it is meant.",
        "one page of several": "It gave one page of several (next names the next): name the path of the list to take this page alone.",
        "only comments": "It gave no target at all, which is taken for a fault.",
        "page": "This is a page in HTML or XML, no list.",
        "page as text": "This is a page in HTML or XML, no list.",
        "redirect inside": "169.254.169.254 is 169.254.169.254, an address that is not public. Where that is meant, set monitor.sources.private-addresses to allow.",
        "redirect loop": "127.0.0.1:PORT redirects more than 5 times.",
        "redirect to a file": "127.0.0.1:PORT redirects to what cannot be followed: file:.",
        "silent": "It was not read to its end within 1 s.",
      }
    `)
    expect(await targets()).toHaveLength(300)
    const { epochs } = await api().call('epochs.before', { task_id: 1, before: 99, limit: 9 })
    expect(epochs).toHaveLength(1)
    expect((await source()).failures).toBe(badMoods.length)
    await expect.poll(alerts, { timeout: 10_000 }).toEqual(['raised source_failed'])
    server.mood = 'good'
    expect(await run()).toMatchObject({ state: 'ok', failures: 0 })
    await expect.poll(alerts, { timeout: 10_000 }).toEqual(['raised source_failed', 'cleared source_failed'])
  })

  it('[SO-4] [LI-6] takes lines that look wrong and counts them, or refuses or leaves them out as it is told', async () => {
    const file = join(folder, 'odd.txt')
    const good = names(20)
    writeFileSync(file, [...good, 'https://example.com/x', '"quoted'].join('\n'))
    const runs = async () => {
      const { events } = await api().call('events.query', { types: ['source'], order: 'asc' })
      return events.map(({ data }) => data as EventData<'source'>)
    }
    const of = { kind: 'file', file, ...rarely } as const
    expect(await put({ ...of, on_suspicious: 'refuse' })).toMatchObject({
      on_suspicious: 'refuse',
      last_run: { outcome: 'failed', problem: { reason: expect.stringMatching(/suspicious|lines_refused/) as string } },
    })
    expect(await targets()).toEqual([])
    expect(await put({ ...of, on_suspicious: 'skip' })).toMatchObject({ last_run: { outcome: 'published', found: 20 } })
    expect((await targets()).toSorted()).toEqual(good.toSorted())
    expect((await runs()).at(-1)).toMatchObject({ outcome: 'published', suspicious: 2, skipped: 2 })
    expect(await put(of)).toMatchObject({ on_suspicious: 'take', last_run: { outcome: 'published', added: 2 } })
    expect((await runs()).at(-1)).toMatchObject({ outcome: 'published', suspicious: 2 })
    expect((await runs()).at(-1)).not.toHaveProperty('skipped')
  })

  it('[ID-2] is asked for all of its list again where another identity makes other targets of it', async () => {
    const address = `0x${'ab'.repeat(20)}`
    const file = join(folder, 'spellings.txt')
    writeFileSync(file, [address, `0xA${address.slice(3)}`, `0xAB${address.slice(4)}`].join('\n'))
    await put({ kind: 'file', file, ...rarely })
    expect(await targets()).toHaveLength(3)
    await api().call('task.change', { task_id: 1, options: { identity: 'evm' } })
    expect(await targets()).toEqual([address])
    expect(await run()).toMatchObject({ last_run: { outcome: 'unchanged' } })
    await api().call('task.change', { task_id: 1, options: { identity: 'exact' } })
    expect(await run()).toMatchObject({ last_run: { outcome: 'published', added: 2 } })
    expect(await targets()).toHaveLength(3)
  })

  it('[SO-4] that takes too much away waits for an operator, over a restart, and is applied or discarded', async () => {
    await using server = await MoodyServer.start(names(500))
    await put({ kind: 'url', url: server.url, name: 'market', ...rarely })
    server.targets = names(300)
    expect(await run()).toMatchObject({
      state: 'waiting',
      last_run: { outcome: 'waiting', added: 0, removed: 200 },
      pending: { why: 'guard', removed: 200, of: 500, found: 300 },
    })
    // The newest is what waits.
    server.targets = names(350)
    expect((await run()).pending).toMatchObject({ removed: 150 })
    expect(await targets()).toHaveLength(500)
    const waiting = join(running.dataDir, 'sources', '1.waiting')
    expect(statSync(waiting).mode & 0o777).toBe(0o600)
    await running.monitor.close()
    running = await runMonitor({}, join(folder, 'data'))
    expect(await source()).toMatchObject({ name: 'market', state: 'waiting', pending: { removed: 150 } })
    await expect.poll(alerts, { timeout: 10_000 }).toContain('raised source_guarded')

    // It can be looked through like any list.
    const console = running.monitor.connect()
    const { import_id, report } = await console.call('sources.review', { task_id: 1 })
    expect(report.targets).toBe(350)
    expect(await console.call('import.preview', { import_id })).toMatchObject({ counts: { removed: 150 } })
    console.close()

    // What nobody has looked at is not applied in place of what somebody has.
    const { at = 0 } = (await source()).pending ?? {}
    await expect(
      api().call('sources.apply', { task_id: 1, confirm: { removed: 150 }, read_at: at - 1 }),
    ).rejects.toMatchObject({ reason: 'source_pending_other' })
    const { url } = running.monitor.address
    const apply = (query: string) => running.send('POST', `/api/tasks/1/source/apply${query}`, {})
    expect(url).toMatch(/^http/)
    expect((await apply('')).status).toBe(409)
    expect((await apply('?confirm=removed:149')).status).toBe(409)
    expect(await targets()).toHaveLength(500)
    expect(await apply(`?confirm=removed:150&read_at=${at}`)).toMatchObject({
      status: 200,
      body: { published: true, counts: { removed: 150 } },
    })
    expect(await source()).toMatchObject({ state: 'ok', pending: null })
    expect(await targets()).toHaveLength(350)
    expect(await run()).toMatchObject({ last_run: { outcome: 'unchanged' } })

    server.targets = names(10)
    expect((await run()).state).toBe('waiting')
    expect(await api().call('sources.discard', { task_id: 1 })).toMatchObject({ state: 'ok', pending: null })
    expect(await run()).toMatchObject({ state: 'ok', last_run: { outcome: 'discarded' } })
    server.knowsEtags = false
    expect(await run()).toMatchObject({ state: 'ok', last_run: { outcome: 'discarded' } })
    expect(await targets()).toHaveLength(350)
    await expect(api().call('sources.apply', { task_id: 1 })).rejects.toMatchObject({ reason: 'source_nothing_waits' })

    // Whoever takes the list away that waits has it asked for anew.
    server.targets = names(12)
    expect((await run()).state).toBe('waiting')
    writeFileSync(waiting, 'target-1\n')
    await expect(api().call('sources.apply', { task_id: 1, confirm: { removed: 349 } })).rejects.toMatchObject({
      reason: 'source_pending_gone',
    })
    expect(await source()).toMatchObject({ state: 'ok', pending: null })
    expect(await run()).toMatchObject({ state: 'waiting', pending: { removed: 338 } })
    expect(await targets()).toHaveLength(350)
  })

  it('[CH-2] [LI-2] is looked through as it would be applied: with its guard, its encoding and without its bad lines', async () => {
    const file = join(folder, 'list.txt')
    const write = (lines: readonly string[]) => {
      writeFileSync(`${file}.new`, Buffer.from(lines.join('\n'), 'utf16le'))
      renameSync(`${file}.new`, file)
    }
    write(names(100))
    await put({ kind: 'file', file, encoding: 'utf-16le', on_invalid: 'skip', ...rarely })
    write([...names(70), 'two words'])
    await expect.poll(source, { timeout: 10_000 }).toMatchObject({ pending: { why: 'guard', removed: 30 } })
    const console = running.monitor.connect()
    const { import_id } = await console.call('sources.review', { task_id: 1 })
    const preview = await console.call('import.preview', { import_id, on_invalid: 'skip' })
    expect(preview).toMatchObject({ counts: { removed: 30 }, guard: { removed: 30, of: 100, limit: 20 } })
    // Not somebody else's change, which its next run would take back.
    expect(preview.source).toBeUndefined()
    console.close()
  })

  it('that is to be seen first waits with every change, and takes back what others changed unless it is paused', async () => {
    await using server = await MoodyServer.start(names(20))
    expect(await put({ kind: 'url', url: server.url, apply: 'after_review', ...rarely })).toMatchObject({
      state: 'waiting',
      pending: { why: 'review', added: 20, removed: 0 },
    })
    await api().call('sources.apply', { task_id: 1 })
    expect(await targets()).toHaveLength(20)
    await put({ kind: 'url', url: server.url, ...rarely })
    // Its own first run may be under way still.
    await run()
    await running.send('PATCH', '/api/tasks/1/targets', { add: ['by-hand'] })
    await expect.poll(source, { timeout: 10_000 }).toMatchObject({ overridden: true })
    expect(await run()).toMatchObject({ overridden: false, last_run: { outcome: 'published', removed: 1 } })
    // Whoever changes a list that comes from a source is told whose next run takes that back.
    const change = await running.send('PATCH', '/api/tasks/1/targets', { add: ['by-hand'] })
    expect(change.body).toMatchObject({ published: true, source: `127.0.0.1:${server.port}` })
    expect(await run()).toMatchObject({ last_run: { outcome: 'published' } })
    // What is taken back does not come again by itself.
    await running.send('POST', '/api/tasks/1/undo', {})
    await expect.poll(source, { timeout: 10_000 }).toMatchObject({ state: 'paused' })
    expect(await targets()).toContain('by-hand')
    expect(await api().call('sources.pause', { task_id: 1, paused: true })).toMatchObject({
      state: 'paused',
      next_run_at: null,
    })
  })

  it('of a file is read when it is whole, again when it changes, and a folder as one list', async () => {
    const place = join(folder, 'lists')
    mkdirSync(place)
    writeFileSync(join(place, 'a.csv'), 'target,priority\na-1,high\na-2,\n')
    writeFileSync(join(place, 'b.csv.gz'), gzipSync('target,priority\nb-1,low\n'))
    writeFileSync(join(place, '.c.csv.tmp'), 'half')
    expect(await put({ kind: 'file', file: place, ...rarely })).toMatchObject({ name: 'lists', last_run: { found: 3 } })
    expect(await targets()).toEqual(['a-1', 'a-2', 'b-1'])
    // As programs do that write a file whole.
    writeFileSync(join(place, '.d'), 'target,priority\nd-1,low\n')
    renameSync(join(place, '.d'), join(place, 'd.csv'))
    await expect.poll(targets, { timeout: 10_000 }).toEqual(['a-1', 'a-2', 'b-1', 'd-1'])
    writeFileSync(join(place, 'e.json'), '["e-1"]')
    await expect
      .poll(async () => problem(await source()), { timeout: 10_000 })
      .toBe(
        `The lists in ${place} are of different formats: csv, json. Several can be read together as text, CSV or NDJSON.`,
      )
    expect(await put({ kind: 'file', file: join(folder, 'none.txt'), ...rarely })).toMatchObject({
      last_run: { problem: { reason: 'source_file_missing' } },
    })
    expect(await targets()).toHaveLength(4)
  })

  it('of a command is its output, where it ends well and in time, and ends with all it has started', async () => {
    const program = (body: string) => [process.execPath, '-e', body]
    expect(await put({ kind: 'command', command: program(`console.log('c-1\\nc-2')`), ...rarely })).toMatchObject({
      where: `${process.execPath} …`,
      last_run: { outcome: 'published', found: 2 },
    })
    const failing = program(`console.log('c-3'); console.error('first\\nno more credit'); process.exit(3)`)
    expect(problem(await put({ kind: 'command', command: failing, ...rarely }))).toBe(
      'node ended with 3: no more credit',
    )
    const telling = program(`console.error('no access with ' + process.argv.at(-1)); process.exit(1)`)
    expect(problem(await put({ kind: 'command', command: [...telling, 'key-0123'], ...rarely }))).toBe(
      'node ended with 1: no access with …',
    )
    const pids = join(folder, 'pids')
    const endless = `
      const { spawn } = require('node:child_process')
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
      require('node:fs').writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + child.pid)
      console.log('c-4')
      setInterval(() => {}, 1000)`
    const slow = await put({ kind: 'command', command: program(endless), timeout: 1500, ...rarely })
    expect(problem(slow)).toBe('It was not read to its end within 2 s.')
    const alive = () =>
      readFileSync(pids, 'utf8')
        .split(' ')
        .filter((pid) => isAlive(Number(pid)))
    await expect.poll(alive, { timeout: 10_000 }).toEqual([])
    expect(problem(await put({ kind: 'command', command: ['/no/such/program'], ...rarely }))).toMatch(
      /^program cannot be started/,
    )
    process.env['BATCHDECK_SERVER_TOKEN_OF_TEST'] = 'hidden'
    const env = await put({
      kind: 'command',
      command: program(
        `console.log(Object.keys(process.env).filter((n) => n.startsWith('BATCHDECK_')).length || 'none')`,
      ),
      on_invalid: 'refuse',
      ...rarely,
    })
    delete process.env['BATCHDECK_SERVER_TOKEN_OF_TEST']
    expect(env.pending).toMatchObject({ added: 1, removed: 2 })
    expect(readFileSync(join(running.dataDir, 'sources', '1.waiting'), 'utf8')).toBe('none\n')
    expect(await targets()).toEqual(['c-1', 'c-2'])
  })
})

function isAlive(pid: number): boolean {
  try {
    // A zombie has ended.
    return !/^State:\s+Z/m.test(
      execFileSync('cat', [`/proc/${pid}/status`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch {
    return false
  }
}
