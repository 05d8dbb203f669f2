import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import { newTask } from '../../tests/integration/stored-task.ts'
import type { ConsumerFrame } from '../contract/consumer-frames.ts'
import { type Assignment, emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { plan } from '../planner/plan.ts'
import type { Effect } from './effects.ts'
import { Engine } from './engine.ts'

const targets = Array.from({ length: 200 }, (_, i) => `target-${i}`)

/** An engine with what the storage does for it, in a word. */
class Running {
  readonly engine = new Engine(engineSettings, nothing, 0)
  private readonly assignments = new Map<number, Assignment>()

  constructor(...ids: readonly string[]) {
    for (const id of ids) this.join(id, 0)
  }

  join(id: string, now: number, sessionId = `s-${id}`): Effect[] {
    this.engine.connected(sessionId, '10.0.0.1', now)
    return this.engine.received(sessionId, { type: 'register', consumer_id: id }, now)
  }

  send(id: string, frame: ConsumerFrame, now: number): Effect[] {
    return this.engine.received(this.engine.consumerResource(id).session_id ?? '', frame, now)
  }

  publish(taskId: number, now: number, list: readonly string[] = targets): Effect[] {
    const before = this.assignments.get(taskId) ?? emptyAssignment
    const edit = { kind: 'replace', targets: list } as const
    const result = plan({ ...this.engine.planTerms(taskId), previous: before, edit })
    const record = this.engine.draft(taskId, result, { cause: 'test', causes: [] }, 'changed', now)
    this.assignments.set(taskId, result.assignment)
    return this.engine.adopt(record, outlineChange(before, result.assignment), 'test', now)
  }

  /** The storage has no targets of a task any more. */
  forget(taskId: number): void {
    this.assignments.delete(taskId)
  }

  /** All who are here are heard. */
  hear(now: number): void {
    for (const { consumer_id, session_id } of this.engine.consumerResources()) {
      if (session_id !== null) this.send(consumer_id, { type: 'ping' }, now)
    }
  }
}

const reloads = (effects: readonly Effect[]) =>
  effects.flatMap((effect) =>
    effect.kind === 'send' && effect.frame.type === 'batch_reload' ? [[effect.session_id, effect.frame.task_id]] : [],
  )
const ack = (id: string, epoch = 1): ConsumerFrame => ({
  type: 'batch_reload_ack',
  task_id: 1,
  consumer_id: id,
  action: 'reloading',
  epoch,
})

describe('who returns drained', () => {
  /** Task 1 has an epoch without a, task 2 one with it, task 3 none; a was drained while it was away. */
  function withUntold() {
    const running = new Running('a', 'b')
    const { engine } = running
    for (const taskId of [1, 2, 3]) engine.addTask(newTask(taskId))
    running.publish(2, 0)
    engine.disconnected('s-a', 0)
    engine.setDrained(['a'], true, 1)
    running.publish(1, 1)
    return running
  }

  it('[LV-5] who returns drained is told once of every task whose epoch did not count on it, of the others as everybody is', () => {
    const running = withUntold()
    // Task 2 had told it before it went.
    expect(reloads(running.join('a', 10, 'n-a'))).toEqual([['n-a', 2]])
    expect(reloads(running.engine.tick(20))).toEqual([['n-a', 1]])
    expect(reloads(running.engine.tick(30))).toEqual([])
    expect(running.engine.rolloutResources(1).find(({ consumer_id }) => consumer_id === 'a')?.state).toBe('sent')
  })

  it.each(['undrained', 'gone', 'away'] as const)('[LV-5] it need not be told any more once it is %s', (what) => {
    const running = withUntold()
    const { engine } = running
    running.join('a', 10, 'n-a')
    expect(engine.inventory()['untold']).toBe(1)
    if (what === 'undrained') engine.setDrained(['a'], false, 15)
    else if (what === 'gone') engine.received('n-a', { type: 'leave' }, 15)
    else engine.disconnected('n-a', 15)
    expect(reloads(engine.tick(20))).toEqual([])
    expect(engine.inventory()['untold']).toBe(0)
  })
})

describe('a connection that is taken over', () => {
  it('[LV-1] [WS-17] has a round trip of its own, and the one before has none any more', () => {
    const running = new Running('a')
    const { engine } = running
    const roundTrip = () => engine.consumerResource('a').round_trip
    engine.answeredPing('s-a', 7)
    expect(roundTrip()).toBe(7)
    running.join('a', 10, 'n-a')
    expect(roundTrip()).toBeNull()
    engine.answeredPing('s-a', 9)
    expect(roundTrip()).toBeNull()
    engine.answeredPing('n-a', 3)
    expect(roundTrip()).toBe(3)
    engine.disconnected('s-a', 20)
    expect(engine.consumerResource('a')).toMatchObject({ state: 'online', session_id: 'n-a', round_trip: 3 })
  })

  it('[WS-8] [EP-3] what it was sent is not awaited of the next, which is sent it anew', () => {
    const running = new Running('a')
    const { engine } = running
    engine.addTask(newTask(1))
    running.publish(1, 0)
    expect(reloads(running.join('a', 10, 'n-a'))).toEqual([['n-a', 1]])
    // Without an epoch it answers what was sent on its own connection.
    const { epoch: _, ...newest } = ack('a') as ConsumerFrame & { epoch?: number }
    running.send('a', newest, 20)
    expect(engine.rolloutResources(1)).toMatchObject([{ consumer_id: 'a', state: 'acked', acked_at: 20 }])
  })
})

describe('causes', () => {
  it('[EP-5] come in the order in which the members changed, whoever they are', () => {
    const running = new Running('z', 'b', 'a')
    const { engine } = running
    engine.addTask(newTask(1))
    running.publish(1, 0)
    engine.drainDueSyncs(10_000)
    running.send('z', { type: 'leave' }, 11_000)
    engine.setDrained(['a'], true, 11_100)
    running.join('d', 11_200)
    running.join('c', 11_300)
    const causes = [
      { kind: 'members', change: 'left', consumers: ['z'] },
      { kind: 'members', change: 'drained', consumers: ['a'] },
      { kind: 'members', change: 'joined', consumers: ['c', 'd'] },
    ]
    expect(engine.drainDueSyncs(13_000)).toEqual([{ taskId: 1, causes }])
  })

  it('[EP-5] name once whoever changed twice, as it was last, and where that stands last', () => {
    const running = new Running('a', 'b')
    const { engine } = running
    engine.addTask(newTask(1))
    running.publish(1, 0)
    engine.drainDueSyncs(10_000)
    engine.setDrained(['a'], true, 11_000)
    running.send('b', { type: 'leave' }, 11_100)
    running.send('a', { type: 'leave' }, 11_200)
    expect(engine.drainDueSyncs(13_000)).toEqual([
      {
        taskId: 1,
        causes: [
          { kind: 'members', change: 'drained', consumers: ['a'] },
          { kind: 'members', change: 'left', consumers: ['b'] },
        ],
      },
    ])
  })

  it('[EP-5] where a due epoch could not be written, the next attempt says that members changed', () => {
    const running = new Running('a')
    const { engine } = running
    engine.addTask(newTask(1))
    running.publish(1, 0)
    engine.drainDueSyncs(10_000)
    running.join('b', 11_000)
    expect(engine.drainDueSyncs(12_000)).toHaveLength(1)
    engine.retrySyncs(12_000)
    expect(engine.drainDueSyncs(16_999)).toEqual([])
    expect(engine.drainDueSyncs(17_000)).toEqual([{ taskId: 1, causes: [{ kind: 'members', change: 'changed' }] }])
    expect(engine.drainDueSyncs(30_000)).toEqual([])
  })
})

describe('what is asked', () => {
  it('[EP-4] [EP-8] says at once what the last frame or command made of it', () => {
    const running = new Running('a')
    const { engine } = running
    engine.addTask({ ...newTask(1), auto_sync: false })
    running.publish(1, 0)
    engine.drain(1)
    running.send('a', ack('a'), 5)
    expect(engine.epochResources(1)).toMatchObject([{ state: 'settled', settled_at: 5, told: { acked: 1, sent: 0 } }])
    expect(engine.taskFigures()).toMatchObject([{ state: 'settled', told: { acked: 1 }, covered: 200 }])
    expect(engine.taskResource(1).sync_due).toBe(false)
    running.join('b', 6)
    expect(engine.taskResource(1).sync_due).toBe(true)
    running.send('a', { type: 'leave' }, 7)
    expect(engine.taskFigures()).toMatchObject([{ covered: 0 }])
  })

  it('changes nothing: what is drained is the same whether anything was asked or not', () => {
    const step = fc.record({
      what: fc.constantFrom('join', 'leave', 'close', 'ack', 'drain', 'report', 'publish', 'refuse', 'time'),
      id: fc.constantFrom('a', 'b', 'c'),
      by: fc.integer({ min: 1, max: 40_000 }),
    })
    const ask = ({ engine }: Running, now: number) => {
      for (const { consumer_id } of engine.consumerResources()) engine.batchResourcesOf(consumer_id)
      engine.taskResources()
      engine.membersOf(1)
      engine.slotsResource(1)
      engine.epochResources(1)
      engine.rolloutResources(1)
      engine.batchIds(1).forEach((id) => engine.batchResource(id))
      engine.batchCounts()
      engine.canBeTold(engine.planTerms(1).members)
      engine.memberNews(1, engine.planTerms(1).members, false, now)
      engine.consumerFigures()
      engine.batchFigures()
      engine.taskFigures()
      engine.snapshot()
      engine.inventory()
    }
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [asked, unasked] = [new Running(), new Running()]
        let [now, sockets] = [0, 0]
        for (const running of [asked, unasked]) running.engine.addTask(newTask(1))
        for (const { what, id, by } of steps) {
          now += by
          sockets++
          const [one, other] = [asked, unasked].map((running) => {
            const { engine } = running
            if (running === asked) ask(running, now)
            const isThere = engine.hasConsumer(id) && engine.consumerResource(id).session_id !== null
            if (what === 'join') running.join(id, now, `s${sockets}`)
            else if (what === 'publish') running.publish(1, now, targets.slice(sockets))
            else if (what === 'refuse')
              engine.audit.countRefusal(now, {}, { code: 'INVALID_JSON', message: '', remote: id })
            else if (what === 'time') engine.tick(now)
            else if (what === 'drain' && engine.hasConsumer(id)) engine.setDrained([id], by % 2 === 0, now)
            else if (!isThere) return null
            else if (what === 'leave') running.send(id, { type: 'leave' }, now)
            else if (what === 'close') engine.disconnected(engine.consumerResource(id).session_id!, now)
            else if (what === 'ack') running.send(id, ack(id, engine.taskResource(1).epoch), now)
            else if (what === 'report')
              running.send(
                id,
                { type: 'batch_status', batch_id: (by % 5) + 1, status: 'running', message: `${by}` },
                now,
              )
            if (running === asked) ask(running, now)
            return { changes: engine.drain(now), due: engine.drainDueSyncs(now) }
          })
          expect(one).toEqual(other)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('tasks', () => {
  it('[PL-3] are planned with what they are at this moment, and what a change would make of them', () => {
    const running = new Running('b', 'a')
    const { engine } = running
    engine.addTask(newTask(1))
    const options = {
      batchSize: 20,
      virtualNodes: 50,
      strategy: 'balanced',
      spareBatches: 1,
      priorityLevels: 'auto',
      identity: 'exact',
    }
    expect(engine.planTerms(1)).toEqual({ members: ['a', 'b'], options, nextBatchId: 1 })
    const changed = { ...options, batchSize: 7, strategy: 'ring' }
    expect(engine.planTerms(1, { batch_size: 7, strategy: 'ring' }).options).toEqual(changed)
    running.publish(1, 0)
    expect(engine.planTerms(1).nextBatchId).toBe(Math.max(...engine.batchIds(1)) + 1)
  })

  it('share the load of their consumers, as long as they are there', () => {
    const running = new Running('a', 'b')
    const { engine } = running
    for (const taskId of [1, 2]) engine.addTask(newTask(taskId))
    running.publish(1, 0)
    running.publish(2, 0, targets.slice(50))
    const load = () => engine.consumerResources().map((consumer) => [consumer.slots, consumer.targets])
    const sum = (place: 0 | 1) => load().reduce((all, of) => all + of[place]!, 0)
    expect([sum(0), sum(1)]).toEqual([512, 350])
    for (const [slots, count] of load()) {
      expect(slots).toBeGreaterThan(200)
      expect(count).toBeGreaterThan(150)
    }
    engine.removeTask(2)
    expect([sum(0), sum(1)]).toEqual([256, 200])
    engine.removeTask(1)
    expect(load()).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  it('[WS-7] tell whoever has other batches now which, and whoever had them, too', () => {
    const running = new Running('a')
    const { engine } = running
    engine.addTask(newTask(1))
    running.publish(1, 0)
    const before = new Set(engine.batchIds(1, 'a'))
    running.join('b', 10)
    const effects = running.publish(1, 20)
    const changed = (session: string) =>
      effects.flatMap((effect) =>
        effect.kind === 'send' && effect.session_id === session && effect.frame.type === 'batch_reload'
          ? (effect.frame.changed ?? [])
          : [],
      )
    const ofB = engine.batchIds(1, 'b')
    expect(changed('s-b').toSorted()).toEqual(ofB.toSorted())
    const handed = ofB.filter((id) => before.has(id))
    expect(handed.length).toBeGreaterThan(0)
    expect(changed('s-a')).toEqual(expect.arrayContaining(handed))
  })

  it('[WS-7] that are made anew under the same number are sent anew, not again', () => {
    const running = new Running('a')
    const { engine } = running
    const sent = (now: number) =>
      (engine.drain(now)?.facts ?? []).flatMap((fact) => (fact.kind === 'ReloadSent' ? fact.isAgain : []))
    engine.addTask(newTask(1))
    running.publish(1, 0)
    engine.reload(1, ['a'], 1)
    expect(sent(2)).toEqual([false, true])
    engine.removeTask(1)
    running.forget(1)
    engine.addTask(newTask(1))
    running.publish(1, 3)
    expect(sent(4)).toEqual([false])
  })
})

describe('what comes and goes', () => {
  it('[WS-17] [EV-3] leaves nothing behind', () => {
    const running = new Running('a', 'b', 'c')
    const { engine } = running
    engine.addTask(newTask(1))
    running.publish(1, 0)
    running.join('a', 10, 'n-a')
    engine.connected('o', '', 10)
    engine.received('o', { type: 'subscribe' }, 10)
    running.send('b', { type: 'batch_status', batch_id: 900, status: 'running', message: '' }, 10)
    engine.audit.countRefusal(10, {}, { code: 'INVALID_JSON', message: '', remote: null })
    engine.audit.countRefusal(10, { consumer_id: 'b' }, { code: 'INVALID_JSON', message: '', remote: null })
    engine.announce(engine.drain(20)!)
    engine.disconnected('s-c', 30)
    engine.setDrained(['c'], true, 30)
    running.join('c', 40, 'n-c')
    running.hear(500)
    engine.drain(500)
    expect(engine.inventory()).toEqual({
      facts: 0,
      connections: 5,
      observers: 1,
      announced: 4,
      takeovers: 1,
      floods: 2,
      untold: 1,
      silences: 3,
      answers: 3,
      refusals: 1,
      flaps: 1,
      foreignSpeakers: 1,
      running: 0,
      unheard: 0,
      sayings: 0,
      released: 0,
      waiting: 0,
    })
    engine.tick(1010)
    expect(engine.inventory()).toMatchObject({ floods: 0, untold: 0, running: 1 })
    engine.removeTask(1)
    for (const id of ['n-a', 's-a', 's-c', 'n-c', 'o']) engine.disconnected(id, 2000)
    running.send('b', { type: 'leave' }, 2000)
    engine.disconnected('s-b', 2000)
    engine.tick(62_000)
    expect(engine.dismissLost(['a'], 62_000)).toEqual(['a'])
    expect(engine.inventory()).toMatchObject({ takeovers: 0, silences: 1 })
    // The other one is forgotten after a day.
    engine.tick(62_000 + 86_400_000)
    engine.announce(engine.drain(62_000 + 86_400_000)!)
    expect([...new Set(Object.values(engine.inventory()))]).toEqual([0])
    expect(engine.snapshot()).toMatchObject({
      tasks: [],
      consumers: [],
      batches: [],
      epochs: [],
      rollouts: [],
      alerts: [],
    })
  })

  it('[WS-11] a task that is made anew under the same number is announced from its first epoch on', () => {
    const running = new Running('a')
    const { engine } = running
    engine.connected('o', '', 0)
    engine.received('o', { type: 'subscribe' }, 0)
    const announced = (now: number) => {
      const changes = engine.drain(now)
      const effects = changes ? engine.announce(changes) : []
      return effects.flatMap((effect) =>
        effect.kind === 'broadcast' && effect.frame.type === 'epoch' ? [effect.frame.data.epoch] : [],
      )
    }
    engine.addTask(newTask(1))
    running.publish(1, 1)
    running.publish(1, 2, targets.slice(1))
    expect(announced(3)).toEqual([1, 2])
    engine.removeTask(1)
    expect(announced(4)).toEqual([])
    engine.addTask(newTask(1))
    running.forget(1)
    running.publish(1, 5)
    expect(announced(6)).toEqual([1])
  })
})
