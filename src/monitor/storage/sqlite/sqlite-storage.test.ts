import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BatchdeckError } from '../../../contract/errors.ts'
import { newTask, nextRecord, optionsOf } from '../../../../tests/integration/stored-task.ts'
import type { ThreadCall } from '../../thread/thread-client.ts'
import type { PlanHandle, PlanRequest, Storage } from '../port.ts'
import { type FileStorage, openSqliteStorage } from './sqlite-storage.ts'
import { openSqliteStore } from './sqlite-store.ts'

const task = newTask(1)

let lastImport = 0

/** Sends a list, and says what to plan. */
function replaceBy(storage: Storage, items: readonly unknown[]): PlanRequest {
  const edit = { kind: 'import', importId: ++lastImport, onInvalid: 'refuse' } as const
  const sending = [
    storage.openList(lastImport, 'json', 'replace'),
    storage.receiveList(lastImport, Buffer.from(JSON.stringify(items))),
    storage.readList(lastImport),
  ]
  // What goes wrong with these goes wrong with the plan, too.
  Promise.all(sending).catch(() => {})
  return { edit, members: ['a', 'b'], nextBatchId: 1, options: optionsOf(task), rebalance: false }
}

/** What a promise was rejected with. */
async function refusal(promise: Promise<unknown>): Promise<unknown> {
  const answer = await promise.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  )
  return 'error' in answer ? answer.error : `It was answered with ${JSON.stringify(answer.result)}.`
}

/** What a thread that is gone answers. */
const stopped = {
  name: 'BatchdeckError',
  code: 'STORAGE_FAILED',
  message: expect.stringContaining('Restart Batchdeck.') as string,
}

