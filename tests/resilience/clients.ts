import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { between, pick, type Random } from '../../src/demo/random.ts'
import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'
import type { RolloutResource } from '../../src/contract/resources/epoch.ts'
import type { TaskResource } from '../../src/contract/resources/task.ts'
import { Proxy } from '../ordeal/proxy.ts'
import { percentile } from './beside.ts'
import { type ClientKind, clientKinds, ClientProcess } from './client-process.ts'
import { comesTrue } from './comes-true.ts'
import type { Outcome, Program, Trial } from './program.ts'
import { type FaultKind, faultKinds, ReturnWatch } from './return-watch.ts'
import { slopeOf } from './soak.ts'
import { Subject } from './subject.ts'

const CLIENTS = { short: 8, long: 200 }
/** Ways to the monitor: a fault of the network hits those of one. */
const PROXIES = { short: 4, long: 10 }
const TARGETS_EACH = 30
/** After the end of each fault. */
const MAX_RETURN_MS = 30_000
/** Python takes its processor when it starts: so many do so at once. */
const STARTS_AT_ONCE = 6
/** How long a monitor is away or stands still, and how long nothing is done to it between two faults, ms. */
const LONGEST = { short: { kill: 500, freeze: 1500, pause: 500 }, long: { kill: 8000, freeze: 25_000, pause: 12_000 } }
/** In a short run a dead connection is noticed sooner; the module that scripts import has no such option. */
const SHORT_TIMING = { silence_timeout_s: 3, ping_interval_s: 1 }
const LOOK_EVERY_MS = 250
const PUBLISH_EVERY_MS = 1500
/** Every so many publications everybody loads anew. */
const RELOAD_EVERY = 12
/** What a part of a run adds to the memory of a client, at most: a leak adds it for each frame. */
const MAX_CLIENT_GROWTH = 3 * 1024 * 1024
const WARM_UP_PART = 0.25
const MIB = 1024 * 1024

interface Sample {
  /** h since the start */
  readonly at: number
  /** Of a client, on average. */
  readonly client: number
  readonly monitor: number
}

/** A fleet of Python processes, and the monitor that is taken from it again and again. */
class Ground {
  readonly watch = new ReturnWatch()
  readonly clients: ClientProcess[] = []
  readonly faults = new Map<FaultKind, number>()
  readonly samples: Sample[] = []
  readonly findings: string[] = []
  published = 0
  /** When the present process of the monitor had begun, ms. */
  monitorSince = 0
  private readonly random: Random
  private readonly isShort: boolean
  private readonly folder = mkdtempSync(join(tmpdir(), 'batchdeck-clients-'))
  private readonly proxies: Proxy[] = []
  /** Of each proxy, whose way it is. */
  private readonly ways: string[][] = []
  private readonly complained = new Set<string>()
  private subject!: Subject

  constructor({ random, isShort }: Trial) {
    this.random = random
    this.isShort = isShort
  }

  get size(): number {
    return this.isShort ? CLIENTS.short : CLIENTS.long
  }

  get monitor(): Subject {
    return this.subject
  }

  async begin(): Promise<void> {
    this.subject = await Subject.start({ folder: this.folder })
    await this.subject.must('POST', '/api/tasks', { task_id: 1, name: 'Clients', batch_size: 10 })
    const targets = Array.from({ length: this.size * TARGETS_EACH }, (_, n) => `target-${n}`)
    await this.subject.must('PUT', '/api/tasks/1/targets', { targets })
    const ways = this.isShort ? PROXIES.short : PROXIES.long
    for (let n = 0; n < ways; n++) {
      this.proxies.push(await Proxy.start(this.subject.port))
      this.ways.push([])
    }
    for (let first = 0; first < this.size; first += STARTS_AT_ONCE) {
      const numbers = Array.from({ length: Math.min(STARTS_AT_ONCE, this.size - first) }, (_, n) => first + n)
      this.clients.push(...(await Promise.all(numbers.map((n) => this.startClient(n)))))
      await comesTrue(async () => (await this.online()).length >= this.clients.length)
    }
  }

  private startClient(n: number): Promise<ClientProcess> {
    const kind = clientKinds[n % clientKinds.length]!
    const last = this.proxies.length - 1
    // In a short run nothing falls silent before the module that scripts import: it would take 20 s.
    const way = !this.isShort ? n % this.proxies.length : kind === 'drop-in' ? last : n % last
    const id = `${kind}-${String(n).padStart(3, '0')}`
    this.ways[way]!.push(id)
    const url = `ws://127.0.0.1:${this.proxies[way]!.port}/websocket/monitor`
    return ClientProcess.start(kind, id, url, this.isShort ? SHORT_TIMING : {})
  }

