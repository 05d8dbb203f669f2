import { uptime } from 'node:os'
import type { Settings } from '../settings/settings.ts'

/** Where the time comes from, all in ms. */
export interface TimeSources {
  /** Since 1970, as the machine believes: anybody may set it. */
  wall(): number
  /** Since some start, evenly and only forward. While a machine is suspended it stands still on Linux, and nowhere else. */
  steady(): number
  /** Since the machine was started, suspended or not. */
  uptime(): number
}

/** What happened to the time since the last look, ms. */
export type ClockChange =
  /** Somebody set the clock; `by` is below 0 where it was set back. */
  | { readonly kind: 'stepped'; readonly by: number }
  /** The monitor did not run: the machine was suspended, or the process was stopped or held up. */
  | { readonly kind: 'gap'; readonly length: number }

/** A clock that is off by less is followed without a word: time servers do that all day long. */
const STEP_MS = 2000
/** A monitor that has not looked for so long has heard nobody meanwhile, whatever there is to wait for. */
const MAX_GAP_MS = 5000
/** A busy monitor may take so long for one look, and everybody was heard all the same. */
const MIN_GAP_MS = 1000

/** To read all clocks at the same moment. */
const READ_ATTEMPTS = 3

/** Of this machine. */
export const machineTime: TimeSources = {
  wall: () => Date.now(),
  steady: () => performance.now(),
  // CLOCK_BOOTTIME; where libuv's clock counts a suspended machine's time by itself there is nothing to add to it.
  uptime: process.platform === 'linux' ? () => uptime() * 1000 : () => performance.now(),
}

/**
 * `[LV-7]` Without a look for how long, ms, the monitor has not run. At most half of the shortest time that it waits for
 * anybody: the last that was heard of him may be as old as the other half, and a silence that is not known as a gap
 * would make him lost. More than the time between two looks in any case.
 */
export function gapAfter(settings: Settings): number {
  const patience = [
    settings['monitor.liveness.suspect-after'],
    settings['monitor.liveness.lost-after'],
    settings['monitor.liveness.grace'],
    settings['monitor.rollout.ack-timeout'],
  ]
  const shortest = Math.min(...patience) / 2
  return Math.max(2 * settings['console.update-interval'], MIN_GAP_MS, Math.min(MAX_GAP_MS, shortest))
}

/**
 * The monitor's time: ms since 1970 that go on evenly, whatever the clock of the machine is set to in between, and follow
 * it with the next {@link look}. Whoever keeps times to wait for something has to be told then.
 */
export class Clock {
  private readonly sources: TimeSources
  /** ms */
  private readonly gap: number
  /** The time at which the steady clock was 0. */
  private base: number
  private last: { readonly wall: number; readonly steady: number; readonly uptime: number }
  private told = -Infinity

  /** @param gap time without a {@link look} after which nobody was heard, ms; see {@link gapAfter} */
  constructor(sources: TimeSources = machineTime, gap = MAX_GAP_MS) {
    this.sources = sources
    this.gap = gap
    this.last = this.read()
    this.base = this.last.wall - this.last.steady
  }

  /** ms since 1970; never less than before, but for a step that {@link look} has told of */
  readonly now = (): number => {
    this.told = Math.max(this.told, Math.round(this.base + this.sources.steady()))
    return this.told
  }

  /** Only forward and evenly, ms: for what is waited for and never shown. */
  readonly steady = (): number => this.sources.steady()

  /** Compares the clocks, and follows that of the machine. Without regular looks nothing is noticed. */
  look(): readonly ClockChange[] {
    const { last } = this
    const read = this.read()
    this.last = read
    const ran = Math.max(0, read.steady - last.steady)
    // The uptime is told in hundredths of a second, or not at all.
    const suspended = Math.max(0, read.uptime - last.uptime - ran)
    const passed = ran + (suspended > STEP_MS ? suspended : 0)
    const by = Math.round(read.wall - last.wall - passed)
    this.base = read.wall - read.steady
    const changes: ClockChange[] = []
    if (passed > this.gap) changes.push({ kind: 'gap', length: Math.round(passed) })
    if (Math.abs(by) > STEP_MS) {
      changes.push({ kind: 'stepped', by })
      this.told = -Infinity
    }
    return changes
  }

  /** All at the same moment: a process that is stopped between two of them would see a step. */
  private read() {
    for (let attempt = 1; ; attempt++) {
      const wall = this.sources.wall()
      const read = { wall, uptime: this.sources.uptime(), steady: this.sources.steady() }
      if (attempt === READ_ATTEMPTS || Math.abs(this.sources.wall() - wall) < STEP_MS / 4) return read
    }
  }
}