describe('openSqliteStorage', () => {
  let folder: string
  let file: string
  let logged: string[]
  const opened: Storage[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-storage-'))
    file = join(folder, 'batchdeck.db')
    logged = []
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await Promise.all(opened.splice(0).map((storage) => storage.close()))
    rmSync(folder, { recursive: true, force: true })
  })

  function open(): FileStorage {
    const storage = openSqliteStorage(file, (line) => logged.push(line))
    opened.push(storage)
    return storage
  }

  it('carries calls out one after the other and answers in their order, however long each takes', async () => {
    const storage = open()
    const answers: string[] = []
    const long = Array.from({ length: 20_000 }, (_, i) => `target-${i}`)
    const calls = [
      storage.createTask(task).then(() => answers.push('createTask')),
      storage.prepare(1, replaceBy(storage, long)).then(() => answers.push('long prepare')),
      storage.targets(1, 'text').then(({ length }) => answers.push(`targets ${length}`)),
      refusal(storage.preview(1, replaceBy(storage, [7]))).then(() => answers.push('refused preview')),
      storage
        .prepare(1, replaceBy(storage, ['x']))
        .then(({ report }) => answers.push(`prepare ${report.counts.targets}`)),
      storage.deleteTask(1).then(() => answers.push('deleteTask')),
      storage.epochs(1, 1000, 1000).then(() => answers.push('epochs')),
    ]
    expect(answers).toEqual([])
    await Promise.all(calls)
    expect(answers).toEqual([
      'createTask',
      'long prepare',
      'targets 0',
      'refused preview',
      'prepare 1',
      'deleteTask',
      'epochs',
    ])
  })

  it('[EP-1] what was published through one thread is there for the next', async () => {
    const storage = open()
    await storage.createTask(task)
    const { plan, report } = await storage.prepare(1, replaceBy(storage, ['x', { target: 'y', priority: 'urgent' }]))
    const outline = await storage.commit(plan, nextRecord(task, report), 0)
    expect(outline.put.reduce((sum, { size }) => sum + size, 0)).toBe(2)
    await storage.close()
    const next = open()
    expect((await next.load()).tasks[0]?.outline).toEqual(outline)
    const body = await next.targets(1, 'json')
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({
      targets: ['x', { target: 'y', priority: 'urgent' }],
    })
  })

  it.each([0, 1, 100, 30_000])('carries a list of %i targets back and forth', async (length) => {
    const storage = open()
    await storage.createTask(task)
    const targets = Array.from({ length }, (_, i) => `target-${String(i).padStart(5, '0')}`)
    const body = targets.map((target) => `${target}\n`).join('')
    const { plan, report } = await storage.prepare(1, replaceBy(storage, targets))
    await storage.commit(plan, nextRecord(task, report), 0)
    for (const _ of ['once', 'and again']) {
      expect(Buffer.from(await storage.targets(1, 'text')).toString()).toBe(body)
    }
  })

  it('an error that is meant keeps its code, words, complaints and details across the thread', async () => {
    const storage = open()
    const error = await refusal(storage.prepare(1, replaceBy(storage, ['good', 'two words', 7])))
    expect(error).toBeInstanceOf(BatchdeckError)
    expect(error).toMatchObject({
      code: 'INVALID_TARGETS',
      message: '2 lines are no target; nothing was changed.',
      complaints: [
        {
          path: 'line 2',
          reason: 'has white space inside (U+0020 as character 4); give each target a line of its own: "two words"',
        },
        { path: 'line 3', reason: expect.stringContaining('is neither a text') as string },
      ],
      detail: { invalid: 2, valid: 1 },
    })
    expect(logged).toEqual([])
  })

  it('an error that is a bug is logged, and its words stay inside', async () => {
    const storage = open()
    await storage.createTask(task)
    const record = nextRecord(task, await storage.preview(1, replaceBy(storage, ['x'])))
    const error = await refusal(storage.commit(0 as PlanHandle, record, 0))
    expect(error).toMatchObject({ name: 'BatchdeckError', code: 'INTERNAL' })
    expect(String(error)).not.toContain('prepared')
    expect(logged).toEqual([expect.stringContaining('No plan of task 1 is prepared.')] as string[])
    expect(await storage.targets(1, 'text'), 'it goes on').toHaveLength(0)
  })

  it.each([
    ['a folder', 'make its folder writable', () => mkdirSync(file)],
    ['something else', 'move it away', () => writeFileSync(file, 'This is no database. '.repeat(100))],
  ])('where the file is %s, every call says what to do, and none hangs', async (_what, words, prepare) => {
    prepare()
    const storage = open()
    const problem = {
      name: 'BatchdeckError',
      code: 'STORAGE_FAILED',
      message: expect.stringContaining(words) as string,
    }
    const both = await Promise.all([refusal(storage.load()), refusal(storage.targets(1, 'text'))])
    expect(both).toMatchObject([problem, problem])
    expect(await refusal(storage.deleteTask(1))).toMatchObject(problem)
    await storage.close()
    expect(await refusal(storage.load())).toMatchObject(stopped)
    expect(logged).toEqual([])
  })

  it('says that another Batchdeck has the file, and opens it once that one is gone', async () => {
    const other = openSqliteStore(file)
    const storage = open()
    expect(await refusal(storage.load())).toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('in use by another Batchdeck; stop that one') as string,
    })
    other.close()
    expect((await storage.load()).tasks).toEqual([])
  })

  it('[PL-11] a thread that is ended refuses what it was asked, is started again, and has all that was committed', async () => {
    const workers = new Set<Worker>()
    const pass = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, ...args: unknown[]) => void
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...args) {
      workers.add(this)
      pass.apply(this, args)
    })
    const storage = open()
    await storage.createTask(task)
    for (const times of [1, 2]) {
      const told: (string | null)[] = []
      const works = new Promise<void>((done) => {
        const end = storage.watch((problem) => {
          told.push(problem?.reason ?? null)
          if (problem) return
          end()
          done()
        })
      })
      const long = Array.from({ length: 200_000 }, (_, i) => `target-${i}`)
      const waiting = [storage.prepare(1, replaceBy(storage, long)), storage.createTask(newTask(2))].map(refusal)
      await [...workers].at(-1)!.terminate()
      for (const problem of await Promise.all(waiting)) {
        expect(problem).toMatchObject({ code: 'STORAGE_FAILED', reason: 'thread_ended' })
      }
      expect(await refusal(storage.load())).toMatchObject({ reason: 'thread_ended' })
      await works
      expect(told).toEqual(['thread_ended', null])
      expect(workers.size).toBe(times + 1)
      expect((await storage.load()).tasks).toMatchObject([{ task }])
    }
    expect(logged).toEqual(
      [1, 2].flatMap(() => [
        'The thread of the database has stopped. It is started again; try again in some seconds.',
        'The thread of the database works again.',
      ]),
    )
  })

  it('[PL-11] a thread that is down can be closed, and does not come back', async () => {
    const workers = new Set<Worker>()
    const pass = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, ...args: unknown[]) => void
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...args) {
      workers.add(this)
      pass.apply(this, args)
    })
    const storage = open()
    await storage.load()
    await [...workers][0]!.terminate()
    await storage.close()
    expect(await refusal(storage.load())).toMatchObject(stopped)
    openSqliteStore(file).close()
    expect(workers.size).toBe(1)
  })

  it('closes after what was asked before, however often it is asked to, and refuses what comes later', async () => {
    const storage = open()
    const created = storage.createTask(task)
    const closing = [storage.close(), storage.close()]
    const late = refusal(storage.createTask(newTask(2)))
    await created
    await Promise.all(closing)
    await storage.close()
    expect(await late).toMatchObject({ code: 'STORAGE_FAILED' })
    expect(await refusal(storage.load())).toMatchObject(stopped)
    // The file is free again.
    const store = openSqliteStore(file)
    expect(store.load().state.tasks).toMatchObject([{ task }])
    store.close()
  })

  it('[WS-19] does not wait for what takes longer than its patience; nothing of that is done', async () => {
    const storage = open()
    await storage.createTask(task)
    const items = Array.from({ length: 300_000 }, (_, i) => `target-${i}`)
    const request = replaceBy(storage, items)
    const plan = refusal(storage.prepare(1, request))
    await storage.close(1)
    expect(await plan).toMatchObject({ code: 'STORAGE_FAILED' })
    expect(String(await plan)).toContain('stopped before this was done')
    const store = openSqliteStore(file)
    expect(store.load().state.tasks).toMatchObject([{ task: { epoch: 0 } }])
    store.close()
  })

  it('[WS-19] nor for a backup that is being read again, which is none then', async () => {
    const storage = open()
    await storage.createTask(task)
    const send = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, call: unknown) => void
    const reading = new Promise<void>((begun) => {
      vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, call) {
        // It takes for ever.
        if ((call as { method?: string }).method === 'finish') begun()
        else send.call(this, call)
      })
    })
    const backup = refusal(storage.backUp(`${file}.part`, `${file}.backup`))
    await reading
    await storage.close(1)
    expect(await backup).toMatchObject({ code: 'STORAGE_FAILED' })
    expect(existsSync(`${file}.backup`)).toBe(false)
  })

  it('[PL-11] when the thread dies of itself, what it was asked is rejected, and it works again', async () => {
    const storage = open()
    await storage.createTask(task)
    // Its answer would be the object in it, which cannot be copied between threads: nothing catches that.
    const send = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, call: unknown) => void
    vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function (this: Worker, call) {
      send.call(this, { ...(call as ThreadCall), method: 'valueOf' })
    })
    const fatal = refusal(storage.load())
    const behind = refusal(storage.targets(1, 'text'))
    const dead = { code: 'STORAGE_FAILED', reason: 'thread_failed' }
    expect(await fatal).toMatchObject(dead)
    expect(String(await fatal)).toContain('The thread of the database stopped')
    expect(await behind).toMatchObject(dead)
    expect(await refusal(storage.load())).toMatchObject(dead)
    await new Promise<void>((done) => void storage.watch((problem) => problem === null && done()))
    expect((await storage.load()).tasks).toMatchObject([{ task }])
  })
})
