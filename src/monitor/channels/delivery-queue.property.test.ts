import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Delivery } from './delivery.ts'
import { DeliveryQueue } from './delivery-queue.ts'
import type { SendOutcome } from './message.ts'

const GIVE_UP_MS = 3_600_000
const MOST = 5
const problem = { message: 'It did not work.' }

const newDelivery = (id: number, isCritical: boolean): Delivery => ({
  delivery_id: id,
  uid: `u${id}`,
  channel: 'ops',
  title: 't',
  message: { kind: 'test', at: 0 },
  isCritical,
  made_at: 0,
  state: 'waiting',
  attempts: 0,
  refusals: 0,
  next_at: 0,
  expires_at: 0,
  ended_at: null,
  problem: null,
})

/** A receiver and a disk, and a queue between them that may be killed at any point. */
class World {
  now = 0
  /** What is on disk, by number. */
  readonly disk = new Map<number, Delivery>()
  readonly taken: number[] = []
  readonly attempts: { id: number; at: number }[] = []
  queue = new DeliveryQueue({ giveUpAfter: GIVE_UP_MS, mostWaiting: MOST })
  private next = 1
  private underWay: Delivery | null = null

  add(isCritical: boolean): void {
    const delivery = newDelivery(this.next++, isCritical)
    this.keep(this.queue.add(delivery, this.now))
    this.keep(this.queue.all)
  }

  begin(): void {
    const delivery = this.queue.begin(this.now)
    if (!delivery) return
    if (this.underWay) throw new Error('Two attempts are under way at once.')
    this.underWay = delivery
    this.attempts.push({ id: delivery.delivery_id, at: this.now })
  }

  end(outcome: SendOutcome, random: number): void {
    if (!this.underWay) return
    if (outcome.kind === 'delivered') this.taken.push(this.underWay.delivery_id)
    const after = this.queue.end(this.underWay, outcome, this.now, random)
    this.underWay = null
    if (after) this.keep([after])
  }

  /** Killed: only what is on disk is known. @param hadArrived an attempt that was under way was taken all the same */
  restart(hadArrived: boolean): void {
    if (this.underWay && hadArrived) this.taken.push(this.underWay.delivery_id)
    this.underWay = null
    const waiting = [...this.disk.values()].filter(({ state }) => state === 'waiting')
    this.queue = new DeliveryQueue({ giveUpAfter: GIVE_UP_MS, mostWaiting: MOST }, waiting)
  }

  /** All time there is, with a receiver that takes everything. */
  finish(): void {
    this.end({ kind: 'delivered' }, 0)
    for (let i = 0; i < 100 && this.queue.all.length > 0; i++) {
      this.now = Math.max(this.now, this.queue.head!.next_at)
      this.begin()
      this.end({ kind: 'delivered' }, 0)
    }
  }

  private keep(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.disk.set(delivery.delivery_id, delivery)
  }
}

const outcome: fc.Arbitrary<SendOutcome> = fc.oneof(
  fc.constant({ kind: 'delivered' } as const),
  fc.constant({ kind: 'refused', problem } as const),
  fc.record({
    kind: fc.constant('retry' as const),
    problem: fc.constant(problem),
    after: fc.option(fc.integer({ min: -5, max: 10_000_000 })),
  }),
)
const step: fc.Arbitrary<(world: World) => void> = fc.oneof(
  fc.boolean().map((isCritical) => (world: World) => world.add(isCritical)),
  fc.constant((world: World) => world.begin()),
  fc.tuple(outcome, fc.double({ min: 0, max: 1, noNaN: true })).map(
    ([came, random]) =>
      (world: World) =>
        world.end(came, random),
  ),
  fc.integer({ min: 0, max: 700_000 }).map((ms) => (world: World) => void (world.now += ms)),
  fc.boolean().map((hadArrived) => (world: World) => world.restart(hadArrived)),
)

describe('[CN-5] DeliveryQueue', () => {
  it('[CN-5] loses nothing, takes nothing twice without a kill between, keeps the order: whatever happens, whenever it is killed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const world = new World()
        for (const act of steps) act(world)
        world.finish()
        const all = [...world.disk.values()]
        // Each is taken or given up, and what is said of it is so.
        for (const { delivery_id: id, state } of all) {
          expect(['delivered', 'failed']).toContain(state)
          if (state === 'delivered') expect(world.taken).toContain(id)
        }
        // In order: what is taken again after a kill is the last there was.
        for (const [i, id] of world.taken.entries()) {
          if (i > 0) expect(id).toBeGreaterThanOrEqual(world.taken[i - 1]!)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('[CN-5] never has more than so many wait, and tries none before its time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const world = new World()
        for (const act of steps) {
          const { length } = world.attempts
          const before = new Map(world.disk)
          act(world)
          expect(world.queue.all.length).toBeLessThanOrEqual(MOST)
          for (const { id, at } of world.attempts.slice(length))
            expect(at).toBeGreaterThanOrEqual(before.get(id)!.next_at)
        }
      }),
    )
  })
})

