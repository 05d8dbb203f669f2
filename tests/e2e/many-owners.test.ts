import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import { faults } from './axe.ts'

/** More consumers than slots: 44 of 300 own nothing, and no 256 colours could be told apart. */
describe('the slots of 300 consumers', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-many-'))
  let fleet: TestConsumer[] = []
  let server: ServerProcess
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const settings = ['liveness.suspect-after=30m', 'liveness.lost-after=1h', 'liveness.grace=30m']
    const given = settings.flatMap((setting) => ['--set', `monitor.${setting}`])
    server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir, ...given])
    const url = `${server.url.replace('http', 'ws')}/websocket/monitor`
    const ids = Array.from({ length: 300 }, (_, i) => `w-${String(i + 1).padStart(3, '0')}`)
    fleet = await Promise.all(ids.map((id) => TestConsumer.register(url, id)))
    const send = async (method: string, path: string, body: object) =>
      fetch(server.url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    await send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    await send('PUT', '/api/tasks/1/targets', { targets: Array.from({ length: 5000 }, (_, i) => `target-${i}`) })
    browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    page.setDefaultTimeout(20_000)
    await page.goto(`${server.url}/#/slots`)
    await page.getByRole('grid', { name: 'Slots of epoch 1' }).waitFor()
  })

  afterAll(async () => {
    await browser.close()
    for (const { socket } of fleet) socket.terminate()
    await server.end('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('[UI-2] are coloured by the load of their owners, with a scale that says from what to what', async () => {
    const { slots } = (await (await fetch(`${server.url}/api/tasks/1/slots`)).json()) as {
      slots: readonly { slot: number; consumer_id: string | null; targets: number }[]
    }
    const loads = slots.map(({ targets }) => targets)
    const [least, most] = [Math.min(...loads), Math.max(...loads)]
    await page.getByRole('img', { name: `Colour by load of the owner: ${least} to ${most} targets` }).waitFor()
    const lightness = (targets: number) =>
      page
        .locator(`[data-slot="${slots.find((each) => each.targets === targets)!.slot}"] > i`)
        .evaluate((cell) => Number(/[\d.]+/.exec(getComputedStyle(cell as HTMLElement).backgroundColor)![0]))
    expect(await lightness(least)).not.toBe(await lightness(most))
    expect(await faults(page)).toEqual([])
  })

  it('[UI-10] those that own nothing are one line, and lead to as many idle consumers', async () => {
    await page.getByText('256 of 300', { exact: true }).waitFor()
    // One that owns nothing is found by its name all the same.
    await page.keyboard.press('/')
    await page.keyboard.type('w-')
    await page.getByText('300 of 300', { exact: true }).waitFor()
    await page.keyboard.type('nobody')
    await page.getByText('0 of 300', { exact: true }).waitFor()
    await page.getByLabel('Filter', { exact: true }).fill('')
    await page.getByRole('link', { name: '44 own nothing' }).click()
    await page.getByRole('heading', { name: 'Consumers', exact: true, level: 1 }).waitFor()
    await page.getByText('44 of 300', { exact: true }).waitFor()
  })
})
