import { readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome, Program, Trial } from './program.ts'
import { type SteadyConsumer, steadyFleet } from './steady-consumer.ts'
import { Subject } from './subject.ts'

const CONSUMERS = { short: 60, long: 2000 }
const TARGETS_EACH = 20
/** How often it is looked at, and how much of the time is warm-up. */
const SAMPLES = { short: 24, long: 120 }
const WARM_UP_PART = 0.25
/** An hour may not add more than that to what is left once garbage is gone; a leak adds it again and again. */
const MAX_PER_HOUR = { 'heap, MiB': 24, handles: 20, 'open descriptors': 20, files: 4 } as const
type Measure = keyof typeof MAX_PER_HOUR

interface Sample extends Readonly<Record<Measure, number>> {
  /** h since the start */
  readonly at: number
}

/** Slope of the least squares, in units an hour. */
export function slopeOf(samples: readonly { readonly at: number; readonly value: number }[]): number {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length
  const [at, value] = [mean(samples.map((sample) => sample.at)), mean(samples.map((sample) => sample.value))]
  const spread = samples.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0)
  return spread === 0 ? 0 : samples.reduce((sum, sample) => sum + (sample.at - at) * (sample.value - value), 0) / spread
}

async function run(trial: Trial): Promise<Outcome> {
  const length = trial.isShort ? 'short' : 'long'
  const [size, count] = [CONSUMERS[length], SAMPLES[length]]
  await using subject = await Subject.start({
    settings: ['monitor.liveness.grace=2s', 'monitor.liveness.member-debounce=200ms'],
  })
  await subject.must('POST', '/api/tasks', { task_id: 1, name: 'Soak' })
  const empty = await inventory(subject)
  const options = {
    socketUrl: `${subject.url.replace('http', 'ws')}/websocket/monitor`,
    heartbeatMs: 3000,
    random: trial.random,
  }
  const fleet = steadyFleet(size, () => options)
  const findings: string[] = []
  const samples: Sample[] = []
  try {
    await subject.must('PUT', '/api/tasks/1/targets', {
      targets: Array.from({ length: size * TARGETS_EACH }, (_, n) => `t-${n}`),
    })
    const startedAt = performance.now()
    const every = (trial.times * 1000) / count
    for (let done = 0; done < count; done++) {
      await pause(Math.max(0, startedAt + (done + 1) * every - performance.now()))
      await live(subject, fleet, done)
      samples.push(await sampleOf(subject, startedAt))
      if (done % 30 === 29) trial.say(JSON.stringify(samples.at(-1)))
    }
    findings.push(...fleet.flatMap(({ errors }) => errors).slice(0, 5))
  } finally {
    for (const consumer of fleet) consumer.end()
  }
  const left = await emptied(subject, empty)
  if (left !== null) findings.push(`after the last had gone ${left}`)
  findings.push(...subject.bugsLogged())
  const rows: [string, string | number][] = [
    ['consumers', size],
    ['samples', samples.length],
  ]
  for (const measure of Object.keys(MAX_PER_HOUR) as Measure[]) {
    const warm = samples.slice(count * WARM_UP_PART)
    const slope = slopeOf(lows(warm, measure))
    rows.push([`${measure}, at the end`, Math.round(samples.at(-1)![measure])])
    if (!trial.isShort) rows.push([`… slope an hour`, slope.toFixed(2)])
    // What a few seconds add is no slope.
    if (!trial.isShort && slope > MAX_PER_HOUR[measure]) findings.push(`${measure} grow by ${slope.toFixed(1)} an hour`)
  }
  return { tried: trial.times, survived: findings.length === 0 ? trial.times : 0, lost: 0, rows, findings }
}

/** What a fleet does all the time: targets come and go, and some of it starts anew. */
async function live(subject: Subject, fleet: readonly SteadyConsumer[], count: number): Promise<void> {
  if (count % 10 === 4) {
    await subject.must('PATCH', '/api/tasks/1/targets', { add: [`new-${count}`], remove: [`new-${count - 10}`] })
  }
  if (count % 10 === 8) for (const consumer of fleet.slice(0, Math.ceil(fleet.length / 50))) consumer.restart()
}

/** The least of each few, for garbage that is not collected yet is no growth. */
function lows(samples: readonly Sample[], measure: Measure): { at: number; value: number }[] {
  const lowest: { at: number; value: number }[] = []
  for (let from = 0; from < samples.length; from += 5) {
    const some = samples.slice(from, from + 5)
    lowest.push({ at: some[0]!.at, value: Math.min(...some.map((sample) => sample[measure])) })
  }
  return lowest
}

async function sampleOf(subject: Subject, startedAt: number): Promise<Sample> {
  const [heap, handles] = [
    await subject.metric('nodejs_heap_size_used_bytes'),
    await subject.metric('nodejs_active_resources_total'),
  ]
  return {
    at: (performance.now() - startedAt) / 3_600_000,
    'heap, MiB': heap / 1024 / 1024,
    handles,
    'open descriptors': descriptorsOf(subject),
    files: readdirSync(subject.folder).length,
  }
}

interface Inventory {
  readonly sockets: number
  readonly descriptors: number
}

async function inventory(subject: Subject): Promise<Inventory> {
  return { sockets: await subject.metric('batchdeck_consumer_sockets'), descriptors: descriptorsOf(subject) }
}

/** Where there is a `/proc`; 0 elsewhere. */
function descriptorsOf({ server }: Subject): number {
  return process.platform === 'linux' ? readdirSync(`/proc/${server.pid}/fd`).length : 0
}

/** A few connections of whoever asks may still be open. */
const SPARE_DESCRIPTORS = 16
const EMPTY_PATIENCE_MS = 10_000

/** What is still there after a while that was not there before; null where all is gone. */
async function emptied(subject: Subject, empty: Inventory): Promise<string | null> {
  const end = performance.now() + EMPTY_PATIENCE_MS
  for (;;) {
    const { sockets, descriptors } = await inventory(subject)
    if (sockets === empty.sockets && descriptors <= empty.descriptors + SPARE_DESCRIPTORS) return null
    if (performance.now() > end)
      return `${sockets} sockets and ${descriptors} descriptors of ${empty.descriptors} were left`
    await pause(100)
  }
}

export const program: Program = {
  name: 'soak',
  about:
    'A fleet that lives for a long time: heartbeats, changes of targets, consumers that start anew. Heap, handles, ' +
    'descriptors and files have no slope (least squares, after a quarter of the time), and when the fleet has gone nothing of ' +
    'it is left.',
  unit: 'seconds',
  lost: 'monitors',
  short: 2,
  long: 1_800,
  run,
}
