import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HeldFleet } from '../../tests/held-fleet.ts'

const minute = 60_000
const first = Array.from({ length: 12 }, (_, n) => `c${n}`)
const all = [...first, 'n0', 'n1', 'n2']
/** Half of them are of one rack, by their label. */
const labelsOf = (id: string) => ({ rack: all.indexOf(id) % 2 === 0 ? 'even' : 'odd' })

type Step = (fleet: HeldFleet) => void

const some = fc.subarray(all, { minLength: 1, maxLength: 3 })
const many = fc.subarray(first, { minLength: 5, maxLength: 12 })
const anyTask = fc.constantFrom(1, 2, 3)
const scope = fc.oneof(
  fc.constant({}),
  anyTask.map((task_id) => ({ task_id })),
  some.map((consumers) => ({ consumers })),
  fc.constantFrom({ labels: { rack: 'even' } }, { labels: { rack: 'odd' } }),
)
const step: fc.Arbitrary<readonly [string, Step]> = fc.oneof(
  fc.oneof(some, many).map((ids): [string, Step] => [`close ${ids.join()}`, (fleet) => fleet.close(...ids)]),
  fc
    .oneof(some, many)
    .map((ids): [string, Step] => [`join ${ids.join()}`, (fleet) => ids.forEach((id) => fleet.join(id, labelsOf(id)))]),
  some.map((ids): [string, Step] => [`leave ${ids.join()}`, (fleet) => ids.forEach((id) => fleet.leave(id))]),
  fc
    .tuple(fc.constantFrom(1000, 10_000, 30_000, 61_000, 125_000), fc.oneof(fc.constant([]), some, many))
    .map(([ms, silent]): [string, Step] => [`${ms} ms, silent: ${silent.join()}`, (fleet) => fleet.pass(ms, silent)]),
  fc.constantFrom(2000, 70_000, 70_000).map((ms): [string, Step] => [`${ms} ms`, (fleet) => fleet.pass(ms)]),
  fc
    .tuple(scope, fc.constantFrom(30_000, minute, 3 * minute))
    .map(([of, duration]): [string, Step] => [
      `hold ${JSON.stringify(of)} for ${duration} ms`,
      (fleet) => void fleet.hold(of, duration),
    ]),
  fc
    .tuple(fc.constantFrom(...all), fc.boolean())
    .map(([id, isDrained]): [string, Step] => [
      `${isDrained ? 'drain' : 'undrain'} ${id}`,
      (fleet) => void (fleet.engine.hasConsumer(id) && fleet.engine.setDrained([id], isDrained, fleet.now)),
    ]),
  some.map((ids): [string, Step] => [
    `dismiss ${ids.join()}`,
    (fleet) => void fleet.engine.dismissLost(ids, fleet.now),
  ]),
  fc
    .tuple(anyTask, fc.integer({ min: 300, max: 900 }))
    .map(([taskId, count]): [string, Step] => [
      `source gives task ${taskId} ${count}`,
      (fleet) => fleet.source(taskId, count),
    ]),
  anyTask.map((taskId): [string, Step] => [`sync ${taskId}`, (fleet) => void fleet.publish(taskId, 'operator')]),
  anyTask.map((taskId): [string, Step] => [
    `release ${taskId}`,
    (fleet) => {
      const isThere = fleet.engine.consumerResources().some(({ state }) => state === 'online')
      if (isThere && fleet.engine.isBraked(taskId)) fleet.publish(taskId, 'release')
    },
  ]),
  fc.constant<[string, Step]>(['restart', (fleet) => fleet.restart()]),
)

function running(): HeldFleet {
  const fleet = new HeldFleet([])
  for (const id of first) fleet.join(id, labelsOf(id))
  fleet.addTask(1)
  fleet.addTask(2, true, 40)
  fleet.addTask(3, false)
  fleet.pass(5000)
  return fleet
}

/** What must be so after each step. */
function check(fleet: HeldFleet, from: number): void {
  for (const { asker, before, after, safe, taskId } of fleet.publications.slice(from)) {
    if (asker !== 'nobody' && asker !== 'source') continue
    expect(taskId !== 3 || asker === 'source', 'EP-8: a task without auto-sync waits').toBe(true)
    const moved = before.filter((owner, slot) => owner !== null && safe.has(owner) && after[slot] !== owner)
    expect(moved, `of an epoch of task ${taskId} that ${asker} asked for`).toEqual([])
  }
  const kept = new Set(fleet.engine.keptConsumers())
  const alerts = fleet.alerts('mass_loss').map(({ task_id, count }) => [task_id, count])
  const expected = [1, 2, 3].flatMap((taskId) => {
    const own = fleet.engine.membersOf(taskId).filter((id) => kept.has(id))
    return own.length > 0 ? [[taskId, own.length]] : []
  })
  expect(alerts).toEqual(expected)
  for (const { consumer_id: id, state, kept_since: since, drained_at } of fleet.engine.consumerResources()) {
    expect([id, kept.has(id)]).toEqual([id, since !== null])
    if (since !== null) expect([id, state, drained_at]).toEqual([id, 'lost', null])
  }
}

it('[MW-2] [BR-1] [BR-2] whatever happens, nothing of those who are kept or held moves by itself, and all of it ends', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
      const fleet = running()
      for (const [words, act] of steps) {
        const from = fleet.publications.length
        act(fleet)
        try {
          fleet.pass(500)
          check(fleet, from)
        } catch (error) {
          throw new Error(`after "${words}" at ${fleet.now}`, { cause: error })
        }
      }
      // Everybody comes back, and maintenance is over: it is as if nothing had been.
      const from = fleet.publications.length
      for (const id of all) fleet.join(id, labelsOf(id))
      fleet.engine.setDrained(all, false, fleet.now)
      fleet.pass(4 * minute)
      check(fleet, from)
      expect(fleet.kept).toBe(0)
      for (const { task_id, sync_due, auto_sync } of fleet.engine.taskResources()) {
        expect([task_id, auto_sync && sync_due]).toEqual([task_id, false])
      }
    }),
    { numRuns: 20 },
  )
})
