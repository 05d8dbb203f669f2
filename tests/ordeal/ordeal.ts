import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { seededRandom } from '../../src/demo/random.ts'
import { Fleet } from './fleet.ts'
import { judgeHistory } from './history.ts'
import { live, publishToHalf } from './life.ts'

interface OrdealOptions {
  /** ms, from when all consumers are there */
  readonly duration: number
  readonly consumers: number
  readonly seed: number
}

export interface OrdealReport {
  readonly rows: readonly (readonly [what: string, value: string | number])[]
  /** What is wrong; empty where all is well. */
  readonly problems: readonly string[]
}

/** How long the fleet may take to settle, and to start, ms. */
const PATIENCE = 60_000

/** Lets a real server and real consumers suffer for a while, and then looks whether everything is as it must be. */
export async function runOrdeal({ duration, consumers, seed }: OrdealOptions): Promise<OrdealReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-ordeal-'))
  const events = new Map<string, number>()
  const count = (what: string): void => void events.set(what, (events.get(what) ?? 0) + 1)
  const fleet = await Fleet.start(dataDir, consumers)
  const coverage = new Coverage(fleet)
  try {
    const problems: string[] = []
    await settle(fleet, problems)
    coverage.start()
    const random = seededRandom(seed)
    await live(fleet, random, duration, count)
    await settle(fleet, problems)
    await publishToHalf(fleet, random)
    const before = Date.now()
    await settle(fleet, problems)
    const settled = Date.now() - before
    const epochs = await fleet.epochs()
    const history = judgeHistory(epochs, fleet.diary)
    problems.push(...(await judgeBatches(fleet)), ...history.problems)
    problems.push(
      ...fleet.members.flatMap(({ errors }) => errors.map((error) => `${error}: no consumer did anything wrong`)),
    )
    const rows = [
      ...[...events].toSorted(),
      ['absences', fleet.diary.absences.length],
      ['epochs', epochs.length],
      ['… for targets', history.targetEpochs],
      ['… for members', history.memberEpochs],
      ['joins, losses and returns by name', history.named],
      ['… in an epoch for another reason', history.absorbed],
      ['resends', fleet.members.reduce((sum, { resends }) => sum + resends, 0)],
      ['longest without full coverage, s', (coverage.longest / 1000).toFixed(1)],
      ['settled at the end after, s', (settled / 1000).toFixed(1)],
    ] as const
    return { rows, problems }
  } finally {
    await coverage.stop()
    await fleet.end()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** All are there, all have answered, nothing is due. What does not come to that in time is a problem. */
async function settle(fleet: Fleet, problems: string[]): Promise<void> {
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const [task, consumers, epochs] = await Promise.all([fleet.task(), fleet.consumers(), fleet.epochs()])
    const away = fleet.members.filter(({ isPresent }) => !isPresent).map(({ consumerId }) => consumerId)
    const notOnline = consumers
      .filter(({ state }) => state !== 'online')
      .map(({ consumer_id, state }) => `${consumer_id} ${state}`)
    const { state, told } = epochs.at(-1)!
    const isAll = consumers.length === fleet.members.length && epochs.at(-1)!.counts.consumers === consumers.length
    if (isAll && away.length === 0 && notOnline.length === 0 && state === 'settled' && !task.sync_due) return
    if (Date.now() > deadline) {
      problems.push(
        `not settled: ${JSON.stringify({ away, notOnline, state, told, members: epochs.at(-1)!.counts.consumers, sync_due: task.sync_due })}`,
      )
      return
    }
    await pause(100)
  }
}

/** Every target is somebody's who is there, and every consumer has loaded what it owns. */
async function judgeBatches(fleet: Fleet): Promise<string[]> {
  const problems: string[] = []
  const owned: string[] = []
  const byId = (a: { batch_id: number }, b: { batch_id: number }) => a.batch_id - b.batch_id
  for (const { consumerId, loaded } of fleet.members) {
    const batches = (await fleet.batchesOf(consumerId)).map(({ batch_id, targets }) => ({ batch_id, targets }))
    owned.push(...batches.flatMap(({ targets }) => targets))
    if (JSON.stringify(batches.toSorted(byId)) !== JSON.stringify(loaded.toSorted(byId))) {
      problems.push(`${consumerId} has loaded ${loaded.length} batches, and they are not the ${batches.length} it owns`)
    }
  }
  if (JSON.stringify(owned.toSorted()) !== JSON.stringify([...fleet.targets].toSorted())) {
    problems.push(`of ${fleet.targets.size} targets ${new Set(owned).size} have an owner`)
  }
  return problems
}

/** Looks again and again how long some target is without anyone who is online. */
class Coverage {
  longest = 0
  private readonly fleet: Fleet
  private isRunning = false
  private running: Promise<void> = Promise.resolve()

  constructor(fleet: Fleet) {
    this.fleet = fleet
  }

  start(): void {
    this.isRunning = true
    this.running = this.watch()
  }

  async stop(): Promise<void> {
    this.isRunning = false
    await this.running
  }

  private async watch(): Promise<void> {
    let since: number | null = null
    while (this.isRunning) {
      const uncovered = await this.fleet.uncovered()
      // A server that is down takes no work from anyone: what was, goes on.
      if (uncovered !== null) since = uncovered > 0 ? (since ?? Date.now()) : null
      if (since !== null) this.longest = Math.max(this.longest, Date.now() - since)
      await pause(200)
    }
  }
}
