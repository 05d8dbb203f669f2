import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Effect } from './effects.ts'
import { Engine } from './engine.ts'
import { Compile } from 'typebox/compile'
import type { EpochCause } from '../contract/cause.ts'
import { eventResource, type NewEvent } from '../contract/events.ts'
import { type Assignment, contentsOf, emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { plan, type TargetEdit } from '../planner/plan.ts'
import type { ConsumerFrame, HeartbeatFrame } from '../contract/consumer-frames.ts'
import { drainEvents } from '../../tests/engine-events.ts'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import { BEAT, Model, RETENTION } from '../../tests/fleet-model.ts'

const settings = { ...engineSettings, fleet: { ...engineSettings.fleet, lostRetention: RETENTION } }
/** Task 1 follows its members by itself, task 2 waits for an operator (EP-8). */
const taskIds = [1, 2] as const
const ids = ['a', 'b', 'c'] as const

// ---- the engine, with the little of the monitor that is needed around it

class Real {
  engine = new Engine(settings, nothing, 0)
  readonly assignments: Record<1 | 2, Assignment> = { 1: emptyAssignment, 2: emptyAssignment }
  /** What was seen to be wrong on the way. */
  readonly faults: string[] = []
  readonly replay = new Replay()
  private message = 0

  constructor() {
    for (const task_id of taskIds) {
      this.engine.addTask({
        task_id,
        name: 'Watch',
        epoch: 0,
        targets: 0,
        batches: 0,
        batch_size: 5,
        virtual_nodes: 20,
        strategy: 'balanced',
        priority_levels: 1,
        identity: 'exact',
        auto_sync: task_id === 1,
        created_at: 0,
        guard: null,
        sync_due: false,
        undo: null,
      })
    }
  }

  receive(socket: number, frame: ConsumerFrame, now: number): readonly Effect[] {
    return this.engine.received(`s${socket}`, frame, now)
  }

  publish(taskId: 1 | 2, now: number, edit: TargetEdit, causes: readonly EpochCause[]): void {
    const before = this.assignments[taskId]
    const result = plan({ ...this.engine.planTerms(taskId), previous: before, edit })
    if (!result.changed) return
    const had = this.batchesByConsumer(before)
    const record = this.engine.draft(taskId, result, { cause: '', causes }, 'changed', now)
    this.assignments[taskId] = result.assignment
    const message = `${++this.message}`
    const effects = this.engine.adopt(record, outlineChange(before, result.assignment), message, now)
    this.checkTold(taskId, had, effects)
  }

  beat(now: number): void {
    this.engine.tick(now)
    for (const { taskId, causes } of this.engine.drainDueSyncs(now)) {
      if (taskId !== 1) this.faults.push('EP-8: a task without auto-sync did not wait')
      else this.publish(1, now, { kind: 'keep' }, causes)
      if (causes.some((cause) => 'change' in cause && cause.change === 'changed'))
        this.faults.push('EP-5: an epoch whose cause nobody knows')
    }
  }

  restart(now: number): void {
    const { tasks, consumers, epochs, rollouts } = structuredClone(this.engine.snapshot())
    const stored = tasks.map((task) => ({
      task,
      outline: outlineChange(emptyAssignment, this.assignments[task.task_id as 1 | 2]),
      epochs: epochs.filter(({ task_id }) => task_id === task.task_id),
      rollout: rollouts.filter(({ task_id }) => task_id === task.task_id),
    }))
    const { nextBatchId } = this.engine.planTerms(1)
    this.replay.read(drainEvents(this.engine, now))
    // Nobody is connected after it; the log says that by the start of the monitor.
    for (const [id, state] of this.replay.states) if (state !== 'lost') this.replay.states.set(id, 'offline')
    this.engine = new Engine(settings, { ...nothing, tasks: stored, consumers, nextBatchId, nextTaskId: 3 }, now)
  }

  private batchesByConsumer(assignment: Assignment): Map<string | null, string> {
    const contents = contentsOf(assignment, assignment.batches.ids())
    const batches = Map.groupBy(assignment.batches, ({ consumer_id }) => consumer_id)
    return new Map(
      Array.from(batches, ([id, list]) => [
        id,
        JSON.stringify(list.map(({ batch_id }) => [batch_id, contents.get(batch_id)?.targets])),
      ]),
    )
  }

  /** EP-2, LV-5: whoever is connected and has other batches now was sent a reload, were they drained or not. */
  private checkTold(taskId: 1 | 2, had: Map<string | null, string>, effects: readonly Effect[]): void {
    const told = new Set(
      effects.flatMap((effect) =>
        effect.kind === 'send' && effect.frame.type === 'batch_reload' ? [effect.session_id] : [],
      ),
    )
    const has = this.batchesByConsumer(this.assignments[taskId])
    for (const { consumer_id, session_id, state } of this.engine.consumerResources()) {
      if (session_id === null || state === 'lost' || had.get(consumer_id) === has.get(consumer_id)) continue
      if (!told.has(session_id)) this.faults.push(`EP-2: ${consumer_id} was not told`)
    }
  }
}

const isEvent = Compile(eventResource)

/** EV-2: what the audit log alone says, from the first event on. */
class Replay {
  readonly members = new Set<string>()
  readonly states = new Map<string, string>()
  /** Publications of each task, and the state of its last epoch. */
  readonly published = new Map<number, number>()
  readonly epochStates = new Map<string, string>()
  readonly faults: string[] = []

  read(events: readonly NewEvent[]): void {
    for (const [i, event] of events.entries()) {
      if (!isEvent.Check({ ...event, seq: i })) this.faults.push(`not as its schema says: ${JSON.stringify(event)}`)
      const { consumer_id: id = '', task_id: task = 0 } = event
      if (event.type === 'member') {
        const isIn = ['joined', 'returned', 'undrained'].includes(event.data.change)
        if (isIn === this.members.has(id)) this.faults.push(`${id} ${event.data.change} twice`)
        if (isIn) this.members.add(id)
        else this.members.delete(id)
      } else if (event.type === 'consumer_status') {
        if (this.states.get(id) === event.data.state) this.faults.push(`${id} ${event.data.state} twice`)
        if (event.data.state === 'gone') this.states.delete(id)
        else this.states.set(id, event.data.state)
      } else if (event.type === 'epoch') {
        const { epoch, state, counts } = event.data
        const key = `${task}/${epoch}`
        if (counts) this.published.set(task, (this.published.get(task) ?? 0) + 1)
        if (counts && this.published.get(task) !== epoch) this.faults.push(`epoch ${key} out of turn`)
        if (this.epochStates.get(key) === state) this.faults.push(`epoch ${key} ${state} twice`)
        this.epochStates.set(key, state)
      }
    }
  }
}

// ---- what must be the same of both, after every step

function expectSame(model: Model, { engine, assignments, replay }: Real): void {
  const states = engine
    .consumerResources()
    .map(({ consumer_id, state, state_since, drained_at, session_id }) => [
      consumer_id,
      state,
      state_since,
      drained_at !== null,
      session_id,
    ])
  expect(states).toEqual(
    Array.from(model.consumers, ([id, { state, since, isDrained, socket }]) => [
      id,
      state,
      since,
      isDrained,
      socket === null ? null : `s${socket}`,
    ]),
  )
  expect(engine.planTerms(1).members).toEqual(model.members)
  replay.read(drainEvents(engine, model.now))
  expect(replay.faults).toEqual([])
  expect([...replay.members].toSorted()).toEqual(model.members)
  expect([...replay.states].toSorted()).toEqual(
    Array.from(model.consumers, ([id, { state }]) => [id, state]).toSorted(),
  )
  for (const taskId of taskIds) {
    const task = engine.taskResource(taskId)
    expect(task.epoch, `epochs of task ${taskId}`).toBe(model.tasks[taskId].epochs)
    expect(replay.published.get(taskId) ?? 0).toBe(task.epoch)
    for (const { epoch, state } of engine.epochResources(taskId)) {
      expect(replay.epochStates.get(`${taskId}/${epoch}`), `state of epoch ${epoch}`).toBe(state)
    }
    expect(task.sync_due, `a sync of task ${taskId} is due`).toBe(model.isDue(taskId))
    const contents = contentsOf(assignments[taskId], assignments[taskId].batches.ids())
    const targets = [...contents.values()].reduce((sum, batch) => sum + batch.targets.length, 0)
    expect(targets).toBe(model.tasks[taskId].targets)
    if (model.isDue(taskId)) continue
    const owners = new Set(engine.batchIds(taskId).map((id) => engine.batchResource(id)!.consumer_id))
    const members: readonly (string | null)[] = model.members.length > 0 ? model.members : [null]
    for (const owner of owners) expect(members, 'every target is with a member, if there is one').toContain(owner)
  }
}

type Command = fc.Command<Model, Real>

/** A step that is the same for both, and compares them. */
function step(
  words: string,
  change: (model: Model, real: Real) => void,
  isPossible: (model: Readonly<Model>) => boolean = () => true,
): Command {
  return {
    check: (model) => isPossible(model),
    run(model, real) {
      change(model, real)
      expect(real.faults).toEqual([])
      expectSame(model, real)
    },
    toString: () => words,
  }
}

/** The n-th of the open sockets, where there is one. */
const pick = (model: Readonly<Model>, n: number) => [...model.sockets.keys()][n % model.sockets.size]!

/** A new socket registers: a join, a return, or a takeover where another one speaks for it. */
function register(id: string, interval: number | undefined): Command {
  return step(`register ${id}${interval === undefined ? '' : ` every ${interval} s`}`, (model, { engine }) => {
    const { now } = model
    const socket = model.nextSocket++
    const known = model.consumers.get(id)
    engine.connected(`s${socket}`, '', now)
    const effects = engine.received(
      `s${socket}`,
      { type: 'register', consumer_id: id, ...(interval !== undefined && { heartbeat_interval: interval }) },
      now,
    )
    const replaced = effects.flatMap((effect) => (effect.kind === 'close' ? [effect.session_id] : []))
    expect(replaced).toEqual(known?.socket == null ? [] : [`s${known.socket}`])
    model.happen(() => {
      if (known?.socket != null) model.sockets.set(known.socket, null)
      model.sockets.set(socket, id)
      model.consumers.set(id, {
        state: 'online',
        since: known?.state === 'online' ? known.since : now,
        heardAt: now,
        socket,
        interval: 1000 * (interval ?? 0),
        isDrained: known?.isDrained ?? false,
      })
    })
  })
}

/** A sign of life of the consumer a socket speaks for. */
function hear(model: Model, real: Real, socket: number, kind: 'heartbeat' | 'ping' | 'log'): void {
  const { now } = model
  const id = model.sockets.get(socket) ?? 'a'
  const consumer = model.consumers.get(id)
  // Its clock says anything.
  const heartbeat: HeartbeatFrame = { type: 'heartbeat', consumer_id: id, batches: [], timestamp: socket * 1e13 }
  const frame: ConsumerFrame = kind === 'log' ? { type: 'log', level: 'info', text: '' } : heartbeat
  if (kind === 'ping') real.receive(socket, { type: 'ping' }, now)
  else if (consumer?.socket === socket) real.receive(socket, frame, now)
  else expect(() => real.receive(socket, frame, now)).toThrow('Send a register frame first.')
  if (consumer?.socket !== socket) return
  model.happen(() => {
    consumer.heardAt = now
    if (consumer.state !== 'online') consumer.since = now
    consumer.state = 'online'
  })
}

function sendFrame(n: number, kind: 'heartbeat' | 'ping' | 'log'): Command {
  return step(
    `${kind} on socket ${n}`,
    (model, real) => hear(model, real, pick(model, n), kind),
    (model) => model.sockets.size > 0,
  )
}

function close(n: number): Command {
  return step(
    `close socket ${n}`,
    (model, { engine }) => {
      const socket = pick(model, n)
      engine.disconnected(`s${socket}`, model.now)
      model.sockets.delete(socket)
      for (const consumer of model.consumers.values()) {
        if (consumer.socket !== socket) continue
        consumer.socket = null
        if (consumer.state === 'lost') continue
        consumer.state = 'offline'
        consumer.since = model.now
      }
    },
    (model) => model.sockets.size > 0,
  )
}

function leave(id: string): Command {
  return step(
    `leave ${id}`,
    (model, real) => {
      const socket = model.consumers.get(id)!.socket!
      expect(real.receive(socket, { type: 'leave' }, model.now)).toMatchObject([{ kind: 'close', code: null }])
      model.happen(() => model.consumers.delete(id))
      model.sockets.set(socket, null)
    },
    (model) => model.consumers.get(id)?.socket != null,
  )
}

function dismiss(id: string): Command {
  return step(
    `dismiss ${id}`,
    (model, { engine }) => {
      engine.dismissLost([id], model.now)
      model.consumers.delete(id)
    },
    (model) => model.consumers.get(id)?.state === 'lost',
  )
}

function drain(id: string, isDrained: boolean): Command {
  return step(
    `${isDrained ? 'drain' : 'undrain'} ${id}`,
    (model, { engine }) => {
      engine.setDrained([id], isDrained, model.now)
      model.happen(() => (model.consumers.get(id)!.isDrained = isDrained))
    },
    (model) => model.consumers.has(id),
  )
}

function importTargets(taskId: 1 | 2, count: number): Command {
  return step(
    `import ${count} into task ${taskId}`,
    (model, real) => {
      const targets = Array.from({ length: count }, (_, n) => `${count}-${n}`)
      real.publish(taskId, model.now, { kind: 'replace', targets }, [{ kind: 'import', added: 0, removed: 0 }])
      model.tasks[taskId].targets = count
      model.publish(taskId)
    },
    // The same list again is no change.
    (model) => model.tasks[taskId].targets !== count,
  )
}

function sync(taskId: 1 | 2): Command {
  return step(
    `sync task ${taskId}`,
    (model, real) => {
      real.publish(taskId, model.now, { kind: 'keep' }, [{ kind: 'sync', rebalance: false }])
      if (model.isDue(taskId)) model.publish(taskId)
    },
    (model) => model.tasks[taskId].epochs > 0,
  )
}

function pass(beats: number, isHeard: boolean): Command {
  return step(`${(beats * BEAT) / 1000} s pass${isHeard ? ', all are heard' : ''}`, (model, real) => {
    if (isHeard) for (const socket of model.sockets.keys()) hear(model, real, socket, 'ping')
    for (let n = 0; n < beats; n++) {
      model.beat()
      real.beat(model.now)
    }
  })
}

const restart = step('restart', (model, real) => {
  model.restart()
  real.restart(model.now)
})

const anyone = fc.constantFrom(...ids)
const anyTask = fc.constantFrom(...taskIds)
const anySocket = fc.nat({ max: 5 })
const moments = fc.integer({ min: 1, max: 8 })
const commands = [
  fc.tuple(anyone, fc.constantFrom(undefined, undefined, 10, 60)).map(([id, interval]) => register(id, interval)),
  anyone.map((id) => register(id, undefined)),
  fc
    .tuple(anySocket, fc.constantFrom('heartbeat' as const, 'ping' as const, 'log' as const))
    .map(([n, kind]) => sendFrame(n, kind)),
  anySocket.map(close),
  anyone.map(leave),
  anyone.map(dismiss),
  anyone.map((id) => drain(id, true)),
  anyone.map((id) => drain(id, false)),
  fc.tuple(anyTask, fc.integer({ min: 1, max: 60 })).map(([taskId, count]) => importTargets(taskId, count)),
  anyTask.map(sync),
  moments.map((beats) => pass(beats, false)),
  moments.map((beats) => pass(beats, true)),
  fc.constantFrom(80, 90, 100, 119, 120, 121, 180, 600).map((beats) => pass(beats, false)),
  fc.constantFrom(40, 80).map((beats) => pass(beats, true)),
  fc.constant(restart),
]

/** Most rules only bite once there are epochs. */
const running = [
  register('a', undefined),
  register('b', undefined),
  importTargets(1, 40),
  importTargets(2, 20),
  pass(10, true),
]

it('[LV-1] [LV-2] [LV-3] [LV-4] [LV-5] [EP-8] [EV-2] [WS-17] whatever happens in whatever order, the fleet is as the rules say', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.commands(commands, { maxCommands: 60, size: 'max' }), (isRunning, steps) => {
      fc.modelRun(() => {
        const [model, real] = [new Model(), new Real()]
        if (isRunning) for (const command of running) command.run(model, real)
        return { model, real }
      }, steps)
    }),
    { numRuns: 80 },
  )
})
