import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ConsoleClient } from '../console/client.ts'
import type { FleetData } from '../console/fleet-data.ts'
import { FrameRing } from '../console/frame-ring.ts'
import type { Transport, Wire, WireEvents } from '../console/transport.ts'
import type { Changes, ConsoleFrame, Snapshot } from '../contract/feed.ts'
import type { FeedPlace, SubscribeMessage } from '../contract/feed-place.ts'
import type { ConsoleCall } from '../contract/procedures.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import { Feed } from './feed.ts'

const empty: Snapshot = {
  server: {} as Snapshot['server'],
  tasks: [],
  consumers: [],
  batches: [],
  slots: [],
  epochs: [],
  rollouts: [],
  alerts: [],
  samples: [],
  imports: [],
  sources: [],
}
const consumer = (name: string, version: number) =>
  ({ consumer_id: name, connected_at: version }) as unknown as ConsumerResource
const inWords = (consumers: Iterable<ConsumerResource>) =>
  Array.from(consumers, ({ consumer_id, connected_at }) => `${consumer_id}@${connected_at}`)
    .toSorted()
    .join(' ')

type Subscribe = (listener: (frame: ConsoleFrame) => void, after: FeedPlace | null) => () => void

/** A wire on which nothing arrives before it is let through, and on which anything can be lost or come twice. */
class Wires implements Transport {
  private readonly subscribe: Subscribe
  private wire: { events: WireEvents; end: () => void } | null = null
  /** What is on its way, also on wires that are closed. */
  private readonly down: { events: WireEvents; frame: ConsoleFrame }[] = []
  private readonly up: (() => void)[] = []

  constructor(subscribe: Subscribe) {
    this.subscribe = subscribe
  }

  open(after: FeedPlace | null, events: WireEvents): Wire {
    const send = (frame: ConsoleFrame) => void this.down.push({ events, frame })
    const current = { events, end: this.subscribe(send, after) }
    this.wire = current
    return {
      send: (message: ConsoleCall | SubscribeMessage) => {
        this.up.push(() => {
          if (message.type !== 'subscribe' || this.wire !== current) return
          current.end()
          current.end = this.subscribe(send, message.after)
        })
      },
      close: () => this.cut(),
    }
  }

  cut(): void {
    const { wire } = this
    this.wire = null
    wire?.end()
    wire?.events.closed()
  }

  deliver(fate: 'once' | 'twice' | 'lost'): void {
    const next = this.down.shift()
    if (!next || fate === 'lost') return
    next.events.receive(next.frame)
    if (fate === 'twice') next.events.receive(next.frame)
  }

  /** @param isLost what the console has sent does not arrive */
  ask(isLost: boolean): void {
    const next = this.up.shift()
    if (!isLost) next?.()
  }

  get isQuiet(): boolean {
    return this.down.length === 0 && this.up.length === 0
  }
}

/** A monitor that can be started again, a console in the app, and a page whose console is behind that one. */
class World {
  readonly state = new Map<string, number>()
  /** What there was at each number of each feed. */
  readonly truth = new Map<string, string>()
  private readonly timers: (() => void)[] = []
  private version = 0
  private seq = 0
  private pending: Changes[] = []
  private feed = this.newFeed()
  readonly outer = new Wires((listener, after) => this.feed.subscribe(listener, after))
  readonly app = this.newClient(this.outer, new FrameRing({ maxFrames: 3, maxRows: 6 }))
  readonly inner = new Wires((listener, after) => this.app.subscribe(listener, after))
  readonly page = this.newClient(this.inner)
  readonly shown = { app: '', page: '' }
  /** What some listener was told, and should not have been. */
  readonly faults: string[] = []

  constructor() {
    this.follow('app', this.app)
    this.follow('page', this.page)
  }

  private newFeed(): Feed {
    const feed = new Feed(
      () => {
        // As the recorder does: to take a snapshot shows what has not been shown.
        for (const changes of this.pending.splice(0)) this.show(changes)
        return { ...empty, consumers: [...this.state].map(([name, version]) => consumer(name, version)) }
      },
      () => 0,
      new FrameRing({ maxFrames: 4, maxRows: 8 }),
    )
    this.truth.set(`${feed.id} 0`, this.words)
    return feed
  }

