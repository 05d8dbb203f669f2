import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { percentile } from '../src/console/summaries.ts'
import { chromiumFlags, findChromium } from '../tests/chromium.ts'
import { ServerProcess } from '../tests/integration/server-process.ts'
import { ConsoleFleet, CONSUMERS, RATE } from './console-fleet.ts'
import { type Heap, MeasuredPage } from './console-page.ts'
import { type ConsoleView, consoleViews } from './console-views.ts'
import { randomNumbers } from './random.ts'
import { atMost, largest, type Row, type Section, unbounded, whole } from './report.ts'

const root = resolve(import.meta.dirname, '..')
const viewport = { width: 1440, height: 900 }
/** How long is looked at a view that nobody touches, and at one that somebody works in, ms. */
const LOOK = 6000
const MARKS = 40
/** The updates come at 4 Hz, and the next mark after the one before was seen: to come at any moment, it waits between this and twice as long, ms. */
const BETWEEN_MARKS = 250
/** A load of the page is over by then, ms. */
const SETTLED = 2500
const LOADS = 7

const FRAMES = 1.5
const LONGEST_TASK = 100
const LATENCY = 400
const PAINT = 1.5
const GROWTH = 0.05

const minute = 60_000

/** What an open console feels of a fleet that lives, against the same page while nothing happens. */
export async function consoleSpeed(progress: (what: string) => void): Promise<Section[]> {
  build()
  await using fleet = await ConsoleFleet.start()
  progress(`${whole(CONSUMERS)} consumers have ${whole(fleet.ready.batches)} batches`)
  const browser = await openBrowser()
  try {
    const frames: Row[] = []
    const latencies: Row[] = []
    for (const view of consoleViews(fleet.ready)) {
      const felt = await measureView(browser, fleet, view)
      frames.push(...felt.frames)
      latencies.push(felt.latency)
      progress(
        `${view.name}: ${felt.latency.cells.join(', ')}; ${felt.frames.map(({ cells }) => cells.join(', ')).join('; ')}`,
      )
    }
    return [
      {
        title: 'The console with a living fleet',
        text: `${whole(CONSUMERS)} consumers, ${whole(fleet.ready.batches)} batches and ${whole(RATE)} reports a second over real sockets; the console in Chromium,
${viewport.width} × ${viewport.height}, painted without a graphics card. Each view while nobody touches it, and while somebody scrolls, points or types; first
while the consumers are silent, then while they report. Times of frames and tasks in ms; frames may take ${FRAMES} × what they
take of the silent fleet, and no task more than ${LONGEST_TASK} ms. "At work" is the page's main thread by its own clock.`,
        columns: [
          'view',
          'silent p50',
          'silent p95',
          'p50',
          'p95',
          'at work',
          'tasks > 50',
          'longest task',
          'slowest key',
          'p95 ratio',
        ],
        rows: frames,
      },
      {
        title: 'From a status to the screen',
        text: `From the moment a consumer sends a report until it is painted, of ${MARKS} reports at any moment between two updates (4 Hz), while all
others report, too. Bytes are what the monitor sends to this console.`,
        columns: ['view', 'reports/s', 'kB/s', 'p50', 'max', 'p95'],
        rows: latencies,
      },
      await firstPaint(browser, fleet, progress),
    ]
  } finally {
    await browser.close()
  }
}

/** What is left in memory of ten minutes in all views. */
export async function consoleHeap(progress: (what: string) => void): Promise<Section> {
  build()
  await using fleet = await ConsoleFleet.start()
  const browser = await openBrowser()
  try {
    const measured = await MeasuredPage.open(await browser.newPage({ viewport }), false)
    const views = consoleViews(fleet.ready)
    await views[0]!.open(measured.page, fleet.url)
    await fleet.setLive(true)
    const startedAt = performance.now()
    const heaps: Heap[] = []
    for (let minutes = 1; minutes <= 10; minutes++) {
      for (let i = 1; performance.now() - startedAt < minutes * minute - 5000; i++) {
        const view = views[i % views.length]!
        await view.open(measured.page, fleet.url)
        await view.work(measured.page, 4000)
      }
      await views[0]!.open(measured.page, fleet.url)
      await measured.page.waitForTimeout(Math.max(0, startedAt + minutes * minute - performance.now()))
      // What is under way is not kept: it is looked at while the batches are silent.
      await fleet.setLive(false)
      await measured.page.waitForTimeout(SETTLED)
      heaps.push(await measured.heap())
      await fleet.setLive(true)
      const { used, data } = heaps.at(-1)!
      progress(`minute ${minutes}: ${mib(used)} MiB, ${mib(data)} of data`)
    }
    const more = (of: keyof Heap, i: number) => heaps[i]![of] / heaps[1]![of] - 1
    return {
      title: 'Memory of a console that stays open',
      text: `The same fleet for ten minutes, in which somebody goes from view to view and works in each. Each figure is of the Overview, after
a collection of garbage, while the consumers are silent for a moment. The bound is on what is kept, from minute 2 to minute 10: machine code is left out, of which the
engine goes on making more of the same program for a while.`,
      columns: ['minute', 'MiB in use', 'more than at 2', 'MiB of data', 'more data than at 2'],
      rows: heaps.map(({ used, data }, i): Row => {
        const cells = [String(i + 1), mib(used), percent(more('used', i)), mib(data), percent(more('data', i))]
        if (i < heaps.length - 1) return { cells, ...unbounded }
        return { cells, bound: `≤ ${GROWTH * 100} %`, holds: more('data', i) <= GROWTH }
      }),
    }
  } finally {
    await browser.close()
  }
}

