import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'
import type { Mark } from './console-load.ts'
import type { MarkedPlace } from './console-views.ts'

/** After that a mark was missed, ms. */
const PATIENCE = 10_000

/** What a page went through in some seconds. Times in ms. */
export interface Fluency {
  /** From one frame to the next. */
  readonly frames: readonly number[]
  /** Tasks that held up the page for more than 50 ms. */
  readonly longTasks: readonly number[]
  /** From a key to the picture that shows it, where that took more than 16 ms. */
  readonly inputs: readonly number[]
  /** The share of the time in which the page's main thread was at work, by its own clock: 0–1. */
  readonly busy: number
}

export interface Heap {
  /** All that the engine counts. */
  readonly used: number
  /** Without the machine code that it goes on making of the program for as long as that runs, and without what draws the page. */
  readonly data: number
}

/** The part of a heap snapshot that is read; nodes are so many numbers in a row each. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: string[]; readonly node_types: [string[], ...unknown[]] }
  }
  readonly nodes: readonly number[]
}

/** What is kept in the page. */
interface Probe {
  readonly frames: number[]
  readonly longTasks: number[]
  readonly inputs: number[]
  /** Resolves when a picture with it was painted: ms since 1970. */
  readonly seen: (selector: string, attribute: string | null, text: string) => Promise<number>
}

declare global {
  interface Window {
    probe: Probe
  }
}

/** Runs in the page before its scripts. */
function install(): void {
  const frames: number[] = []
  const longTasks: number[] = []
  const inputs: number[] = []
  let before = 0
  const onFrame = (at: number): void => {
    if (before > 0) frames.push(at - before)
    before = at
    requestAnimationFrame(onFrame)
  }
  requestAnimationFrame(onFrame)
  const watch = (type: string, list: number[]): void =>
    new PerformanceObserver((entries) => {
      for (const { duration, name } of entries.getEntries()) {
        if (type !== 'event' || name === 'keydown') list.push(duration)
      }
    }).observe({ type, ...(type === 'event' && { durationThreshold: 16 }) })
  watch('longtask', longTasks)
  watch('event', inputs)
  const seen: Probe['seen'] = (selector, attribute, text) =>
    new Promise((done) => {
      const look = (): void => {
        const element = document.querySelector(selector)
        const shown = (attribute === null ? element?.textContent : element?.getAttribute(attribute)) ?? ''
        if (!shown.includes(text)) {
          requestAnimationFrame(look)
          return
        }
        // The picture is made after the callbacks of its frame; a message comes after that.
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => done(performance.timeOrigin + performance.now())
        port2.postMessage(null)
      }
      look()
    })
  window.probe = { frames, longTasks, inputs, seen }
}

/** A console in a real browser, with what measures it. */
export class MeasuredPage {
  readonly page: Page
  private readonly devTools: CDPSession

  private constructor(page: Page, devTools: CDPSession) {
    this.page = page
    this.devTools = devTools
  }

  /** @param isProbed whether times are measured in the page; what is kept of them takes memory there */
  static async open(page: Page, isProbed: boolean): Promise<MeasuredPage> {
    if (isProbed) await page.addInitScript(install)
    return new MeasuredPage(page, await page.context().newCDPSession(page))
  }

  /** What the page goes through while something is done. */
  async during(action: () => Promise<void>): Promise<Fluency> {
    await this.page.evaluate(() => {
      for (const list of [window.probe.frames, window.probe.longTasks, window.probe.inputs]) list.length = 0
    })
    const [startedAt, before] = [performance.now(), await this.busy()]
    await action()
    const busy = ((await this.busy()) - before) / ((performance.now() - startedAt) / 1000)
    // Entries about the last moment come a little later.
    await this.page.waitForTimeout(200)
    const seen = await this.page.evaluate(() => {
      const { frames, longTasks, inputs } = window.probe
      return { frames: [...frames], longTasks: [...longTasks], inputs: [...inputs] }
    })
    return { ...seen, busy }
  }

  /** From the sending of a mark to the picture that shows it, ms. */
  async latency(place: MarkedPlace, send: () => Promise<Mark>): Promise<number> {
    const mark = await send()
    const seenAt = await Promise.race([
      this.page.evaluate(([selector, attribute, text]) => window.probe.seen(selector, attribute, text), [
        place.selector,
        place.attribute ?? null,
        place.text(mark),
      ] as const),
      pause(PATIENCE).then(() => Infinity),
    ])
    return seenAt - mark.sentAt
  }

  /** What is in memory after everything that can go was thrown away, bytes. */
  async heap(): Promise<Heap> {
    await this.devTools.send('HeapProfiler.collectGarbage')
    const { usedSize } = await this.devTools.send('Runtime.getHeapUsage')
    const pieces: string[] = []
    const collect = ({ chunk }: { chunk: string }) => void pieces.push(chunk)
    this.devTools.on('HeapProfiler.addHeapSnapshotChunk', collect)
    await this.devTools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
    this.devTools.off('HeapProfiler.addHeapSnapshotChunk', collect)
    return { used: usedSize, data: sizeOfData(JSON.parse(pieces.join('')) as HeapSnapshot) }
  }

  /** Seconds that the page's main thread was at work since the page was loaded, whatever else the machine does. */
  private async busy(): Promise<number> {
    // Of a thread's own time there is none before it is asked for.
    await this.devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
    const { metrics } = await this.devTools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN
  }
}

function sizeOfData({ snapshot, nodes }: HeapSnapshot): number {
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')]
  let sum = 0
  for (let node = 0; node < nodes.length; node += fields.length) {
    const name = types[0][nodes[node + type]!]!
    if (name !== 'code' && name !== 'native') sum += nodes[node + size]!
  }
  return sum
}
