import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { desktopWithTray, launchDesktop } from './launch.ts'
import { readPdf } from './pdf-text.ts'

/** What the app gave to the system, kept in the app's own process. */
interface Seen {
  readonly bars: number[]
  menu: readonly { readonly label: string; readonly enabled: boolean }[]
  /** The file that a save dialog answers with. */
  file: string
  revealed: string
}
type Scope = typeof globalThis & { seen: Seen }

const soon = { timeout: 8000 }
/** The background of the dark theme, as a PDF has it. */
const DARK = /0?\.054\d* 0?\.066\d* 0?\.086\d* rg/

describe('the manners of the desktop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-native-'))
  const userData = join(folder, 'data')
  let app: ElectronApplication
  let page: Page
  let url = ''

  beforeAll(async () => {
    // As it was left the last time.
    mkdirSync(userData, { recursive: true })
    writeFileSync(join(userData, 'desktop.json'), JSON.stringify({ zoom: 125 }))
    app = await launchDesktop(userData, desktopWithTray(folder, true))
    await app.evaluate(({ BrowserWindow, dialog, Menu, shell }) => {
      const seen: Seen = { bars: [], menu: [], file: '', revealed: '' }
      ;(globalThis as Scope).seen = seen
      BrowserWindow.prototype.setProgressBar = (share) => void seen.bars.push(share)
      Menu.prototype.popup = function () {
        seen.menu = this.items.map(({ label, enabled }) => ({ label, enabled }))
      }
      Object.assign(dialog, { showSaveDialog: async () => ({ canceled: seen.file === '', filePath: seen.file }) })
      Object.assign(shell, { showItemInFolder: (file: string) => void (seen.revealed = file) })
    })
    page = await app.firstWindow()
    page.setDefaultTimeout(20_000)
    const address = await page.getByText(/^ws:\/\/[\d.:]+\/websocket\/monitor$/).textContent()
    url = new URL(address ?? '').origin.replace('ws:', 'http:')
  })

  afterAll(async () => {
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const choose = (label: string) =>
    app.evaluate(({ Menu }, name) => {
      for (const menu of Menu.getApplicationMenu()?.items ?? []) {
        menu.submenu?.items.find((one) => one.label === name)?.click()
      }
    }, label)
  const start = (task: string) =>
    app.evaluate(
      ({ app: own }, flag) => void own.emit('second-instance', {}, ['batchdeck', flag], ''),
      `--open=${task}`,
    )
  const ratio = () => page.evaluate(() => devicePixelRatio)
  const kept = () => JSON.parse(readFileSync(join(userData, 'desktop.json'), 'utf8')) as { zoom: number }

  it('[DT-23] is shown as large as it was left, and as large as it is chosen', async () => {
    await expect.poll(ratio, soon).toBe(1.25)
    await choose('Zoom In')
    await page.getByText('Zoom: 150%').waitFor()
    await expect.poll(ratio, soon).toBe(1.5)
    await expect.poll(() => kept().zoom, soon).toBe(150)
    await choose('Actual Size')
    await expect.poll(ratio, soon).toBe(1)
    await page.getByText('Zoom: 100%').waitFor({ state: 'detached' })
  })

  it('[DT-22] shows on the task bar how far an import is, and that it is over', async () => {
    const task = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"Wallets"}' }
    expect((await fetch(`${url}/api/tasks`, task)).status).toBe(201)
    const list = Array.from({ length: 300 }, (_, i) => `target-${i}`).join('\n')
    const headers = { 'content-type': 'text/plain', 'content-length': String(list.length) }
    const upload = request(`${url}/api/tasks/1/targets`, { method: 'PUT', headers })
    const answer = once(upload, 'response')
    upload.write(list.slice(0, list.length / 2))
    const bars = () => app.evaluate(() => (globalThis as Scope).seen.bars)
    await expect.poll(async () => (await bars()).at(-1) ?? 0, soon).toBeCloseTo(0.5, 1)
    upload.end(list.slice(list.length / 2))
    const [response] = (await answer) as [{ statusCode: number; resume(): void }]
    response.resume()
    expect(response.statusCode).toBe(200)
    await expect.poll(async () => (await bars()).at(-1), soon).toBe(-1)
  })

  it('[DT-22] does what was chosen at the icon, and changes no fleet by it', async () => {
    await start('import')
    await page.getByRole('region', { name: 'Import' }).or(page.getByText('Drop a list')).first().waitFor()
    expect(page.url()).toContain('#/targets?import=add')
    await start('reload')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await start('alerts')
    await page.locator('.bd-alert-pop').waitFor()
    await page.keyboard.press('Escape')
    await start('overview')
    await expect.poll(() => page.url(), soon).toContain('#/overview')
    const epochs = (await (await fetch(`${url}/api/tasks/1/epochs`)).json()) as { epochs: unknown[] }
    expect(epochs.epochs).toHaveLength(1)
  })

  it('[DT-23] saves what is shown as a PDF: light, with what it is of, and with as many rows as it says', async () => {
    await page.evaluate(() => (location.hash = '#/targets'))
    await page.getByRole('button', { name: 'Theme and language' }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.getByText('target-1', { exact: true }).first().waitFor()
    // Nothing is chosen: nothing is written, and nothing is changed.
    await choose('Save as PDF…')
    const file = join(folder, 'targets.pdf')
    await app.evaluate((_electron, path) => void ((globalThis as Scope).seen.file = path), file)
    const isMade = page.getByText(/^Making the PDF/).waitFor({ timeout: 20_000 })
    await choose('Save as PDF…')
    await isMade
    await page.getByText('Saved as targets.pdf').waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Show in folder' }).click()
    await expect.poll(() => app.evaluate(() => (globalThis as Scope).seen.revealed), soon).toBe(file)
    expect(existsSync(`${file}.part`)).toBe(false)
    const { pages, text, drawing } = readPdf(readFileSync(file))
    expect(text).toContain('Targets')
    expect(text).not.toContain('Making the PDF')
    expect(text).toContain("This computer's monitor")
    expect(text).toContain('Rows 1 to 200 of 300.')
    // What may be cut in its middle is in two pieces.
    expect(new Set(text.replaceAll('\n', '').match(/target-\d+/g)).size).toBe(200)
    expect(pages).toBeGreaterThan(4)
    expect(pages).toBeLessThan(12)
    expect(drawing).not.toMatch(DARK)
    // The screen is as it was.
    expect(await page.evaluate(() => document.documentElement.dataset)).toMatchObject({
      mantineColorScheme: 'dark',
    })
    expect(await page.evaluate(() => 'printing' in document.documentElement.dataset)).toBe(false)
  })

  it('[DT-24] has a menu for a right click, and says what it is, in the language of the page', async () => {
    await page.getByRole('button', { name: 'Theme and language' }).click()
    await page.getByRole('menuitem', { name: '简体中文' }).click()
    const menu = () => app.evaluate(() => (globalThis as Scope).seen.menu.map(({ label }) => label))
    await expect
      .poll(async () => {
        await app.evaluate(({ BrowserWindow }) => {
          const editFlags = {
            canUndo: true,
            canRedo: false,
            canCut: true,
            canCopy: true,
            canPaste: true,
            canSelectAll: true,
          }
          const params = { isEditable: true, selectionText: '', linkURL: '', editFlags, frame: null }
          BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, params)
        })
        return menu()
      }, soon)
      .toEqual(['撤销', '重做', '', '剪切', '复制', '粘贴', '', '全选'])
  })
})
