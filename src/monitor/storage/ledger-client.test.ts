import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BatchdeckError } from '../../contract/errors.ts'
import { newTask, nextRecord, optionsOf } from '../../../tests/integration/stored-task.ts'
import type { PlanRequest } from './ledger.ts'
import { type LedgerClient, openLedger } from './ledger-client.ts'
import { openStore } from './store.ts'

const task = newTask(1)

let lastImport = 0

/** Sends a list, and says what to plan. */
function replaceBy(ledger: LedgerClient, items: readonly unknown[]): PlanRequest {
  const edit = { kind: 'import', importId: ++lastImport, onInvalid: 'refuse' } as const
  const sending = [
    ledger.call('open', lastImport, 'json', 'replace'),
    ledger.call('receive', lastImport, Buffer.from(JSON.stringify(items))),
    ledger.call('read', lastImport),
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

describe('openLedger', () => {
  let folder: string
  let file: string
  let logged: string[]
  const opened: LedgerClient[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-ledger-'))
    file = join(folder, 'batchdeck.db')
    logged = []
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((ledger) => ledger.close()))
    rmSync(folder, { recursive: true, force: true })
  })

  function open(): LedgerClient {
    const ledger = openLedger(file, (line) => logged.push(line))
    opened.push(ledger)
    return ledger
  }

  it('carries calls out one after the other and answers in their order, however long each takes', async () => {
    const ledger = open()
    const answers: string[] = []
    const long = Array.from({ length: 20_000 }, (_, i) => `target-${i}`)
    const calls = [
      ledger.call('createTask', task).then(() => answers.push('createTask')),
      ledger.call('prepare', 1, replaceBy(ledger, long)).then(() => answers.push('long prepare')),
      ledger.call('targets', 1, 'text').then(({ length }) => answers.push(`targets ${length}`)),
      refusal(ledger.call('preview', 1, replaceBy(ledger, [7]))).then(() => answers.push('refused preview')),
      ledger
        .call('prepare', 1, replaceBy(ledger, ['x']))
        .then(({ counts }) => answers.push(`prepare ${counts.targets}`)),
      ledger.call('deleteTask', 1).then(() => answers.push('deleteTask')),
      ledger.call('epochs', 1, 1000, 1000).then(() => answers.push('epochs')),
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
    const ledger = open()
    await ledger.call('createTask', task)
    const report = await ledger.call('prepare', 1, replaceBy(ledger, ['x', { target: 'y', priority: 'urgent' }]))
    const outline = await ledger.call('publish', nextRecord(task, report))
    expect(outline.put.reduce((sum, { size }) => sum + size, 0)).toBe(2)
    await ledger.close()
    const next = open()
    expect((await next.call('load')).tasks[0]?.outline).toEqual(outline)
    const body = await next.call('targets', 1, 'json')
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({
      targets: ['x', { target: 'y', priority: 'urgent' }],
    })
  })

  it.each([0, 1, 100, 30_000])('carries a list of %i targets back and forth', async (length) => {
    const ledger = open()
    await ledger.call('createTask', task)
    const targets = Array.from({ length }, (_, i) => `target-${String(i).padStart(5, '0')}`)
    const body = targets.map((target) => `${target}\n`).join('')
    const report = await ledger.call('prepare', 1, replaceBy(ledger, targets))
    await ledger.call('publish', nextRecord(task, report))
    for (const _ of ['once', 'and again']) {
      expect(Buffer.from(await ledger.call('targets', 1, 'text')).toString()).toBe(body)
    }
  })

  it('an error that is meant keeps its code, words, complaints and details across the thread', async () => {
    const ledger = open()
    const error = await refusal(ledger.call('prepare', 1, replaceBy(ledger, ['good', 'two words', 7])))
    expect(error).toBeInstanceOf(BatchdeckError)
    expect(error).toMatchObject({
      code: 'INVALID_TARGETS',
      message: '2 lines are no target; nothing was changed.',
      complaints: [
        { path: 'line 2', reason: 'has white space inside: "two words"' },
        { path: 'line 3', reason: expect.stringContaining('is neither a text') as string },
      ],
      detail: { invalid: 2, valid: 1 },
    })
    expect(logged).toEqual([])
  })

  it('an error that is a bug is logged, and its words stay inside', async () => {
    const ledger = open()
    const record = nextRecord(task, await ledger.call('preview', 1, replaceBy(ledger, ['x'])))
    const error = await refusal(ledger.call('publish', record))
    expect(error).toMatchObject({ name: 'BatchdeckError', code: 'INTERNAL' })
    expect(String(error)).not.toContain('prepared')
    expect(logged).toEqual([expect.stringContaining('No plan of task 1 is prepared.')] as string[])
    expect(await ledger.call('targets', 1, 'text'), 'it goes on').toHaveLength(0)
  })

  it.each([
    ['a folder', 'make its folder writable', () => mkdirSync(file)],
    ['something else', 'move it away', () => writeFileSync(file, 'This is no database. '.repeat(100))],
  ])('where the file is %s, every call says what to do, and none hangs', async (_what, words, prepare) => {
    prepare()
    const ledger = open()
    const problem = {
      name: 'BatchdeckError',
      code: 'STORAGE_FAILED',
      message: expect.stringContaining(words) as string,
    }
    const both = await Promise.all([refusal(ledger.call('load')), refusal(ledger.call('targets', 1, 'text'))])
    expect(both).toMatchObject([problem, problem])
    expect(await refusal(ledger.call('deleteTask', 1))).toMatchObject(problem)
    await ledger.close()
    expect(await refusal(ledger.call('load'))).toMatchObject(stopped)
    expect(logged).toEqual([])
  })

  it('says that another Batchdeck has the file, and opens it once that one is gone', async () => {
    const other = openStore(file)
    const ledger = open()
    expect(await refusal(ledger.call('load'))).toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('in use by another Batchdeck; stop that one') as string,
    })
    other.close()
    expect((await ledger.call('load')).tasks).toEqual([])
  })

  it('closes after what was asked before, however often it is asked to, and refuses what comes later', async () => {
    const ledger = open()
    const created = ledger.call('createTask', task)
    const closing = [ledger.close(), ledger.close()]
    const late = refusal(ledger.call('createTask', newTask(2)))
    await created
    await Promise.all(closing)
    await ledger.close()
    expect(await late).toMatchObject({ code: 'STORAGE_FAILED' })
    expect(await refusal(ledger.call('load'))).toMatchObject(stopped)
    // The file is free again.
    const store = openStore(file)
    expect(store.load().state.tasks).toMatchObject([{ task }])
    store.close()
  })

  it('[WS-19] does not wait for what takes longer than its patience; nothing of that is done', async () => {
    const ledger = open()
    await ledger.call('createTask', task)
    const items = Array.from({ length: 300_000 }, (_, i) => `target-${i}`)
    const request = replaceBy(ledger, items)
    const plan = refusal(ledger.call('prepare', 1, request))
    await ledger.close(1)
    expect(await plan).toMatchObject({ code: 'STORAGE_FAILED' })
    expect(String(await plan)).toContain('stopped before this was done')
    const store = openStore(file)
    expect(store.load().state.tasks).toMatchObject([{ task: { epoch: 0 } }])
    store.close()
  })

  it('when the thread dies, what it was asked is rejected and what it is asked from then on, too', async () => {
    const ledger = open()
    await ledger.call('createTask', task)
    // Its answer would be the ledger itself, which cannot be copied between threads: nothing catches that.
    const fatal = refusal(ledger.call('valueOf' as 'load'))
    const behind = refusal(ledger.call('targets', 1, 'text'))
    expect(await fatal).toMatchObject(stopped)
    expect(String(await fatal)).toContain('The thread of the database stopped')
    expect(await behind).toMatchObject(stopped)
    expect(await refusal(ledger.call('load'))).toMatchObject(stopped)
    await ledger.close()
  })
})
