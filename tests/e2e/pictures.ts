// Takes a picture of every view, from a living demo fleet: node tests/e2e/pictures.ts FOLDER [all]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { ServerProcess } from '../integration/server-process.ts'

const views = ['overview', 'consumers', 'batches', 'epochs', 'targets'] as const
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
]
/** How long the fleet lives before the pictures, ms: long enough for every status to be there. */
const LIFE = 75_000

const [folder = 'docs/pictures', scope] = process.argv.slice(2)
const target = resolve(folder)
mkdirSync(target, { recursive: true })
const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-pictures-'))
const server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
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
  await page.waitForTimeout(LIFE)
  await page.close()
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
