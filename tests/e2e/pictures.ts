// Takes a picture of every view, from a living demo fleet: node tests/e2e/pictures.ts FOLDER [all]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { readDemoTargets } from '../../src/demo/demo-targets.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'

const views = ['overview', 'consumers', 'batches', 'slots', 'epochs', 'targets', 'events', 'settings'] as const
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
]
/** How long the fleet lives before the pictures, ms: long enough for every status to be there. */
const LIFE = 60_000

const [folder = 'docs/pictures', scope] = process.argv.slice(2)
const target = resolve(folder)
mkdirSync(target, { recursive: true })
const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-pictures-'))
const server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
const consumerUrl = `${server.url.replace('http', 'ws')}/websocket/monitor`
const targets = readDemoTargets()
const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
try {
  await startDemo(browser)
  if (scope === 'all') {
    for (const size of sizes) {
      for (const theme of ['dark', 'light'] as const) {
        for (const language of ['en', 'zh'] as const) await take(browser, size, theme, language)
      }
    }
  } else {
    await take(browser, { width: 1280, height: 800 }, 'dark', 'en')
    await take(browser, { width: 1280, height: 800 }, 'light', 'en')
  }
} finally {
  await browser.close()
  await server.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true })
}

async function startDemo(within: Browser): Promise<void> {
  const page = await within.newPage()
  await page.goto(`${server.url}/`)
  await page.getByRole('button', { name: 'Start demo fleet' }).click()
  await page.getByText('Nothing needs you right now.').waitFor()
  // A history to look at: the list grows and shrinks, consumers come and go.
  const address = targets.slice(5000)
  await edit({ add: address.slice(0, 240) })
  const guests = await Promise.all(['guest-1', 'guest-2'].map((id) => TestConsumer.register(consumerUrl, id)))
  await page.waitForTimeout(4000)
  await edit({ remove: address.slice(0, 60) })
  for (const guest of guests) {
    guest.send({ type: 'leave' })
    await page.waitForTimeout(4000)
  }
  await edit({ add: address.slice(240, 400), remove: address.slice(60, 90) })
  await page.waitForTimeout(LIFE)
  await page.close()
}

async function edit(body: { add?: string[]; remove?: string[] }): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${server.url}/api/tasks/1/targets`, { method: 'PATCH', headers, body: JSON.stringify(body) })
}

async function take(
  within: Browser,
  viewport: { width: number; height: number },
  colorScheme: 'dark' | 'light',
  language: 'en' | 'zh',
): Promise<void> {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const context = await within.newContext({ viewport, colorScheme, locale })
  const page = await context.newPage()
  for (const view of views) {
    await page.goto(`${server.url}/#/${view}`)
    await page.locator('h1').waitFor()
    await page.waitForTimeout(700)
    const name = scope === 'all' ? `${view}-${viewport.width}-${colorScheme}-${language}` : `${view}-${colorScheme}`
    await page.screenshot({ path: join(target, `${name}.png`) })
  }
  await context.close()
}