async function measureView(
  browser: Browser,
  fleet: ConsoleFleet,
  view: ConsoleView,
): Promise<{ frames: Row[]; latency: Row }> {
  await fleet.setLive(false)
  const page = await browser.newPage({ viewport })
  const measured = await MeasuredPage.open(page, true)
  await view.open(page, fleet.url)
  await page.waitForTimeout(SETTLED)
  const look = () => measured.during(() => page.waitForTimeout(LOOK))
  const work = () => measured.during(() => view.work(page, LOOK))
  const silent = { look: await look(), work: await work() }
  await fleet.setLive(true)
  // Everything is new to it at first.
  await page.waitForTimeout(SETTLED)
  const live = { look: await look(), work: await work() }
  // As it is at first, wherever somebody has scrolled to.
  await page.goto('about:blank')
  await (view.mark.open ?? view.open)(page, fleet.url)
  await page.waitForTimeout(SETTLED)
  const before = { ...(await fleet.traffic()), at: performance.now() }
  const latencies: number[] = []
  const random = randomNumbers(MARKS)
  for (let i = 0; i < MARKS; i++) {
    await page.waitForTimeout(BETWEEN_MARKS * (1 + random()))
    latencies.push(await measured.latency(view.mark, () => fleet.mark()))
  }
  const after = await fleet.traffic()
  const seconds = (performance.now() - before.at) / 1000
  await page.close()

  const rows = (['look', 'work'] as const).map((what): Row => {
    const [calm, busy] = [silent[what], live[what]]
    const ratio = share(busy.frames, 0.95) / share(calm.frames, 0.95)
    const longest = Math.max(0, largest(busy.longTasks))
    return {
      cells: [
        what === 'look' ? view.name : `${view.name}, ${view.working}`,
        ...[share(calm.frames, 0.5), share(calm.frames, 0.95), share(busy.frames, 0.5), share(busy.frames, 0.95)].map(
          ms,
        ),
        `${Math.round(calm.busy * 100)} → ${Math.round(busy.busy * 100)} %`,
        String(busy.longTasks.length),
        ms(longest),
        busy.inputs.length === 0 ? '' : ms(largest(busy.inputs)),
        ratio.toFixed(2),
      ],
      bound: `≤ ${FRAMES}, ≤ ${LONGEST_TASK} ms`,
      holds: ratio <= FRAMES && longest <= LONGEST_TASK,
    }
  })
  const p95 = share(latencies, 0.95)
  return {
    frames: rows,
    latency: {
      cells: [
        view.name,
        whole(Math.round((after.reports - before.reports) / seconds)),
        whole(Math.round((after.bytes - before.bytes) / seconds / 1000)),
        ...[share(latencies, 0.5), largest(latencies), p95].map(ms),
      ],
      ...atMost(p95, LATENCY),
    },
  }
}

/** Loads of the page in turn, with nothing kept from before: with the living fleet, and with nothing connected. */
async function firstPaint(browser: Browser, fleet: ConsoleFleet, progress: (what: string) => void): Promise<Section> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const empty = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
  const paints = { empty: [] as number[], living: [] as number[] }
  const figures = { empty: [] as number[], living: [] as number[] }
  for (let i = 0; i < LOADS; i++) {
    for (const [name, url] of [
      ['empty', empty.url],
      ['living', fleet.url],
    ] as const) {
      const context = await browser.newContext({ viewport })
      const page = await context.newPage()
      await page.goto(`${url}/`)
      await page.locator('h1').waitFor()
      figures[name].push(await page.evaluate(() => performance.now()))
      paints[name].push(
        await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN),
      )
      await context.close()
    }
  }
  await empty.end('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
  const ratio = share(paints.living, 0.5) / share(paints.empty, 0.5)
  progress(`first paint ${ms(share(paints.empty, 0.5))} → ${ms(share(paints.living, 0.5))} ms`)
  const cells = (name: string, which: 'empty' | 'living') => [
    name,
    ms(share(paints[which], 0.5)),
    ms(share(figures[which], 0.5)),
  ]
  return {
    title: 'The first picture of the console',
    text: `First contentful paint, and the moment the Overview is there, in ms after the request; medians of ${LOADS} loads in turn without a cache.`,
    columns: ['page', 'first paint', 'overview', 'ratio of first paints'],
    rows: [
      { cells: [...cells('nothing connected', 'empty'), ''], ...unbounded },
      { cells: [...cells('the living fleet', 'living'), ratio.toFixed(2)], ...atMost(ratio, PAINT) },
    ],
  }
}

/** The console as it is delivered. */
function build(): void {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  if (status !== 0) throw new Error('The console could not be built.')
}

function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
}

const share = (values: readonly number[], part: number): number => percentile(values, part) ?? NaN
const ms = (value: number): string => value.toFixed(1)
const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`