  async consumers(): Promise<ConsumerResource[]> {
    const path = '/api/consumers?limit=1000'
    const answer = await this.subject.ask('GET', path, undefined, 5000)
    return (answer.body as { consumers: ConsumerResource[] }).consumers
  }

  async online(): Promise<ConsumerResource[]> {
    return (await this.consumers()).filter(({ state }) => state === 'online')
  }

  /** Looks at who is there, for as long as it is told to. A monitor that is away says nothing. */
  async look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.watch.see(await this.consumers())
        for (const { id, fault, for: ms } of this.watch.waiting) {
          if (ms <= MAX_RETURN_MS || this.complained.has(id)) continue
          this.complained.add(id)
          this.findings.push(`${id} was not back ${MAX_RETURN_MS / 1000} s after the end of a fault (${fault})`)
        }
      } catch {
        // It is away, or stands still.
      }
      await pause(LOOK_EVERY_MS)
    }
  }

  /** Epochs and reloads all the time, whatever else happens. */
  async publish(signal: AbortSignal): Promise<void> {
    for (let turn = 0; !signal.aborted; turn++) {
      const some = (from: number) => Array.from({ length: 3 }, (_, n) => `more-${from * 3 + n}`)
      try {
        if (turn % RELOAD_EVERY === RELOAD_EVERY - 1) await this.subject.ask('POST', '/api/tasks/1/reload', {}, 5000)
        else await this.subject.ask('PATCH', '/api/tasks/1/targets', { add: some(turn), remove: some(turn - 20) }, 5000)
        this.published++
      } catch {
        // It was not there: the next is another one.
      }
      await pause(PUBLISH_EVERY_MS)
    }
  }

  async sample(signal: AbortSignal, startedAt: number, every: number): Promise<void> {
    while (!signal.aborted) {
      const memories = this.clients.map(({ memory }) => memory)
      try {
        const monitor = await this.subject.metric('process_resident_memory_bytes')
        const client = memories.reduce((sum, each) => sum + each, 0) / memories.length
        this.samples.push({ at: (performance.now() - startedAt) / 3_600_000, client, monitor })
      } catch {
        // It is away.
      }
      await pause(every)
    }
  }

  /** Does one of them, to the end. */
  async fault(kind: FaultKind): Promise<void> {
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1)
    const longest = this.isShort ? LONGEST.short : LONGEST.long
    const way = Math.floor(this.random() * (this.isShort ? this.proxies.length - 1 : this.proxies.length))
    const isForAll = kind === 'kill' || kind === 'freeze'
    const before = new Map((await this.consumers()).map(({ consumer_id, session_id }) => [consumer_id, session_id]))
    const away = new Set(this.watch.waiting.map(({ id }) => id))
    // Whoever has no connection has none that could be cut.
    const connected = this.ways[way]!.filter((id) => before.get(id) != null && !away.has(id))
    const hit = isForAll ? this.clients.map(({ id }) => id) : connected
    this.watch.begin(hit)
    if (kind === 'kill') {
      const { port } = this.subject
      this.findings.push(...this.subject.bugsLogged())
      await this.subject.server.end('SIGKILL')
      await pause(between(this.random, 0, longest.kill))
      this.subject = await Subject.start({ folder: this.folder, port })
      this.monitorSince = Date.now()
    } else if (kind === 'freeze') {
      process.kill(this.subject.server.pid, 'SIGSTOP')
      await pause(between(this.random, longest.freeze / 8, longest.freeze))
      process.kill(this.subject.server.pid, 'SIGCONT')
    } else if (kind === 'cut') {
      this.proxies[way]!.cut()
    } else {
      this.proxies[way]!.fallSilent()
    }
    this.watch.ended(kind, hit, before)
    // Some come while others are still away. A connection that fell silent takes longest to be missed.
    if (this.isShort || this.random() < (kind === 'half-open' ? 0.75 : 0.5)) await this.allBack()
    await pause(between(this.random, longest.pause / 10, longest.pause))
  }

  /** Waits for everybody, but not for ever. */
  async allBack(): Promise<void> {
    await pause(2 * LOOK_EVERY_MS)
    await comesTrue(() => Promise.resolve(this.watch.waiting.length === 0))
  }

  async end(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()))
    for (const proxy of this.proxies) proxy.close()
    await this.subject?.[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

async function run(trial: Trial): Promise<Outcome> {
  const ground = new Ground(trial)
  const over = new AbortController()
  try {
    await ground.begin()
    const came = (await ground.online()).length
    if (came < ground.size) ground.findings.push(`${came} of ${ground.size} clients came`)
    const startedAt = performance.now()
    trial.say(`${came} clients`)
    const beside = [
      ground.look(over.signal),
      ground.publish(over.signal),
      ground.sample(over.signal, startedAt, (trial.times * 1000) / 30),
    ]
    // Every kind once, in any order, before any is had again.
    for (let left: FaultKind[] = [...faultKinds]; ;) {
      const isOver = trial.isShort || performance.now() - startedAt >= trial.times * 1000
      if (left.length === 0 && isOver) break
      if (left.length === 0) left = [...faultKinds]
      const kind = pick(trial.random, left)
      left.splice(left.indexOf(kind), 1)
      await ground.fault(kind)
      trial.say(
        `${Math.round((performance.now() - startedAt) / 1000)} s: ${kind}; away: ${ground.watch.waiting.length}`,
      )
    }
    await ground.allBack()
    over.abort()
    await Promise.all(beside)
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    ground.watch.finish()
    const judged = await judge(ground)
    const late = faultKinds.flatMap((kind) => ground.watch.times[kind]).filter((ms) => ms > MAX_RETURN_MS).length
    if (late > 0) ground.findings.push(`${late} returns took longer than ${MAX_RETURN_MS / 1000} s`)
    const memory = memoryOf(ground, trial.isShort)
    ground.findings.push(...ground.monitor.bugsLogged())
    return {
      tried: seconds,
      survived: ground.findings.length === 0 ? seconds : 0,
      lost: judged.lost,
      rows: [
        ...clientKinds.map((kind) => [`clients, ${kind}`, count(ground, kind)] as const),
        ...[...ground.faults].toSorted(),
        ['epochs and reloads asked for meanwhile', ground.published],
        ...judged.rows,
        ...returns(ground.watch),
        ...memory,
      ],
      findings: ground.findings.slice(0, 12),
    }
  } finally {
    over.abort()
    await ground.end()
  }
}

function count({ clients }: Ground, kind: ClientKind): number {
  return clients.filter((client) => client.kind === kind).length
}

/** What clients and monitor say of each other once all is well again. */
async function judge(ground: Ground): Promise<{ lost: number; rows: [string, number][] }> {
  const { monitor, clients, findings } = ground
  const task = () => monitor.must<TaskResource>('GET', '/api/tasks/1')
  const isQuiet = async () => (await ground.online()).length === ground.size && !(await task()).sync_due
  if (!(await comesTrue(isQuiet))) findings.push('not every client is there at the end')
  // Whoever has just been told answers first.
  let acks: Acks = { told: 0, acked: 0, confirmed: 0, missing: [] }
  await comesTrue(async () => {
    acks = await acknowledgements(monitor, ground.monitorSince)
    return acks.missing.length === 0
  })
  if (acks.missing.length > 0) findings.push(`acks are missing: ${acks.missing.slice(0, 5).join(', ')}`)
  let wrong: string[] = []
  let completions = 0
  await comesTrue(async () => {
    ;({ wrong, completions } = await completionsOf(monitor, clients))
    return wrong.length === 0
  })
  if (wrong.length > 0) findings.push(`completions are missing: ${wrong.slice(0, 5).join(', ')}`)
  for (const { id, isRunning, complaints } of clients) {
    if (!isRunning) findings.push(`${id} has ended: ${complaints.slice(-300)}`)
    else if (complaints.includes('Traceback')) findings.push(`${id} complained: ${complaints.slice(-300)}`)
  }
  return {
    lost: acks.missing.length + wrong.length,
    rows: [
      ['times that a client was told of an epoch', acks.told],
      ['… acks for that epoch itself', acks.acked],
      ['… loaded, and a kill came before the ack was written down', acks.confirmed],
      ['… answered by a later one', acks.told - acks.acked - acks.confirmed - acks.missing.length],
      ['completions that clients have made', completions],
    ],
  }
}

interface Acks {
  readonly told: number
  readonly acked: number
  /** They have loaded it, and no ack is written down: what was not on the disk yet is gone with a kill. */
  readonly confirmed: number
  /** Who has answered neither the last epoch it was told of nor a later one. */
  readonly missing: readonly string[]
}

/** Over all epochs. @param since when the present process of the monitor began, ms: it has heard every ack since */
async function acknowledgements(monitor: Subject, since: number): Promise<Acks> {
  const { epoch } = await monitor.must<TaskResource>('GET', '/api/tasks/1')
  const newest = new Map<string, RolloutResource>()
  let [told, acked, confirmed] = [0, 0, 0]
  for (let number = 1; number <= epoch; number++) {
    const path = `/api/tasks/1/epochs/${number}`
    const { rollout } = await monitor.must<{ rollout: RolloutResource[] }>('GET', path)
    for (const each of rollout) {
      told++
      if (each.acked_at !== null) acked++
      else if (each.state === 'confirmed') confirmed++
      newest.set(each.consumer_id, each)
    }
  }
  const isMissing = ({ state, acked_at, sent_at }: RolloutResource) =>
    acked_at === null && (state !== 'confirmed' || (sent_at ?? 0) > since)
  const missing = [...newest.values()].filter(isMissing)
  return {
    told,
    acked,
    confirmed,
    missing: missing.map((each) => `${each.consumer_id} of ${each.epoch} (${each.state})`),
  }
}

/** Where a client and the monitor do not say the same of a batch; a batch that is somebody else's by now is neither's. */
async function completionsOf(
  monitor: Subject,
  clients: readonly ClientProcess[],
): Promise<{ wrong: string[]; completions: number }> {
  const reports = await Promise.all(clients.map(async (client) => [client.id, await client.report()] as const))
  const { batches } = await monitor.must<{
    batches: { batch_id: number; consumer_id: string | null; status: string }[]
  }>('GET', '/api/tasks/1/batches?limit=10000')
  const shown = new Map(batches.map((batch) => [String(batch.batch_id), batch]))
  const wrong: string[] = []
  for (const [id, { batches: own }] of reports) {
    const owned = batches.filter(({ consumer_id }) => consumer_id === id).length
    if (owned !== Object.keys(own).length) wrong.push(`${id} has ${Object.keys(own).length} batches of ${owned}`)
    for (const [batch, status] of Object.entries(own)) {
      const seen = shown.get(batch)
      if (status === 'completed' && seen?.consumer_id === id && seen.status === 'completed') continue
      wrong.push(`batch ${batch} of ${id}: ${status} there, ${seen?.status ?? 'unknown'} here`)
    }
  }
  return { wrong, completions: reports.reduce((sum, [, { completions }]) => sum + completions, 0) }
}

function returns({ times, interrupted }: ReturnWatch): [string, string | number][] {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  const all = faultKinds.flatMap((kind) => times[kind])
  const spread = (list: readonly number[]) =>
    `${seconds(percentile(list, 0.5))}, ${seconds(percentile(list, 0.99))}, ${seconds(percentile(list, 1))}`
  return [
    ['returns measured', all.length],
    ['… not before the next fault came', interrupted],
    ...faultKinds
      .filter((kind) => times[kind].length > 0)
      .map((kind): [string, string] => [`back after ${kind}: p50, p99, longest`, spread(times[kind])]),
    ['back after any: p50, p99, longest', spread(all)],
  ]
}

/** After a quarter of the time, against the last quarter; a short run says nothing. */
function memoryOf({ samples, findings }: Ground, isShort: boolean): [string, string][] {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_PART))
  if (warm.length < 4) return []
  const quarter = Math.ceil(warm.length / 4)
  const least = (some: readonly Sample[], of: 'client' | 'monitor') => Math.min(...some.map((sample) => sample[of]))
  const [first, last] = [warm.slice(0, quarter), warm.slice(-quarter)]
  const slope = slopeOf(warm.map(({ at, client }) => ({ at, value: client / MIB })))
  const [clientFirst, clientLast] = [least(first, 'client'), least(last, 'client')]
  const [monitorFirst, monitorLast] = [least(first, 'monitor'), least(last, 'monitor')]
  if (!isShort) {
    if (clientLast - clientFirst > MAX_CLIENT_GROWTH) {
      findings.push(`a client grew from ${mib(clientFirst)} to ${mib(clientLast)}`)
    }
    if (monitorLast > monitorFirst * 1.5) {
      findings.push(`the monitor grew from ${mib(monitorFirst)} to ${mib(monitorLast)}`)
    }
  }
  return [
    ['resident memory of a client after a quarter', mib(clientFirst)],
    ['… at the end', mib(clientLast)],
    ['… slope, MiB a minute', (slope / 60).toFixed(3)],
    ['resident memory of the monitor after a quarter', mib(monitorFirst)],
    ['… at the end', mib(monitorLast)],
  ]
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`
}

export const program: Program = {
  name: 'clients',
  about:
    'Python clients – with threads, with asyncio, and with the module that deployed scripts import –, a process each, and a ' +
    'monitor that is killed and started again, frozen, cut off and half-opened, while epochs and reloads are published all the ' +
    'time. No ack and no completion is lost, every client is back within 30 s of the end of each fault – a half-open connection ' +
    'counts from its beginning –, and the memory of both stays.',
  unit: 'seconds',
  lost: 'acks and completions',
  short: 10,
  long: 300,
  run,
}
