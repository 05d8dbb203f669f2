import type { Page } from 'playwright-core'
import type { FleetReady, Mark } from './console-load.ts'

/** A view to be measured: how it is opened, what somebody does in it, and where a mark is seen. */
export interface ConsoleView {
  readonly name: string
  /** What is done in it, in words. */
  readonly working: string
  readonly open: (page: Page, url: string) => Promise<void>
  readonly work: (page: Page, ms: number) => Promise<void>
  readonly mark: MarkedPlace
}

/** Where a mark is seen. */
export interface MarkedPlace {
  /** How the view is opened for that, where it is not as it is used otherwise. */
  readonly open?: ConsoleView['open']
  readonly selector: string
  readonly attribute?: string
  readonly text: (mark: Mark) => string
}

export function consoleViews({ markedConsumer, markedBatch }: FleetReady): ConsoleView[] {
  const row = (text: string) => `[role=row]:has([title="${text}"])`
  return [
    {
      name: 'Overview',
      working: 'pointing',
      open: opening('/#/overview', '.bd-figure-box'),
      work: (page, ms) => point(page, ms),
      mark: { selector: '.bd-figure-line > a[href^="#/batches?status=error"]', text: ({ errors }) => String(errors) },
    },
    {
      name: 'Consumers',
      working: 'scrolling',
      open: opening('/#/consumers', row(markedConsumer)),
      work: (page, ms) => scroll(page, ms),
      mark: {
        // Its row says what is wrong, and its details how far it is.
        open: opening(`/#/consumers?open=${markedConsumer}`, 'aside strong'),
        selector: 'aside',
        text: ({ progress }) => `${progress}%`,
      },
    },
    {
      name: 'Batches, grid',
      working: 'scrolling',
      open: opening('/#/batches', `[aria-label^="Batch ${markedBatch},"]`),
      work: (page, ms) => scroll(page, ms),
      mark: {
        selector: `[aria-label^="Batch ${markedBatch},"]`,
        attribute: 'aria-label',
        text: ({ progress }) => ` ${progress}%`,
      },
    },
    {
      name: 'Batches, table',
      working: 'typing',
      open: opening('/#/batches?as=table', row(markedConsumer)),
      work: (page, ms) => type(page, ms),
      mark: { selector: `[role=row]:has([title="${markedConsumer}"])`, text: ({ progress }) => `${progress}%` },
    },
    {
      name: 'Events',
      working: 'scrolling',
      open: opening('/#/events', '[role=row][data-index="0"]'),
      work: (page, ms) => scroll(page, ms),
      mark: {
        // Of all events those of others would take its place before anybody could see it.
        open: opening(`/#/events?batch=${markedBatch}`, '[role=row]'),
        selector: '[role=table]',
        text: ({ number }) => `mark ${number}`,
      },
    },
  ]
}

/** Away from anything the pointer could hold up. */
const OUTSIDE = { x: 700, y: 20 }
const INSIDE = { x: 760, y: 500 }

function opening(path: string, shown: string): ConsoleView['open'] {
  return async (page, url) => {
    await page.mouse.move(OUTSIDE.x, OUTSIDE.y)
    await page.goto(url + path)
    await page.locator(shown).first().waitFor()
  }
}

async function point(page: Page, ms: number): Promise<void> {
  const endsAt = performance.now() + ms
  for (let i = 0; performance.now() < endsAt; i++) {
    await page.mouse.move(300 + (i % 50) * 10, 400 + (i % 7) * 10)
    await page.waitForTimeout(30)
  }
  await page.mouse.move(OUTSIDE.x, OUTSIDE.y)
}

async function scroll(page: Page, ms: number): Promise<void> {
  const endsAt = performance.now() + ms
  await page.mouse.move(INSIDE.x, INSIDE.y)
  for (let i = 0; performance.now() < endsAt; i++) {
    await page.mouse.wheel(0, i % 60 < 40 ? 120 : -120)
    await page.waitForTimeout(50)
  }
  await page.mouse.move(OUTSIDE.x, OUTSIDE.y)
}

/** Words that leave many rows, few rows and none. */
async function type(page: Page, ms: number): Promise<void> {
  const endsAt = performance.now() + ms
  await page.keyboard.press('/')
  while (performance.now() < endsAt) {
    await page.keyboard.type('worker-0123', { delay: 70 })
    for (let i = 0; i < 11; i++) await page.keyboard.press('Backspace', { delay: 50 })
  }
  await page.keyboard.press('Escape')
}
