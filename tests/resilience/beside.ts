import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome, Trial } from './program.ts'
import { GoodConsumer } from './good-consumer.ts'
import type { Subject } from './subject.ts'

/** How long the good consumer is left alone after each slice of an attack, to compare with, ms. */
const QUIET_MS = 250
/** What an attack leaves behind in the monitor's queues is not "alone" yet, ms. */
const AFTERMATH_MS = 60
/** A pong may take so much longer beside an attack than alone. */
export const MAX_RATIO = 1.5
/**
 * Or so much longer, ms: what two frames of the greatest length take to read, whoever sends them. In short runs the machine
 * decides.
 */
const ALLOWED_MS = { short: 100, long: 10 }
/** Task of the good consumer; no attack guesses its number. */
const TASK_ID = 48_213

/** An attack, slice by slice, and a good consumer beside it whose state must stay as it is. */
export class Beside implements AsyncDisposable {
  private readonly subject: Subject
  private readonly good: GoodConsumer
  private readonly isShort: boolean
  private readonly before: string
  private readonly alone: number[] = []
  private readonly beside: number[] = []
  private readonly memory: number[] = []
  private readonly troubles = new Set<string>()

  private constructor(subject: Subject, good: GoodConsumer, isShort: boolean, before: string) {
    this.subject = subject
    this.good = good
    this.isShort = isShort
    this.before = before
  }

  /** Its task is planned for it alone, and stays so: whoever comes gets nothing of it. */
  static async start(subject: Subject, trial: Trial, token?: string): Promise<Beside> {
    await subject.must('POST', '/api/tasks', { task_id: TASK_ID, name: 'Good', auto_sync: false })
    const good = await GoodConsumer.start(subject.url, 'good', token)
    const targets = Array.from({ length: 500 }, (_, n) => `good-${n}`)
    await subject.must('PUT', `/api/tasks/${TASK_ID}/targets`, { targets })
    await pause(QUIET_MS)
    const before = await stateOf(subject)
    await good.report()
    return new Beside(subject, good, trial.isShort, before)
  }

  /** Runs a slice of the attack, and leaves the good consumer alone for a moment after it. */
  async slice<T>(attack: () => Promise<T>): Promise<T> {
    await this.good.report()
    const result = await attack()
    this.hear(await this.good.report(), this.beside)
    await pause(AFTERMATH_MS)
    this.hear(await this.good.report(), [])
    await pause(QUIET_MS)
    this.hear(await this.good.report(), this.alone)
    this.memory.push(await this.subject.metric('process_resident_memory_bytes'))
    return result
  }

  /**
   * What became of the good consumer and of the monitor.
   * @param longestMs how long a pong may take at most, in place of what it takes alone
   */
  async verdict(longestMs?: number): Promise<Pick<Outcome, 'rows' | 'findings'>> {
    const findings = [...this.troubles].map((trouble) => `the good consumer: ${trouble}`)
    const after = await stateOf(this.subject)
    if (after !== this.before) findings.push(`the good consumer was ${this.before} and is ${after}`)
    const alone = percentile(this.alone, 0.99)
    const beside = percentile(this.beside, 0.99)
    const [load = 0] = loadavg()
    // Where others have the processors a pong waits for them, and what it takes says nothing of the monitor.
    const isBusy = load > 2 * availableParallelism()
    const allowed = this.isShort ? ALLOWED_MS.short : ALLOWED_MS.long
    const longest = percentile(this.beside, 1)
    if (longestMs !== undefined) {
      if (!(longest <= longestMs)) findings.push(`the good consumer waited ${ms(longest)} for a pong`)
    } else if (!isBusy && !(beside <= alone * MAX_RATIO) && !(beside - alone <= allowed)) {
      findings.push(`the good consumer's pongs: p99 of ${ms(beside)} beside, ${ms(alone)} alone`)
    }
    const [first, last] = memoryEnds(this.memory)
    // What a few seconds leave behind says nothing; bombs are bounded by what they may take at most.
    const isJudged = !this.isShort && longestMs === undefined
    if (isJudged && last - first > MAX_GROWTH_BYTES && last > first * 1.5) {
      findings.push(`the memory grew from ${mib(first)} to ${mib(last)}`)
    }
    findings.push(...this.subject.bugsLogged())
    return {
      rows: [
        ['pong of the good consumer beside, p99', ms(beside)],
        ['… alone, p99', ms(alone)],
        ['… beside, longest', ms(longest)],
        ['pongs measured beside', this.beside.length],
        ['load of the machine', `${load.toFixed(1)}${isBusy ? ', too much to judge the pongs by' : ''}`],
        ['resident memory after a fifth', mib(first)],
        ['… at the end', mib(last)],
      ],
      findings,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.good[Symbol.asyncDispose]()
  }

  private hear({ roundTrips, troubles }: { roundTrips: number[]; troubles: string[] }, into: number[]): void {
    for (const took of roundTrips) into.push(took)
    for (const trouble of troubles) this.troubles.add(trouble)
  }
}

/** What is still the garbage of the moment, and what a monitor may learn of strangers within its limits, bytes. */
const MAX_GROWTH_BYTES = 192 * 1024 * 1024

/** The least of the part after a fifth, and of the last fifth: garbage that is not collected yet is no growth. */
function memoryEnds(samples: readonly number[]): [first: number, last: number] {
  const fifth = Math.max(1, Math.floor(samples.length / 5))
  return [Math.min(...samples.slice(fifth - 1, 2 * fifth)), Math.min(...samples.slice(-fifth))]
}

/** Everything that an attack must leave as it is. */
async function stateOf(subject: Subject): Promise<string> {
  const { state, drained_at } = await subject.must<Record<string, unknown>>('GET', '/api/consumers/good')
  const { epoch, targets } = await subject.must<Record<string, unknown>>('GET', `/api/tasks/${TASK_ID}`)
  const { slots } = await subject.must<{ slots: { consumer_id: string }[] }>('GET', `/api/tasks/${TASK_ID}/slots`)
  const owned = slots.filter(({ consumer_id }) => consumer_id === 'good').length
  return JSON.stringify({ state, drained_at, slots: owned, epoch, targets })
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? NaN
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`
}