describe('[CN-5] a message', () => {
  const rules = { giveUpAfter: GIVE_UP_MS, mostWaiting: MOST }
  const retry: SendOutcome = { kind: 'retry', problem, after: null }

  function tryOnce(queue: DeliveryQueue, came: SendOutcome, random = 1): Delivery {
    const delivery = queue.begin(queue.head!.next_at)!
    return queue.end(delivery, came, delivery.next_at, random)!
  }

  it('[CN-5] is tried again ever later, at random, for as long as it is not given up', () => {
    const queue = new DeliveryQueue(rules)
    queue.add(newDelivery(1, false), 0)
    const waits: number[] = []
    let last = 0
    for (;;) {
      const after = tryOnce(queue, retry)
      if (after.state !== 'waiting') break
      waits.push((after.next_at - last) / 1000)
      last = after.next_at
    }
    expect(waits.slice(0, 9)).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600])
    expect(last).toBeGreaterThanOrEqual(GIVE_UP_MS)
    expect(last).toBeLessThan(GIVE_UP_MS + 600_000)
    queue.add(newDelivery(2, false), 0)
    expect(tryOnce(queue, retry, 0.5).next_at).toBe(5000)
    expect(tryOnce(queue, retry, 0).next_at).toBe(6000)
  })

  it('[CN-5] waits as long as its receiver asks for, an hour at most', () => {
    const queue = new DeliveryQueue(rules)
    queue.add(newDelivery(1, false), 0)
    expect(tryOnce(queue, { kind: 'retry', problem, after: 90_000 }).next_at).toBe(90_000)
    expect(tryOnce(queue, { kind: 'retry', problem, after: 1e12 }).next_at).toBe(90_000 + 3_600_000)
  })

  it('[CN-5] that is refused is given up after a few attempts over minutes', () => {
    const queue = new DeliveryQueue(rules)
    queue.add(newDelivery(1, false), 0)
    const refused: SendOutcome = { kind: 'refused', problem }
    const states = [1, 2, 3, 4].map(() => tryOnce(queue, refused))
    expect(states.map(({ state, next_at: at }) => [state, at])).toEqual([
      ['waiting', 15_000],
      ['waiting', 75_000],
      ['waiting', 255_000],
      ['failed', 255_000],
    ])
  })

  it('[CN-5] that is not critical makes room for what is', () => {
    const queue = new DeliveryQueue(rules)
    for (let id = 1; id <= 5; id++) queue.add(newDelivery(id, id !== 3), 0)
    const [gone] = queue.add(newDelivery(6, true), 7)
    expect(gone).toMatchObject({
      delivery_id: 3,
      state: 'failed',
      ended_at: 7,
      problem: { reason: 'delivery_crowded' },
    })
    expect(queue.add(newDelivery(7, false), 8)).toMatchObject([{ delivery_id: 1 }])
  })

  it('[CN-5] that is taken back while it is sent is not kept, whatever comes of it', () => {
    const queue = new DeliveryQueue(rules)
    queue.add(newDelivery(1, false), 0)
    const delivery = queue.begin(0)!
    expect(queue.take(1)).toBe(true)
    expect(queue.take(1)).toBe(false)
    expect(queue.end(delivery, { kind: 'delivered' }, 0, 0)).toBe(null)
    expect(queue.begin(0)).toBe(null)
  })

  it('[LV-7] moves with a clock that is set, and is tried at once where something has changed', () => {
    const queue = new DeliveryQueue(rules)
    queue.add(newDelivery(1, false), 1_000_000)
    queue.end(queue.begin(1_000_000)!, retry, 1_000_000, 1)
    expect(queue.shift(-900_000)).toMatchObject([{ next_at: 110_000, expires_at: 100_000 + GIVE_UP_MS }])
    expect(queue.begin(109_999)).toBe(null)
    expect(queue.hasten(50_000)).toMatchObject([{ next_at: 50_000, attempts: 0 }])
    expect(queue.begin(50_000)).not.toBe(null)
  })
})