  private newClient(transport: Transport, history?: FrameRing): ConsoleClient {
    return new ConsoleClient({
      transport,
      setTimeout: (action) => this.timers.push(action),
      now: () => 0,
      ...(history && { history }),
    })
  }

  private get words(): string {
    return inWords([...this.state].map(([name, version]) => consumer(name, version)))
  }

  private show(changes: Changes): void {
    this.seq++
    for (const name of changes.consumers_gone ?? []) this.state.delete(name)
    for (const { consumer_id, connected_at } of changes.consumers ?? []) {
      this.state.set(consumer_id, connected_at as unknown as number)
    }
    this.truth.set(`${this.feed.id} ${this.seq}`, this.words)
    this.feed.publish(changes)
  }

  get last(): string {
    return `${this.feed.id} ${this.seq}`
  }

  /** Holds every listener to what there was: each frame once, in order, and after it exactly that. */
  private follow(who: 'app' | 'page', client: ConsoleClient): void {
    let feed = ''
    let seq = -1
    client.subscribe((frame, data: FleetData) => {
      const isNext = frame.type === 'changes' ? frame.seq === seq + 1 : frame.feed !== feed || frame.seq > seq
      if (!isNext) this.faults.push(`${who} got ${frame.type} ${frame.seq} after ${seq}`)
      if (frame.type === 'snapshot') feed = frame.feed ?? ''
      seq = frame.seq
      this.shown[who] = inWords(data.consumers.values())
      const truth = this.truth.get(`${feed} ${seq}`)
      if (this.shown[who] !== truth) this.faults.push(`${who} shows ${this.shown[who]} at ${seq}, not ${truth}`)
    })
  }

  change(names: readonly string[], gone: readonly string[], isShownLater: boolean): void {
    const consumers = names.map((name) => consumer(name, ++this.version))
    const changes: Changes = { consumers, consumers_gone: gone }
    if (isShownLater) this.pending.push(changes)
    else {
      for (const earlier of this.pending.splice(0)) this.show(earlier)
      this.show(changes)
    }
  }

  restart(): void {
    this.pending = []
    this.seq = 0
    this.feed = this.newFeed()
    this.outer.cut()
  }

  fire(): void {
    this.timers.shift()?.()
  }

  /** From here on nothing is lost. */
  settle(): void {
    for (let round = 0; round < 1000; round++) {
      while (!this.outer.isQuiet || !this.inner.isQuiet) {
        for (const wires of [this.outer, this.inner]) {
          wires.ask(false)
          wires.deliver('once')
        }
      }
      if (this.timers.length === 0) return
      this.fire()
    }
    throw new Error('It never comes to rest.')
  }
}

const side = fc.constantFrom<'outer' | 'inner'>('outer', 'inner')
const names = fc.uniqueArray(fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5'), { maxLength: 3 })
const step = fc.oneof(
  fc.tuple(names, names, fc.boolean()).map(
    ([changed, gone, isLater]) =>
      (world: World) =>
        world.change(changed, gone, isLater),
  ),
  fc.tuple(side, fc.constantFrom<'once' | 'twice' | 'lost'>('once', 'once', 'once', 'twice', 'lost')).map(
    ([at, fate]) =>
      (world: World) =>
        world[at].deliver(fate),
  ),
  fc.tuple(side, fc.boolean()).map(
    ([at, isLost]) =>
      (world: World) =>
        world[at].ask(isLost),
  ),
  side.map((at) => (world: World) => world[at].cut()),
  fc.constant((world: World) => world.restart()),
  fc.constant((world: World) => world.fire()),
)

it('[UI-4] whatever is lost, comes twice or late: a console shows each change once and in order, and ends with what there is', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const world = new World()
      for (const each of steps) each(world)
      world.settle()
      // What was lost at the very end shows with the next change.
      for (const name of ['last', 'of all']) {
        world.change([name], [], false)
        world.settle()
      }
      expect(world.faults).toEqual([])
      expect(world.shown).toEqual({ app: world.truth.get(world.last), page: world.truth.get(world.last) })
    }),
    { numRuns: 1000 },
  )
})
