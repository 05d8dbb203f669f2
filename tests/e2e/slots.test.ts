import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import { faults } from './axe.ts'

interface Slots {
  readonly epoch: number
  readonly slots: readonly { readonly slot: number; readonly consumer_id: string | null; readonly targets: number }[]
}

/** A busy machine must not fail them. */
const patience = { timeout: 8000 }

/** Four epochs: the targets, then c-01, c-02 and c-03 come one by one. */
describe('the Slots view', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-slots-'))
  const fleet: TestConsumer[] = []
  const errors: string[] = []
  let server: ServerProcess
  let browser: Browser
  let page: Page

  const slotsOf = async (epoch: number): Promise<Slots> =>
    (await fetch(`${server.url}/api/tasks/1/slots?epoch=${epoch}`)).json() as Promise<Slots>
  const presentEpoch = async () => ((await (await fetch(`${server.url}/api/tasks/1`)).json()) as Slots).epoch
  const moved = async (from: number, to: number) => {
    const [before, after] = await Promise.all([slotsOf(from), slotsOf(to)])
    return after.slots.filter(({ slot, consumer_id }) => before.slots[slot]!.consumer_id !== consumer_id)
  }
  const open = async (query: string) => {
    await page.goto('about:blank')
    await page.goto(`${server.url}/#/slots?${query}`)
  }
  const cell = (slot: number) => page.locator(`[role=gridcell][data-slot="${slot}"]`)
  /** What the map says aloud of all slots, the moves left out: their owners. */
  const ownersShown = () =>
    page
      .getByRole('gridcell')
      .evaluateAll((cells) => cells.map((each) => /^slot \d+, (?:\S+ → )?(\S+),/.exec(each.ariaLabel ?? '')?.[1]))
  const ownersIn = async (epoch: number) =>
    (await slotsOf(epoch)).slots.map(({ consumer_id }) => consumer_id ?? 'unowned')

  beforeAll(async () => {
    // However slow the machine: nobody here is lost for not sending heartbeats.
    const settings = ['member-debounce=0s', 'suspect-after=30m', 'lost-after=1h']
    const given = settings.flatMap((setting) => ['--set', `monitor.liveness.${setting}`])
    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir].concat(given))
    const send = async (method: string, path: string, body: unknown) =>
      fetch(server.url + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    await send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await send('PUT', '/api/tasks/1/targets', { targets: Array.from({ length: 900 }, (_, i) => `target-${i}`) })
    for (const id of ['c-01', 'c-02', 'c-03']) {
      fleet.push(await TestConsumer.register(`${server.url.replace('http', 'ws')}/websocket/monitor`, id))
      await fleet.at(-1)!.next('batch_reload')
    }
    browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => errors.push(String(error)))
  })

  afterAll(async () => {
    await browser.close()
    await Promise.all(fleet.map((consumer) => consumer[Symbol.asyncDispose]()))
    await server.end('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('[UI-6] shows every slot with its owner and targets, and is walked through with the keyboard', async () => {
    await page.goto(`${server.url}/#/overview`)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.getByRole('grid', { name: 'Slots of epoch 4' }).waitFor()
    const { slots } = await slotsOf(4)
    expect(await page.getByRole('gridcell').evaluateAll((cells) => cells.map((each) => each.ariaLabel))).toEqual(
      slots.map(
        ({ slot, consumer_id, targets }) =>
          `slot ${slot}, ${consumer_id}, ${targets} ${targets === 1 ? 'target' : 'targets'}`,
      ),
    )
    await cell(0).focus()
    for (const key of ['ArrowDown', 'ArrowRight', 'End', 'ArrowUp', 'Enter']) await page.keyboard.press(key)
    await page.getByText('Slot 15', { exact: true }).waitFor()
    expect(await cell(15).getAttribute('aria-selected')).toBe('true')
    expect(page.url()).toContain('slot=15')
    // All of one owner stand out, all others step back.
    const lit = await page.locator('[data-lit]').count()
    expect(lit).toBe(slots.filter(({ consumer_id }) => consumer_id === slots[15]!.consumer_id).length)
    expect(await page.locator('[data-dimmed]').count()).toBe(256 - lit)
    await page.getByRole('link', { name: 'Show batches' }).click()
    await page.getByRole('heading', { name: 'Batches' }).waitFor()
    expect(page.url()).toContain(`consumer=${slots[15]!.consumer_id}`)
  })

  it('[UI-1] [UI-8] keeps map, figures, list and controls in their places in every mode, and all of it over F5', async () => {
    const boxes = () =>
      page
        .locator(
          '.bd-slots-bar, .bd-slots-modes, .bd-slots-context, .bd-slots-map, .bd-slot-map, .bd-slots-figures, .bd-slots > .bd-table',
        )
        .evaluateAll((parts) => parts.map((part) => Object.values(part.getBoundingClientRect().toJSON() as object)))
    await open('')
    await page.getByRole('grid', { name: 'Slots of epoch 4' }).waitFor()
    const before = await boxes()
    expect(before).toHaveLength(7)
    for (const [mode, grid, address] of [
      ['History', 'Epoch 4', 'mode=history&at=4'],
      ['Compare', 'Epoch 4', 'mode=compare&from=3&to=4'],
      ['What if', 'Slots after these changes', 'mode=what-if'],
    ] as const) {
      await page.getByRole('radiogroup', { name: 'Mode' }).getByText(mode, { exact: true }).click()
      await page.getByRole('grid', { name: grid, exact: true }).waitFor()
      expect(await boxes(), mode).toEqual(before)
      expect(page.url()).toContain('task=1')
      expect(page.url()).toContain(address)
      await page.reload()
      await page.getByRole('grid', { name: grid, exact: true }).waitFor()
      expect(await boxes(), `${mode}, loaded again`).toEqual(before)
    }
  })

  it('[UI-12] on a phone the map takes the width there is, and the list stands below it', async () => {
    const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'en-GB' })
    await phone.goto(`${server.url}/#/slots?mode=history&at=3`)
    const map = (await phone.getByRole('grid', { name: 'Epoch 3' }).boundingBox())!
    const list = (await phone.getByRole('table', { name: 'Load by consumer' }).boundingBox())!
    expect(map.x).toBeGreaterThanOrEqual(0)
    expect(map.width).toBeGreaterThan(320)
    expect(map.x + map.width).toBeLessThanOrEqual(390)
    expect(list.y).toBeGreaterThan(map.y + map.height)
    expect(await phone.evaluate('document.scrollingElement.scrollWidth')).toBe(390)
    await phone.close()
  })

  it('[UI-3] [EP-10] compares any two epochs: what moved is framed and listed, and the question stands in the address', async () => {
    await open('mode=compare')
    await page.getByRole('grid', { name: 'Epoch 4' }).waitFor()
    expect(await page.locator('[data-moved]').count()).toBe((await moved(3, 4)).length)
    await page.getByLabel('From', { exact: true }).fill('2')
    const moves = await moved(2, 4)
    await expect.poll(() => page.locator('[data-moved]').count(), patience).toBe(moves.length)
    expect(page.url()).toContain('from=2')
    await page.reload()
    const [first] = moves
    await page
      .getByRole('row')
      .filter({ hasText: `c-01${first!.consumer_id}` })
      .first()
      .waitFor()
    expect(await ownersShown()).toEqual(await ownersIn(4))
    await page.getByRole('radiogroup', { name: 'Show' }).getByText('Epoch 2', { exact: true }).click()
    await page.getByRole('grid', { name: 'Epoch 2' }).waitFor()
    expect(await ownersShown()).toEqual(await ownersIn(2))
  })

  it('[UI-6] [EP-10] scrubs through history by keyboard, plays it, and returns to now', async () => {
    await open('mode=history')
    const slider = page.getByRole('slider', { name: 'Epochs' })
    await slider.waitFor()
    await expect.poll(() => slider.getAttribute('aria-valuetext'), patience).toMatch(/^Epoch 4, c-03 joined/)
    // It has the focus from the start.
    for (const [key, epoch] of [
      ['Home', 1],
      ['ArrowRight', 2],
      ['End', 4],
      ['ArrowLeft', 3],
    ] as const) {
      await page.keyboard.press(key)
      await page.getByRole('grid', { name: `Epoch ${epoch}`, exact: true }).waitFor()
      expect(await ownersShown()).toEqual(await ownersIn(epoch))
    }
    await expect.poll(() => page.url(), patience).toContain('at=3')
    await page.keyboard.press('Home')
    await page.keyboard.press(' ')
    await page.getByRole('grid', { name: 'Epoch 4' }).waitFor()
    await page.getByRole('button', { name: 'Play (space)' }).waitFor()
    await page.getByRole('main').getByText('Now', { exact: true }).click()
    await page.getByRole('grid', { name: 'Slots of epoch 4' }).waitFor()
  })

  it('[PL-7] a what-if shows whose the slots would be, and publishes nothing', async () => {
    await open('mode=what-if')
    await page.getByText('What if: nothing changes for real.').waitFor()
    await page.getByRole('checkbox', { name: 'Take c-02 out' }).check()
    const { slots } = await slotsOf(4)
    const own = slots.filter(({ consumer_id }) => consumer_id === 'c-02')
    await expect.poll(() => page.locator('[data-moved]').count(), patience).toBe(own.length)
    expect(new Set(await ownersShown())).toEqual(new Set(['c-01', 'c-03']))
    const targets = own.reduce((sum, each) => sum + each.targets, 0)
    await page.getByText(`${targets} / ${targets}`).waitFor()
    await page
      .getByRole('row')
      .filter({ hasText: `c-02${own.length} → 0${targets} → 0` })
      .waitFor()
    await page.getByLabel('Add', { exact: true }).fill('2')
    await expect.poll(async () => new Set(await ownersShown()).size, patience).toBe(4)
    expect(page.url()).toContain('more=2')
    await page.getByRole('button', { name: 'Drain c-02…' }).click()
    await page.getByText('Moves the slots of c-02 to the other consumers').waitFor()
    await page.keyboard.press('Escape')
    expect(await presentEpoch()).toBe(4)
    await page.getByRole('main').getByText('Now', { exact: true }).click()
    await page.getByRole('grid', { name: 'Slots of epoch 4' }).waitFor()
    expect(await ownersShown()).toEqual(await ownersIn(4))
  })

  it.each(['now', 'history', 'compare', 'what-if&without=c-02'])(
    '[UI-6] has no serious accessibility fault: %s',
    async (mode) => {
      await open(`mode=${mode}&slot=3`)
      await page.getByText('Slot 3', { exact: true }).waitFor()
      if (mode.startsWith('what-if')) await page.locator('[data-moved]').first().waitFor()
      expect(await faults(page)).toEqual([])
    },
  )

  it('[UI-5] what was tried out is done for real only when confirmed', async () => {
    await open('mode=what-if&without=c-03')
    await page.getByRole('button', { name: 'Drain c-03…' }).click()
    await page.getByRole('button', { name: 'Drain', exact: true }).click()
    await page.getByRole('grid', { name: 'Slots of epoch 5' }).waitFor()
    expect(await ownersIn(5)).not.toContain('c-03')
    // Whoever looks at the present sees it change.
    expect(await ownersShown()).toEqual(await ownersIn(5))
    expect(errors).toEqual([])
  })
})
