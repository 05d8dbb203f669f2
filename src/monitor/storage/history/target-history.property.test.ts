import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sendImport } from '../../../../tests/integration/sent-import.ts'
import { newTask, nextRecord, optionsOf } from '../../../../tests/integration/stored-task.ts'
import { MemoryStore } from '../memory/memory-store.ts'
import { SharedMemory } from '../memory/shared-memory.ts'
import { Planning } from '../planning/planning.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const step = fc.record({
  members: fc.subarray(['c1', 'c2', 'c3']),
  add: fc.array(fc.record({ target: fc.constantFrom(...names), priority: fc.constantFrom('high', 'low') }), {
    maxLength: 5,
  }),
  remove: fc.subarray(names, { maxLength: 3 }),
})

/** Where a target is in an epoch; missing where it is not there. */
interface Place {
  readonly batch: number
  readonly consumer: string | null
  readonly priority: string
}

it('[TG-1] the past of a target is what its epochs did to it, back to the one that added it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(Infinity, 3),
      async (steps, kept) => {
        const planning = new Planning(new MemoryStore(new SharedMemory(), kept))
        let task = { ...newTask(1), batch_size: 2 }
        planning.createTask(task)
        let nextBatchId = 1
        const places: Map<string, Place>[] = [new Map()]
        for (const { members, add, remove } of steps) {
          const added = add.filter(({ target }) => !remove.includes(target))
          const edit = sendImport(planning, { add: added, remove }, { edit: 'change' })
          const request = { edit, members, nextBatchId, options: optionsOf(task), rebalance: false }
          const { plan, report } = planning.prepare(1, request)
          if (!report.changed) continue
          const record = nextRecord(task, report)
          planning.commit(plan, record, task.epoch)
          task = record.task
          nextBatchId = record.nextBatchId
          const { batches } = planning.batches(
            1,
            Array.from({ length: nextBatchId }, (_, id) => id),
          )
          places.push(
            new Map(
              batches.flatMap(({ batch_id: batch, consumer_id: consumer }) =>
                planning.batchTargets(1, batch)!.map(({ target, priority }) => [target, { batch, consumer, priority }]),
              ),
            ),
          )
        }
        const last = places.length - 1
        const oldest = Math.max(1, last - kept + 1)
        for (const target of names) {
          const { found } = await planning.target(1, target)
          expect(found !== null).toBe(places[last]!.has(target))
          if (!found) continue
          const expected: unknown[] = []
          let epoch = last
          for (; epoch >= oldest; epoch--) {
            const [was, is] = [places[epoch - 1]!.get(target), places[epoch]!.get(target)!]
            const change = changeOf(was, is)
            if (change)
              expected.push({ epoch, at: expect.any(Number), consumer_id: is.consumer, batch_id: is.batch, change })
            if (!was) break
          }
          expect(found.owners).toEqual(expected)
          expect(found.added?.epoch ?? null).toBe(epoch >= oldest ? epoch : null)
          expect(found.known_from).toBe(Math.max(epoch, oldest))
        }
        planning.close()
      },
    ),
    { numRuns: 150 },
  )
})

function changeOf(was: Place | undefined, is: Place): string | null {
  if (!was) return 'added'
  if (was.batch !== is.batch) return 'moved'
  if (was.consumer !== is.consumer) return 'handed'
  return was.priority === is.priority ? null : 'rerated'
}
