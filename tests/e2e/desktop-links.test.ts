import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess } from '../integration/server-process.ts'
import { faults } from './axe.ts'
import { desktopWithTray, launchDesktop, realElectron } from './launch.ts'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
/** Others may be at work on the same machine. */
const soon = { timeout: 8000 }

describe('what is opened with the app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-links-'))
  const userData = join(folder, 'data')
  const list = join(folder, 'fleet.targets')
  const env = desktopWithTray(folder, true)
  let app: ElectronApplication
  let page: Page
  let remote: ServerProcess

  beforeAll(async () => {
    const flags = ['--port', '0', '--data-dir', join(folder, 'remote'), '--token', 'operate']
    remote = await ServerProcess.start([...flags, '--set', 'server.viewer-token=look'])
    writeFileSync(list, Array.from({ length: 300 }, (_, i) => `0x${i.toString(16).padStart(40, '0')}\n`).join(''))
    // As the system starts it for a link.
    app = await launchDesktop(userData, env, ['batchdeck://open/events?type=server'])
    page = await app.firstWindow()
    page.setDefaultTimeout(20_000)
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  afterAll(async () => {
    await app.close()
    await remote.end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  const hash = () => /#.*$/.exec(page.url())?.[0]
  const openUrl = (link: string) =>
    app.evaluate(({ app: own }, text) => void own.emit('open-url', { preventDefault: () => {} }, text), link)
  const openFile = (file: string) =>
    app.evaluate(({ app: own }, path) => void own.emit('open-file', { preventDefault: () => {} }, path), file)
  /** Another start of the same app, which hands over what it was given and ends. */
  async function startAgain(...args: string[]): Promise<void> {
    const given = { ...process.env, ...env, STANDIN_NODE: process.execPath, BATCHDECK_SERVER_PORT: '0' }
    const binary = realElectron() ?? join(root, 'tests/electron-standin/electron')
    const own = [root, `--user-data-dir=${userData}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
    await run(binary, [...own, ...args], { cwd: folder, env: given, timeout: 20_000 })
  }

  it('[DT-17] a link that the app is started for is shown once the page is there', async () => {
    await expect.poll(hash, soon).toBe('#/events?type=server')
    await page.getByRole('heading', { name: 'Events', level: 1, exact: true }).waitFor()
  })

  it('[DT-17] a second start hands its link over; nothing of it is a switch, and what acts is left out', async () => {
    await startAgain('--hidden', 'batchdeck://open/targets?import=replace&q=0xa&token=x')
    await expect.poll(hash, soon).toBe('#/targets?q=0xa')
    await openUrl('batchdeck://x" --inspect --remote-debugging-port=1')
    await page.getByText("This link can't be opened.").waitFor()
    expect(await faults(page)).toEqual([])
    expect(hash()).toBe('#/targets?q=0xa')
  })

  it('[DT-17] a link does not take away what somebody is in the middle of', async () => {
    await openUrl('batchdeck://open/overview')
    await expect.poll(hash, soon).toBe('#/overview')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await openUrl('batchdeck://open/consumers?q=first')
    await page.getByText('A link to Consumers was opened.').waitFor()
    await openUrl('batchdeck://open/slots')
    await page.getByText('A link to Slots was opened.').waitFor()
    await page.getByText('A link to Consumers was opened.').waitFor({ state: 'detached' })
    expect(hash()).toBe('#/overview')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await expect.poll(hash, soon).toMatch(/^#\/slots/)
    await page.keyboard.press('Escape')
  })

  it('[DT-17] Copy link copies one into the app, and says how far it reaches', async () => {
    await openUrl('batchdeck://open/events?type=server')
    await expect.poll(hash, soon).toBe('#/events?type=server')
    await page.evaluate(() => {
      const scope = globalThis as unknown as { copied: string[]; navigator: Navigator }
      scope.copied = []
      const clipboard = { writeText: async (text: string) => void scope.copied.push(text) }
      Object.defineProperty(scope.navigator, 'clipboard', { value: clipboard })
    })
    const copied = () => page.evaluate(() => (globalThis as unknown as { copied: string[] }).copied.at(-1))
    await page.keyboard.press('y')
    await page.getByText('It works on this computer only').waitFor()
    expect(await copied()).toBe('batchdeck://open/events?type=server')
    await menuItem(app, 'Copy Link')
    await expect
      .poll(() => page.evaluate(() => (globalThis as unknown as { copied: string[] }).copied.length), soon)
      .toBe(2)
    await page.getByRole('button', { name: 'Link to this view' }).click()
    await page.getByRole('menuitem', { name: /^Copy link/ }).waitFor()
    await page.getByText('Works on this computer only', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('[DT-17] a monitor that is not known is asked about, and nothing is sent there before', async () => {
    const { url } = remote
    const link = `batchdeck://open/consumers?q=c-7&monitor=${encodeURIComponent(url)}`
    await openUrl(link)
    const dialog = page.getByRole('dialog')
    await dialog.getByText('This address comes from a link.').waitFor()
    expect(await dialog.getByLabel('Address').inputValue()).toBe(url)
    // A key that was meant for the page does not connect.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent), soon).toBe('Cancel')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(hash()).toBe('#/events?type=server')
    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer operate' } })
    expect(await metrics.text()).toMatch(/^batchdeck_console_sockets 0$/m)
    await openUrl(link)
    await dialog.getByRole('textbox', { name: 'Token' }).fill('look')
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('button', { name: `Monitor: ${url.replace('http://', '')}` }).waitFor()
    await expect.poll(hash, soon).toBe('#/consumers?q=c-7')
    // From now on it is known; no link means the app's own.
    await openUrl('batchdeck://open/batches?as=table')
    await page.getByRole('button', { name: `Monitor: ${url.replace('http://', '')}` }).waitFor({ state: 'detached' })
    await expect.poll(hash, soon).toMatch(/^#\/batches\?as=table/)
    await openUrl(link)
    await page.getByRole('button', { name: `Monitor: ${url.replace('http://', '')}` }).waitFor()
    await expect.poll(hash, soon).toBe('#/consumers?q=c-7')
    expect(readFileSync(join(userData, 'desktop.json'), 'utf8')).not.toContain('"look"')
  })

  it('[DT-18] a viewer is told that a file cannot be imported', async () => {
    await openFile(list)
    await page.getByText("fleet.targets can't be imported").waitFor()
    await openUrl('batchdeck://open/overview')
    await expect.poll(hash, soon).toBe('#/overview')
    await page.getByRole('button', { name: 'Monitor: This computer' }).waitFor()
  })

  it('[DT-18] a file that is opened with the app is read for the import, and nothing is applied', async () => {
    // As a path of the folder that it was started in.
    await startAgain('fleet.targets')
    await page.getByText('300').first().waitFor()
    await page.getByRole('button', { name: 'Add 300' }).waitFor()
    expect(hash()).toContain('import=add')
    expect(await page.content()).not.toContain(folder)
    // On its way in, it is what somebody is in the middle of.
    await openFile(folder)
    await page.getByText('is not a file that can be read').waitFor()
    await openUrl('batchdeck://open/overview')
    await page.getByText('A link to Overview was opened.').waitFor()
    expect(hash()).toContain('import=add')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await expect.poll(hash, soon).toBe('#/overview')
    await page.getByText('Connect the first consumer').waitFor()
  })
})

/** Chooses from the native menu. */
async function menuItem(app: ElectronApplication, label: string): Promise<void> {
  await app.evaluate(({ Menu }, name) => {
    for (const menu of Menu.getApplicationMenu()?.items ?? []) {
      menu.submenu?.items.find((one) => one.label === name)?.click()
    }
  }, label)
}
