import { type Profiler, Session } from 'node:inspector'

/** A character of a file. */
export interface Place {
  readonly url: string
  readonly at: number
}

/** What has been reached of some files, counted by V8 itself: the code that is run is the code as it is. */
export class Coverage {
  private readonly session = new Session()
  private readonly isMeant: (url: string) => boolean
  /** Of each file, for each character of it, whether it was ever reached. */
  private readonly reached = new Map<string, Uint8Array>()
  private total = 0

  /** @param isMeant which files, by their address */
  constructor(isMeant: (url: string) => boolean) {
    this.isMeant = isMeant
    this.session.connect()
    this.session.post('Profiler.enable')
    this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Characters of source that have been reached. */
  get size(): number {
    return this.total
  }

  /** Somewhere that was reached for the first time since the last call; null where nothing was. */
  take(): Place | null {
    let fresh: Place | null = null
    for (const { url, covered } of this.covered()) {
      let reached = this.reached.get(url)
      if (!reached || reached.length < covered.length) {
        const longer = new Uint8Array(covered.length)
        if (reached) longer.set(reached)
        this.reached.set(url, longer)
        reached = longer
      }
      for (let at = 0; at < covered.length; at++) {
        if (covered[at] === 0 || reached[at] === 1) continue
        reached[at] = 1
        this.total++
        fresh ??= { url, at }
      }
    }
    return fresh
  }

  /** Whether what has been done since the last look went there. */
  hasReached({ url, at }: Place): boolean {
    return this.covered().some((script) => script.url === url && script.covered[at] === 1)
  }

  close(): void {
    this.session.post('Profiler.stopPreciseCoverage')
    this.session.disconnect()
  }

  private covered(): { url: string; covered: Uint8Array }[] {
    const scripts: { url: string; covered: Uint8Array }[] = []
    // In the same thread it answers before it returns.
    this.session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) throw error
      for (const script of answer.result) if (this.isMeant(script.url)) scripts.push(coveredOf(script))
    })
    return scripts
  }
}

/** Outer ranges come first, and inner ones say otherwise where they do. */
function coveredOf({ url, functions }: Profiler.ScriptCoverage): { url: string; covered: Uint8Array } {
  const end = Math.max(...functions.flatMap(({ ranges }) => ranges.map(({ endOffset }) => endOffset)))
  const covered = new Uint8Array(end)
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) covered.fill(count > 0 ? 1 : 0, startOffset, endOffset)
  }
  return { url, covered }
}
