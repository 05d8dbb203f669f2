import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'

/** How many file descriptors are kept back: a part of all, at least and at most so many. */
const RESERVED_PART = 1 / 8
const MIN_RESERVED = 16
const MAX_RESERVED = 512
/** What a monitor has open besides connections, where that cannot be counted: databases, their journals, threads. */
const USUAL_OPEN = 64
/** How often what is open besides connections is counted, ms: it takes a look at each of them. */
const COUNT_INTERVAL_MS = 30_000

interface Report {
  readonly userLimits?: { readonly open_files?: { readonly soft?: number | string } }
}

/** How many files and connections this process may have open; Infinity where nobody says. */
export function descriptorLimit(): number {
  if (process.platform === 'win32') return Infinity
  return limitInProc() ?? limitInReport() ?? Infinity
}

function limitInProc(): number | null {
  try {
    const text = readFileSync('/proc/self/limits', 'utf8')
    const soft = /^Max open files +(\d+) /m.exec(text)?.[1]
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}

function limitInReport(): number | null {
  const { userLimits } = process.report.getReport() as Report
  const soft = userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : null
}

/** How many descriptors are open; null where that cannot be seen. */
export async function openDescriptors(): Promise<number | null> {
  try {
    return (await readdir('/proc/self/fd')).length
  } catch {
    return null
  }
}

/**
 * `[ED-5]` File descriptors: every connection is one, and when there are none left nobody gets in and nothing is written. So
 * some are kept back from consumers, for consoles, operators and files.
 */
export class Descriptors {
  readonly limit: number
  readonly reserved: number
  private readonly connections: () => number
  private readonly countOpen: () => Promise<number | null>
  private others = USUAL_OPEN
  private counting: NodeJS.Timeout | null = null

  constructor(limit: number, connections: () => number, countOpen = openDescriptors) {
    this.limit = limit
    this.reserved = Math.min(MAX_RESERVED, Math.max(MIN_RESERVED, Math.floor(limit * RESERVED_PART)))
    this.connections = connections
    this.countOpen = countOpen
  }

  /** Counts from now on what is open besides connections. */
  async start(): Promise<void> {
    if (this.limit === Infinity) return
    this.counting ??= setInterval(() => void this.count(), COUNT_INTERVAL_MS).unref()
    await this.count()
  }

  stop(): void {
    if (this.counting) clearInterval(this.counting)
  }

  get open(): number {
    return this.others + this.connections()
  }

  get free(): number {
    return this.limit - this.open
  }

  /** Whether only the reserve is left. */
  get isLow(): boolean {
    return this.free <= this.reserved
  }

  /**
   * Whether one more consumer leaves the reserve as it is. Those count that are in: of whoever comes at the same time most
   * will go again, and they must not keep each other out.
   */
  fits(consumers: number): boolean {
    return this.limit - this.others - consumers > this.reserved
  }

  /** Whether half of it is gone. */
  get isScarce(): boolean {
    return this.free <= this.reserved / 2
  }

  /** Whether hardly anything is left of it, either. */
  get isOut(): boolean {
    return this.free <= this.reserved / 4
  }

  private async count(): Promise<void> {
    const before = this.connections()
    const open = await this.countOpen()
    // What came or went while it was counted may be in it or not.
    if (open !== null) this.others = Math.max(0, open - Math.max(before, this.connections()))
  }
}
