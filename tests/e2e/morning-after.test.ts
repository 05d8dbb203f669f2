import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { NightFleet } from './night-fleet.ts'

const TARGETS = 6000
const ids = Array.from({ length: 60 }, (_, i) => `w-${String(i + 1).padStart(2, '0')}`)
/** A rack of them. */
const away = ids.slice(20, 38)
/** How many, as of when it was looked at: they go one by one. */
const notCovered = /[\d,]+ targets of Contracts are not covered/

describe('the morning after an outage, read from the Overview alone', () => {
  const errors: string[] = []
  let fleet: NightFleet
  let browser: Browser
  let page: Page
  /** Targets that nobody watched. */
  let uncovered: number
  /** In the address. */
  let night: string

  beforeAll(async () => {
    fleet = await NightFleet.start(ids, TARGETS)
    const evening = Date.now() - 60_000
    await fleet.isKept(1)
    uncovered = await fleet.lose(away)
    await fleet.isKept(1 - uncovered / TARGETS)
    await fleet.join(away)
    await fleet.isKept(1)
    night = `${evening}-${Date.now()}`
    browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    page.setDefaultTimeout(15_000)
    page.on('pageerror', (error) => errors.push(String(error)))
  })

  afterAll(async () => {
    await browser?.close()
    await fleet?.[Symbol.asyncDispose]()
  })

  const look = async (range: string) => {
    await page.goto('about:blank')
    await page.goto(`${fleet.url}/#/overview?range=${range}`)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  }
  const happened = () => page.getByRole('region', { name: 'What happened' })
  const notable = () => page.getByRole('region', { name: 'Notable events' })

  async function isOver(): Promise<void> {
    const now = page.getByRole('region', { name: 'Now' })
    await now.getByText('all targets covered').waitFor()
    await now.getByRole('link', { name: '60 healthy' }).waitFor()
    await page.getByRole('button', { name: 'Alerts: critical 0, warning 0, info 0' }).waitFor()
    await page.getByRole('region', { name: 'Alerts' }).getByText('All clear').waitFor()
    await notable()
      .getByRole('link', { name: new RegExp(`Resolved: ${notCovered.source}`) })
      .waitFor()
  }

  /** Pins the crosshair at the lowest coverage: every chart says what it was then. */
  async function howBad(): Promise<void> {
    const share = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })
    const least = share.format(1 - uncovered / TARGETS)
    await happened()
      .getByRole('button', { name: `low ${least}` })
      .click()
    await happened().locator('.bd-plot-chip', { hasText: least }).waitFor()
    const moment = happened().getByRole('slider', { name: 'Moment on the charts' })
    expect(await moment.getAttribute('aria-valuetext')).toContain(`Coverage ${least}`)
    // The outage began within these ten seconds, or with them; the next are all of it.
    await moment.press('ArrowRight')
    await happened().locator('.bd-plot-chip', { hasText: '18 offline' }).waitFor()
    await happened().locator('.bd-plot-chip', { hasText: '42 online' }).waitFor()
    await page.keyboard.press('Escape')
    await happened().locator('.bd-plot-chip').first().waitFor({ state: 'detached' })
  }

  /** A mark above the charts says what it was, and for how long. */
  async function whatItWas(): Promise<void> {
    await happened().getByText('Alerts').waitFor()
    const mark = happened().locator('.bd-mark', { has: page.getByRole('img', { name: 'Critical' }) })
    await mark.waitFor()
    expect((await mark.getAttribute('title')) ?? '').toMatch(new RegExp(`${notCovered.source}, \\d+s`))
  }

  /** Every consumer by the keyboard: those that were away in the range say so, and no other does. */
  async function whomItHit(): Promise<void> {
    const map = page.getByRole('group', { name: '60 consumers, one cell each' })
    const cell = map.getByRole('link')
    await notable().getByRole('link', { name: '18 consumers went offline' }).first().waitFor()
    await cell.focus()
    await cell.press('Home')
    const said: string[] = []
    for (const id of ids) {
      const name = (await cell.getAttribute('aria-label')) ?? ''
      expect(name).toContain(id)
      if (name.includes('not online in range')) said.push(id)
      await cell.press('ArrowRight')
    }
    expect(said).toEqual(away)
  }

  async function isAllSaid(range: string): Promise<void> {
    await look(range)
    await isOver()
    await howBad()
    await whatItWas()
    await whomItHit()
    expect(errors).toEqual([])
  }

  it('[UI-11] [AL-2] says what it was, when, how bad, whom it hit, and that it is over', () => isAllSaid('15m'))

  it('[UI-11] [AL-1] [TS-1] says the same after a restart of the monitor', async () => {
    await fleet.restart()
    await isAllSaid(night)
    await look('15m')
    await notable().getByRole('link', { name: 'The monitor started' }).nth(1).waitFor()
  })
})
