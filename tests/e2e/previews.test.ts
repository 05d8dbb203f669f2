import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'

/** What the console asks before it offers to do anything. */
const asksForPreview = /"method":"(?:plan\.what-if|(?:sync|rollback|undo|import)\.preview)"/

/** A monitor that takes its time to plan: nothing is done before it is seen what it would do. */
describe('previews', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-previews-'))
  const fleet: TestConsumer[] = []
  /** Questions that wait. */
  const held: (() => void)[] = []
  const commands: string[] = []
  let isHolding = false
  let server: ServerProcess
  let browser: Browser
  let page: Page

  const send = async (method: string, path: string, body?: object) =>
    fetch(server.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  const epoch = async () => ((await (await send('GET', '/api/tasks/1')).json()) as { epoch: number }).epoch
  const go = async (place: string) => {
    await page.goto(`${server.url}/#/${place}`)
    await page.getByText('Live', { exact: true }).waitFor()
  }

  beforeAll(async () => {
    const settings = ['member-debounce=0s', 'suspect-after=30m', 'lost-after=1h']
    const given = settings.flatMap((setting) => ['--set', `monitor.liveness.${setting}`])
    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir, ...given])
    await send('POST', '/api/tasks', { task_id: 1, name: 'Watch', auto_sync: false })
    for (const id of ['p1', 'p2', 'p3']) {
      fleet.push(await TestConsumer.register(`${server.url.replace('http', 'ws')}/websocket/monitor`, id))
    }
    await send('PUT', '/api/tasks/1/targets', { targets: Array.from({ length: 300 }, (_, i) => `target-${i}`) })
    await send('PATCH', '/api/tasks/1/targets', { add: ['one', 'two'] })
    browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    page.setDefaultTimeout(20_000)
    await page.routeWebSocket(/console/, (socket) => {
      const monitor = socket.connectToServer()
      socket.onMessage((message) => {
        const text = String(message)
        const method = /"type":"call".*?"method":"([^"]+)"/.exec(text)?.[1]
        if (method !== undefined) commands.push(method)
        if (isHolding && asksForPreview.test(text)) held.push(() => monitor.send(message))
        else monitor.send(message)
      })
    })
    await go('consumers')
  })

  afterAll(async () => {
    await browser.close()
    await Promise.all(fleet.map((consumer) => consumer[Symbol.asyncDispose]()))
    await server.end('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  beforeEach(() => {
    isHolding = true
    commands.length = 0
  })

  const release = (): void => {
    isHolding = false
    for (const ask of held.splice(0)) ask()
  }

  it('[UI-5] [PL-7] a drain waits for what it would move: neither Enter nor a click is too early, and Enter is not lost', async () => {
    await page.getByRole('checkbox', { name: /p2/ }).click()
    await page.getByRole('button', { name: 'Drain', exact: true }).press('Enter')
    const dialog = page.getByRole('dialog')
    await expect.poll(() => held.length).toBe(1)
    const drain = dialog.getByRole('button', { name: 'Drain', exact: true })
    await drain.and(page.locator(':focus')).waitFor()
    expect(await drain.getAttribute('aria-disabled')).toBe('true')
    await page.keyboard.press('Enter')
    await drain.click({ force: true })
    await dialog.waitFor()
    release()
    await dialog.getByText(/Targets moving/).waitFor()
    expect(commands).not.toContain('consumers.drain')
    await page.keyboard.press('Enter')
    await expect.poll(() => commands).toContain('consumers.drain')
    await dialog.waitFor({ state: 'detached' })
  })

  it.each([
    ['Reload', 'overview', () => page.keyboard.press('r'), 'sync.apply'],
    [
      'a rollback',
      'epochs?open=1',
      () => page.getByRole('button', { name: /^Roll back/ }).press('Enter'),
      'rollback.apply',
    ],
    [
      'a rebalance',
      'slots?mode=what-if&rebalance=1',
      () => page.getByRole('button', { name: 'Rebalance…' }).press('Enter'),
      'sync.apply',
    ],
    [
      'the removal of a target',
      'targets?open=target-7',
      () => page.getByRole('complementary').getByRole('button', { name: 'Remove…' }).press('Enter'),
      'import.apply',
    ],
    ['an undo', 'targets', () => page.getByRole('button', { name: 'Undo…' }).press('Enter'), 'undo.apply'],
  ] as const)('[UI-5] %s waits for its preview: Enter before does nothing', async (_, place, open, method) => {
    await go(place)
    const before = await epoch()
    await open()
    const asked = page.getByRole('dialog').or(page.getByRole('complementary', { name: /^Roll back/ }))
    await expect.poll(() => held.length).toBeGreaterThan(0)
    await asked.waitFor()
    expect(await asked.getByRole('button', { name: /^(Apply|Sync|Reload|Rebalance|Remove|Undo|Send)/ }).count()).toBe(0)
    await page.keyboard.press('Enter')
    release()
    await go('overview')
    expect(commands).not.toContain(method)
    expect(await epoch()).toBe(before)
  })

  it('[UI-5] a key that is held down goes no further than the dialog it opens', async () => {
    isHolding = false
    await go('overview')
    await page.keyboard.press('r')
    await page.getByRole('dialog').getByRole('button').and(page.locator(':focus')).last().waitFor()
    const focus = `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true }))`
    expect(await page.evaluate(focus), 'what an Enter that repeats would do was left to the button').toBe(false)
    await page.keyboard.press('Escape')
  })
})
