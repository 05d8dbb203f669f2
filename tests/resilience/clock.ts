import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConsumerResource } from '../../src/contract/resources/consumer.ts'
import type { TaskResource } from '../../src/contract/resources/task.ts'
import { pick } from '../../src/demo/random.ts'
import { limitArguments, limits } from '../ordeal/limits.ts'
import { comesTrue } from './comes-true.ts'
import { root } from './figures.ts'
import type { Outcome, Program, Trial } from './program.ts'
import { SteadyConsumer, steadyFleet } from './steady-consumer.ts'
import { Subject } from './subject.ts'

const CONSUMERS = 8
const HOUR_S = 3600
const DAY_S = 24 * HOUR_S
/** Offsets of the wall clock from the true time, s. */
const offsets = [HOUR_S, -HOUR_S, 8 * DAY_S, -8 * DAY_S, 40, -40, 0] as const
/** How long the process is stopped: nobody is heard for longer than it takes to be lost. */
const STOPPED_MS = limits.lostAfter + 600
/** Long enough that somebody who is thought to be silent would be lost. */
const AFTER_MS = { short: 1200, long: limits.lostAfter + 2000 }
const LOST_PATIENCE_MS = limits.grace + limits.lostAfter + 15_000

/**
 * The library that steps the clock.
 * @throws where there is none and none can be installed
 */
function faketime(): string {
  const given = process.env['BATCHDECK_FAKETIME']
  if (given) return given
  const said = execFileSync(process.execPath, [join(root, 'scripts/faketime.mjs')], { encoding: 'utf8', stdio: 'pipe' })
  return said.trim().split('\n').at(-1)!
}

/** A wall clock that can be set. */
class WallClock implements Disposable {
  readonly env: NodeJS.ProcessEnv
  private readonly folder = mkdtempSync(join(tmpdir(), 'batchdeck-clock-'))
  private readonly file = join(this.folder, 'offset')

  constructor() {
    this.set(0)
    this.env = {
      LD_PRELOAD: faketime(),
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_RESET: '1',
    }
  }

  set(offsetSeconds: number): void {
    // Never half a file: the clock is read all the time.
    writeFileSync(`${this.file}.new`, `${offsetSeconds < 0 ? '-' : '+'}${Math.abs(offsetSeconds)}\n`)
    renameSync(`${this.file}.new`, this.file)
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

interface MemberEvent {
  readonly consumer_id?: string
  readonly data: { readonly change?: string }
}

async function run(trial: Trial): Promise<Outcome> {
  if (process.platform !== 'linux') {
    return { tried: 0, survived: 0, lost: 0, rows: [], findings: ['a wall clock can be stepped on Linux only'] }
  }
  using clock = new WallClock()
  await using subject = await Subject.start({
    settings: limitArguments.filter((each) => each !== '--set'),
    env: clock.env,
  })
  const options = {
    socketUrl: `${subject.url.replace('http', 'ws')}/websocket/monitor`,
    heartbeatMs: limits.heartbeatInterval / 2,
    random: trial.random,
  }
  const fleet = steadyFleet(CONSUMERS, () => options)
  const findings: string[] = []
  const consumers = async () =>
    (await subject.must<{ consumers: ConsumerResource[] }>('GET', '/api/consumers')).consumers
  const members = async () =>
    (await subject.must<{ events: MemberEvent[] }>('GET', '/api/events?type=member&limit=100000')).events
  const lostOf = async () => (await members()).filter(({ data }) => data.change === 'lost').length
  const ghost = new SteadyConsumer('ghost', options)
  let stops = 0
  let lost = 0
  try {
    await subject.must('POST', '/api/tasks', { task_id: 1, name: 'Clock' })
    await subject.must('PUT', '/api/tasks/1/targets', { targets: Array.from({ length: 200 }, (_, n) => `target-${n}`) })
    const isThere = async () => (await consumers()).filter(({ state }) => state === 'online').length === CONSUMERS + 1
    if (!(await comesTrue(isThere))) findings.push('not all consumers came')
    ghost.end()
    const isLost = async () => (await consumers()).some((each) => each.consumer_id === 'ghost' && each.state === 'lost')
    if (!(await comesTrue(isLost, LOST_PATIENCE_MS))) findings.push('a consumer that went was not lost in time')
    const isPlanned = async () => !(await subject.must<TaskResource>('GET', '/api/tasks/1')).sync_due
    await comesTrue(isPlanned)
    const { epoch } = await subject.must<TaskResource>('GET', '/api/tasks/1')
    const [lostBefore, eventsBefore] = [await lostOf(), (await members()).length]
    for (let tried = 1; tried <= trial.times; tried++) {
      const isStop = tried % 4 === 2
      let what: string
      if (isStop) {
        stops++
        what = `stopped for ${STOPPED_MS} ms`
        process.kill(subject.server.pid, 'SIGSTOP')
        await pause(STOPPED_MS)
        process.kill(subject.server.pid, 'SIGCONT')
      } else {
        const offset = trial.isShort ? offsets[2 + (tried % 2)]! : pick(trial.random, offsets)
        what = `the clock ${offset} s off`
        clock.set(offset)
      }
      await pause(trial.isShort ? AFTER_MS.short : AFTER_MS.long)
      const before = lost
      lost = (await lostOf()) - lostBefore
      if (lost > before) findings.push(`${what}: ${lost - before} consumers were declared lost`)
      if ((await members()).length < eventsBefore) findings.push(`${what}: events are gone`)
      if (!(await isLost())) findings.push(`${what}: the lost consumer was forgotten, or came alive`)
      if (tried % 20 === 0) trial.say(`${tried} steps`)
    }
    const last = await subject.must<TaskResource>('GET', '/api/tasks/1')
    if (last.epoch !== epoch) findings.push(`${last.epoch - epoch} epochs were made, though nobody came or went`)
    // Whoever really goes is lost under a clock that is off, as under any other.
    if (!trial.isShort) findings.push(...(await goodbye(fleet[0]!, consumers)))
    findings.push(...fleet.flatMap(({ errors }) => errors).slice(0, 5), ...subject.bugsLogged())
  } finally {
    for (const consumer of [...fleet, ghost]) consumer.end()
  }
  const rows: [string, string | number][] = [
    ['steps of the wall clock, up to 8 days', trial.times - stops],
    [`stops of the process, ${STOPPED_MS} ms each`, stops],
    ['consumers', CONSUMERS],
  ]
  return {
    tried: trial.times,
    survived: Math.max(0, trial.times - findings.length),
    lost,
    rows,
    findings: findings.slice(0, 12),
  }
}

async function goodbye(gone: SteadyConsumer, consumers: () => Promise<ConsumerResource[]>): Promise<string[]> {
  gone.end()
  const isGone = async () => (await consumers()).some((each) => each.consumer_id === gone.id && each.state === 'lost')
  return (await comesTrue(isGone, LOST_PATIENCE_MS)) ? [] : ['a consumer that went later was kept alive']
}

export const program: Program = {
  name: 'clock',
  about:
    'The wall clock of the monitor stepped by up to 8 days there and back, and its process stopped for longer than it takes to ' +
    'lose a consumer. Nobody is lost who beats, nobody kept alive who has gone, and nothing is deleted.',
  unit: 'steps',
  lost: 'consumers',
  short: 2,
  long: 60,
  run,
}
