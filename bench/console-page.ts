import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'
import type { Mark } from './console-load.ts'
import type { MarkedPlace } from './console-views.ts'

/** After that a mark was missed, ms. */
const PATIENCE = 10_000
const LOOKS = 5
const BETWEEN_LOOKS = 600

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

  static async open(page: Page): Promise<MeasuredPage> {
    await page.addInitScript(install)
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

  /** Bytes that are in use after everything else was thrown away: the least of some looks, as there is always an update under way. */
  async heap(): Promise<number> {
    let least = Infinity
    for (let i = 0; i < LOOKS; i++) {
      await pause(BETWEEN_LOOKS)
      await this.devTools.send('HeapProfiler.collectGarbage')
      const { usedSize } = await this.devTools.send('Runtime.getHeapUsage')
      least = Math.min(least, usedSize)
    }
    return least
  }

  /** Seconds that the page's main thread was at work since the page was loaded, whatever else the machine does. */
  private async busy(): Promise<number> {
    // Of a thread's own time there is none before it is asked for.
    await this.devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
    const { metrics } = await this.devTools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN
  }
}
