import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentsOf } from '../../src/planner/assignment.ts'
import { slotOf } from '../../src/planner/hash.ts'
import { between, seededRandom } from '../../src/demo/random.ts'
import { openSqliteStore } from '../../src/monitor/storage/sqlite/sqlite-store.ts'
import { bundleScript } from './bundled-script.ts'
import { compileCache } from './compile-cache.ts'
import { batchSizeOf, membersOf, targetsOf } from './stored-task.ts'

/** Databases that are killed again and again, at the same time. */
const LANES = [1, 2, 3]
/** Of each. `BATCHDECK_KILLS=200` for a long one. */
const KILLS = Number(process.env['BATCHDECK_KILLS'] ?? 20)

interface Said {
  readonly epoch: number
  readonly nextBatchId: number
}

const nothing: Said = { epoch: 0, nextBatchId: 1 }

/**
 * Publishes, and dies by SIGKILL: so many ms after its start, or after the epoch that was said so many epochs later.
 * @returns what was said last
 */
function publishAndDie(script: string, file: string, when: { after: number; epochs: number }): Promise<Said> {
  const child = spawn(process.execPath, ['--no-warnings', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...compileCache },
  })
  const kill = (): void => void setTimeout(() => child.kill('SIGKILL'), when.after)
  let said = ''
  let count = 0
  if (when.epochs === 0) kill()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    const before = count
    count += text.split('\n').length - 1
    if (before < when.epochs && count >= when.epochs) kill()
  })
  return new Promise((resolve) => {
    child.once('close', () => {
      // What is cut off was not said.
      const last = said.slice(0, said.lastIndexOf('\n') + 1).trim()
      if (last === '') return resolve(nothing)
      const [epoch = 0, nextBatchId = 0] = last.split('\n').at(-1)!.split(' ').map(Number)
      resolve({ epoch, nextBatchId })
    })
  })
}

/** What is on disk is one epoch, whole, with all its targets. @returns its number and its ids */
function inspect(file: string): Said & { readonly ids: readonly number[] } {
  const store = openSqliteStore(file)
  try {
    const { state, assignments } = store.load()
    const [stored] = state.tasks
    const assignment = assignments.get(1)
    const { nextBatchId } = state
    if (!stored || !assignment || stored.task.epoch === 0) return { epoch: 0, nextBatchId, ids: [] }
    const { epoch, targets: count, batch_size: batchSize } = stored.task
    expect(batchSize).toBe(batchSizeOf(epoch))
    expect(stored.epochs.map((view) => view.epoch)).toEqual(
      Array.from({ length: Math.min(epoch, 100) }, (_, i) => epoch - i),
    )
    expect(stored.epochs[0]).toMatchObject({ epoch, counts: { targets: count } })
    expect(stored.rollout.map(({ consumer_id }) => consumer_id)).toEqual(membersOf(epoch))
    const contents = contentsOf(assignment, assignment.batches.ids())
    expect([...contents.values()].flatMap(({ targets }) => targets).toSorted()).toEqual(targetsOf(epoch).toSorted())
    for (const { batch_id, consumer_id, size } of assignment.batches) {
      const { targets } = contents.get(batch_id)!
      expect(targets).toHaveLength(size)
      expect(size).toBeLessThanOrEqual(batchSize)
      for (const target of targets) expect(assignment.owners[slotOf(target)]).toBe(consumer_id)
    }
    return { epoch, nextBatchId, ids: [...assignment.batches.ids()] }
  } finally {
    store.close()
  }
}

describe(`${LANES.length * KILLS} kills of a process that publishes`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-kill-'))
  let script: Awaited<ReturnType<typeof bundleScript>>
  beforeAll(async () => {
    script = await bundleScript(join(import.meta.dirname, 'publish-forever.ts'))
  })
  afterAll(() => {
    script.remove()
    rmSync(folder, { recursive: true, force: true })
  })
  let early = 0
  let late = 0

  it.concurrent.each(LANES)(
    '[EP-1] lane %i: what was said to be published is there, whole, with its options, and no id is reused',
    async (lane) => {
      const file = join(folder, `${lane}.db`)
      const random = seededRandom(lane)
      let before: ReturnType<typeof inspect> = { ...nothing, ids: [] }
      for (let kill = 0; kill < KILLS; kill++) {
        // Every third at any moment from before the file is opened; the others in the middle of the next epochs.
        const when =
          kill % 3 === 0
            ? { epochs: 0, after: between(random, 0, 400) }
            : { epochs: 1 + Math.floor(between(random, 0, 4)), after: between(random, 0, 40) }
        const said = await publishAndDie(script.file, file, when)
        const now = inspect(file)
        expect(now.epoch).toBeGreaterThanOrEqual(Math.max(said.epoch, before.epoch))
        expect(now.nextBatchId).toBeGreaterThanOrEqual(Math.max(said.nextBatchId, before.nextBatchId))
        const old = new Set(before.ids)
        for (const id of now.ids) {
          expect(id).toBeLessThan(now.nextBatchId)
          if (!old.has(id)) expect(id).toBeGreaterThanOrEqual(before.nextBatchId)
        }
        if (said.epoch === 0) early++
        else if (now.epoch > said.epoch) late++
        before = now
      }
    },
    // A kill takes about half a second, on a slow machine a few.
    Math.max(240_000, KILLS * 6000),
  )

  it('some were before the first epoch, some between the disk and the word', () => {
    expect([early > 0, late > 0]).toEqual([true, true])
  })
})
