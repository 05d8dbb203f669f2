import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openMemoryStorage } from '../../src/monitor/storage/memory/memory-storage.ts'
import { SharedMemory } from '../../src/monitor/storage/memory/shared-memory.ts'
import type { TaskResource } from '../../src/contract/resources/task.ts'
import type { Storage } from '../../src/monitor/storage/port.ts'
import { identities } from '../../src/planner/identity.ts'
import { priorities } from '../../src/planner/priority.ts'
import { Author, outcome } from './author.ts'
import { consumer } from './saves.ts'
import { inOrder, shown } from './shown.ts'
import type { MakeSubject } from './subject.ts'

const taskId = fc.integer({ min: 1, max: 2 })
const item = fc.oneof(
  fc.nat(80).map((n) => `t${n}`),
  fc.record({ target: fc.nat(80).map((n) => `t${n}`), priority: fc.constantFrom(...priorities) }),
)
const address = fc.nat(6).map((n) => `0x${String(n).padStart(40, n % 2 === 0 ? 'ab' : 'AB')}`)
const described = fc.record({
  target: fc.oneof(
    address,
    address.map((text) => text.toUpperCase().replace('0X', '0x')),
    fc.constantFrom('t1', 't2'),
  ),
  label: fc.constantFrom('a', 'b'),
})
const items = fc.array(fc.oneof(item, item, described), { maxLength: 60 })
const members = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })
const options = fc.record(
  {
    batch_size: fc.integer({ min: 1, max: 30 }),
    strategy: fc.constantFrom('balanced' as const, 'ring' as const),
    priority_levels: fc.constantFrom('auto' as const, 1 as const, 2 as const, 4 as const),
    name: fc.string({ minLength: 1, maxLength: 9 }),
  },
  { requiredKeys: [] },
)
const percent = fc.integer({ min: 0, max: 100 })

/** What befalls a store. */
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create' as const), taskId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), taskId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('options' as const), taskId, options }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('replace' as const), taskId, items, members }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('edit' as const), taskId, items, remove: items, members }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('identity' as const), taskId, identity: fc.constantFrom(...identities) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rollback' as const), taskId, epoch: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('stale' as const), taskId, items, off: fc.constantFrom(-1, 1) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('discarded' as const), taskId, items }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('save' as const), id: fc.nat(12), percent, isGone: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Does it, and says what it came to. */
async function take(author: Author, one: Step): Promise<unknown> {
  const { storage } = author
  switch (one.kind) {
    case 'create':
      return outcome(author.create(one.taskId))
    case 'delete':
      return outcome(author.delete(one.taskId))
    case 'options':
      // What may give batches another priority is planned (EP-9).
      if (one.options.priority_levels !== undefined) return planned(author, one.taskId, one.options)
      return outcome(author.change(one.taskId, one.options))
    case 'identity':
      return planned(author, one.taskId, { identity: one.identity })
    case 'replace':
      author.members = one.members
      return outcome(author.replace(one.items, one.taskId))
    case 'edit': {
      author.members = one.members
      const edit = await author.send({ add: one.items, remove: one.remove }, { edit: 'change' })
      return outcome(author.publish(edit, one.taskId))
    }
    case 'rollback':
      return outcome(author.publish({ kind: 'epoch', epoch: one.epoch }, one.taskId))
    case 'stale': {
      const { plan, record } = await author.prepare(await author.send(one.items), one.taskId)
      return outcome(storage.commit(plan, record, author.task(one.taskId).epoch + one.off))
    }
    case 'discarded': {
      const edit = await author.send(one.items)
      const { plan, record } = await author.prepare(edit, one.taskId)
      await storage.discardList(edit.importId)
      // In what words is told by whoever logs it, for it is a bug.
      return storage.commit(plan, record, author.task(one.taskId).epoch).then(
        () => 'committed',
        () => 'refused',
      )
    }
    case 'save': {
      const { id, percent: progress, isGone } = one
      const [epoch] = await storage.epochs(1, Infinity, 1)
      const [told] = epoch ? await storage.rollout(1, epoch.epoch) : []
      return outcome(
        storage.save({
          ...(isGone ? { consumers_gone: [`c${id}`] } : { consumers: [consumer(`c${id}`, { pid: progress })] }),
          progress: [[id, 1, progress, 5, 'on it']],
          ...(epoch && { epochs: [{ ...epoch, settled_at: progress }] }),
          ...(told && { rollouts: [{ ...told, state: 'acked', acked_at: progress }] }),
        }),
      )
    }
    case 'restart':
      return 'restarted'
  }
}

/** A change of options with its epoch. */
async function planned(author: Author, id: number, changed: Partial<TaskResource>): Promise<unknown> {
  const before = author.tasks.get(id)
  if (!before) return 'no task'
  author.tasks.set(id, { ...before, ...changed })
  return outcome(author.publish({ kind: 'keep' }, id))
}

export function anyHistory(make: MakeSubject): void {
  describe('for any history', () => {
    it(
      '[EP-1] answers as any other storage does, and after a restart just as before',
      { timeout: 180_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
            const subject = make()
            const author = new Author(subject.open())
            const memory = new SharedMemory()
            const model = new Author(openMemoryStorage(memory))
            const all = async (storage: Storage) =>
              Promise.all([1, 2].map(async (id) => shown(storage, id, author.nextBatchId)))
            const restart = async () => {
              await author.storage.close()
              author.storage = subject.open()
            }
            try {
              await take(author, { kind: 'create', taskId: 1 })
              await take(model, { kind: 'create', taskId: 1 })
              for (const one of steps) {
                if (one.kind === 'restart') await restart()
                expect(await take(author, one)).toEqual(await take(model, one))
              }
              const before = await all(author.storage)
              expect(before).toEqual(await all(model.storage))
              await restart()
              expect(await all(author.storage)).toEqual(before)
              const replayed = openMemoryStorage(memory)
              expect(inOrder(await author.storage.load())).toEqual(inOrder(await replayed.load()))
            } finally {
              await subject.dispose()
            }
          }),
          { numRuns: 10 },
        )
      },
    )
  })
}
