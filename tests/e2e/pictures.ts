// Takes the pictures that the documents show: npm run pictures. With `-- --matrix` it takes those of every screen in every
// size, theme, language and with 0, 3 and 1,000 consumers, and while a third of these are away, instead, to be looked at and not to be kept.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { chromiumFlags, findChromium } from '../chromium.ts'
import { readDemoTargets } from '../../src/demo/demo-targets.ts'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import { Scene, story } from './operating-story.ts'
import { PictureFleet } from './picture-fleets.ts'
import { shownPictures } from './shown-pictures.ts'

const views = ['overview', 'consumers', 'batches', 'slots', 'epochs', 'targets', 'events', 'settings', 'help'] as const
const themes = ['dark', 'light'] as const
const languages = { en: 'en-GB', zh: 'zh-CN' } as const
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
  { width: 390, height: 844 },
]
const documentSize = { width: 1280, height: 800 }
const fleets = {
  0: async () => {},
  3: (fleet: PictureFleet) => fleet.fillWithThree(),
  1000: (fleet: PictureFleet) => fleet.fillWithThousand(),
  'outage-of-1000': (fleet: PictureFleet) => fleet.fillWithOutage(),
} as const
/** How long the demo fleet lives before its pictures, ms: long enough for every status to be there. */
const LIFE = 60_000
/** What still moves when a view has been opened has come to rest by then, ms. */
const REST = 700

const root = join(import.meta.dirname, '../..')
const { matrix } = parseArgs({ options: { matrix: { type: 'boolean', default: false } } }).values
/** The matrix is not for git. */
const target = join(root, matrix ? 'pictures' : 'docs/pictures')
const shown = shownPictures()
const browser = await chromium.launch({ executablePath: findChromium(), args: [...chromiumFlags] })
try {
  if (matrix) await takeMatrix(browser)
  else {
    await takeStory(browser)
    await takeDemo(browser)
  }
} finally {
  await browser.close()
}

async function takeStory(within: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-story-'))
  const page = await open(within, { viewport: documentSize, colorScheme: 'dark', locale: languages.en })
  const scene = await Scene.open(page, folder)
  try {
    for (const { picture, run, finish } of story) {
      await run(scene)
      await page.waitForTimeout(REST)
      await save(page, `operating/${picture}`)
      await finish?.(scene)
    }
  } finally {
    await scene[Symbol.asyncDispose]()
    await page.context().close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The screens as the documents show them, of a demo fleet that has lived for a while. */
async function takeDemo(within: Browser): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-demo-'))
  const server = await ServerProcess.start(['--port', '0', '--data-dir', dataDir])
  try {
    await startDemo(within, server.url)
    for (const colorScheme of themes) {
      const page = await open(within, { viewport: documentSize, colorScheme, locale: languages.en })
      for (const view of views) {
        const name = `${view}-${colorScheme}`
        if (!shown.has(name)) continue
        await show(page, server.url, view)
        await save(page, name)
      }
      await page.context().close()
    }
    await takeImport(within, server.url)
  } finally {
    await server.end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** A list as somebody has it: with a header in other words, a link, and a number that a spreadsheet has shortened. */
function oddList(): string {
  return [
    'symbol;contract_address;priority;chain',
    'WETH;https://etherscan.io/token/0x52908400098527886E0F7030069857D2E4169EE7;high;eth',
    'USDT;0x8617E340B3D01FA5F11F306F4090FD50E238070D\u200B;;eth',
    'LINK;1.23E+47;low;base',
    ...readDemoTargets()
      .slice(5900)
      .map((address, i) => `POOL-${i + 1};${address};low;base`),
  ].join('\n')
}

/** How a list is looked at before anything is planned. */
async function takeImport(within: Browser, url: string): Promise<void> {
  if (!shown.has('lists/import')) return
  const page = await open(within, { viewport: { width: 1440, height: 900 }, colorScheme: 'dark', locale: languages.en })
  await show(page, url, 'targets?import=add')
  await page.getByLabel('Target list').fill(oddList())
  await page.getByRole('button', { name: 'Read list' }).click()
  await page.getByRole('button', { name: 'Repair all' }).click()
  await page.getByRole('button', { name: /^Add \d/ }).waitFor()
  await page.waitForTimeout(REST)
  await save(page, 'lists/import')
  await page.context().close()
}

async function startDemo(within: Browser, url: string): Promise<void> {
  const page = await open(within, { locale: languages.en })
  await page.goto(`${url}/`)
  await page.getByRole('button', { name: 'Start demo fleet' }).click()
  await page.getByText('target import: +5000').first().waitFor()
  // A history to look at: the list grows and shrinks, consumers come and go.
  const address = readDemoTargets().slice(5000)
  const edit = async (body: { add?: string[]; remove?: string[] }) => {
    const headers = { 'content-type': 'application/json' }
    await fetch(`${url}/api/tasks/1/targets`, { method: 'PATCH', headers, body: JSON.stringify(body) })
  }
  await edit({ add: address.slice(0, 240) })
  const consumerUrl = `${url.replace('http', 'ws')}/websocket/monitor`
  const guests = await Promise.all(['guest-1', 'guest-2'].map((id) => TestConsumer.register(consumerUrl, id)))
  await page.waitForTimeout(4000)
  await edit({ remove: address.slice(0, 60) })
  for (const guest of guests) {
    guest.send({ type: 'leave' })
    await page.waitForTimeout(4000)
  }
  await edit({ add: address.slice(240, 400), remove: address.slice(60, 90) })
  await page.waitForTimeout(LIFE)
  await page.context().close()
}

async function takeMatrix(within: Browser): Promise<void> {
  for (const [count, fill] of Object.entries(fleets)) {
    await using fleet = await PictureFleet.start()
    await fill(fleet)
    for (const viewport of sizes) {
      for (const colorScheme of themes) {
        for (const [language, locale] of Object.entries(languages)) {
          const page = await open(within, { viewport, colorScheme, locale })
          for (const view of views) {
            await show(page, fleet.server.url, view)
            await save(page, `${count}-consumers/${view}-${viewport.width}-${colorScheme}-${language}`)
          }
          await page.context().close()
        }
      }
    }
  }
}

async function open(within: Browser, options: BrowserContextOptions): Promise<Page> {
  const page = await (await within.newContext(options)).newPage()
  page.setDefaultTimeout(15_000)
  return page
}

async function show(page: Page, url: string, view: string): Promise<void> {
  await page.goto(`${url}/#/${view}`)
  // Help has the title of its page, too.
  await page.locator('#screen-title').waitFor()
  await page.waitForTimeout(REST)
}

/** As WebP, which Playwright itself does not write: a third of the same as PNG. */
async function save(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 })
  await session.detach()
  const file = join(target, `${name}.webp`)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, Buffer.from(data, 'base64'))
  console.log(name)
}
