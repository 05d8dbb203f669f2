import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import { faults } from './axe.ts'
import { desktopWithTray, launchDesktop } from './launch.ts'

/** What the app gave to the system, kept in the app's own process. */
interface Seen {
  readonly notes: { title: string; body: string; emit(event: 'click'): void }[]
  menu: { readonly items: readonly { readonly label: string; readonly click: unknown }[] } | null
}
type Scope = typeof globalThis & { seen: Seen }

/** Others may be at work on the same machine. */
const soon = { timeout: 10_000 }

describe('several monitors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-monitors-'))
  const userData = join(folder, 'data')
  const file = join(folder, 'connections.json')
  const desktopFile = () => JSON.parse(readFileSync(join(userData, 'desktop.json'), 'utf8')) as object
  let app: ElectronApplication
  let page: Page
  let remote: ServerProcess

  beforeAll(async () => {
    remote = await ServerProcess.start(['--port', '0', '--data-dir', join(folder, 'remote')])
    app = await launchDesktop(userData, { ...desktopWithTray(folder, true), BATCHDECK_MONITOR_LIVENESS_GRACE: '1s' })
    await app.evaluate(({ Notification, Tray }) => {
      const seen: Seen = { notes: [], menu: null }
      ;(globalThis as Scope).seen = seen
      Notification.prototype.show = function () {
        seen.notes.push(this)
      }
      Tray.prototype.setContextMenu = function (menu) {
        seen.menu = menu
      }
    })
    page = await app.firstWindow()
    page.setDefaultTimeout(10_000)
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  afterAll(async () => {
    await app.close()
    await remote.end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  const tray = () => app.evaluate(() => (globalThis as Scope).seen.menu?.items.map(({ label }) => label) ?? [])
  const choose = (label: string) =>
    app.evaluate((_electron, name) => {
      const item = (globalThis as Scope).seen.menu?.items.find((one) => one.label.includes(name))
      ;(item?.click as (() => void) | undefined)?.()
    }, label)

  it('[DT-21] connections are imported after a look at them, and nothing connects by that', async () => {
    await page.getByText('Connect the first consumer').waitFor()
    await page.evaluate(() => (location.hash = '#/settings?part=desktop'))
    const take = async (connections: unknown) => {
      writeFileSync(file, JSON.stringify({ format: 'batchdeck-connections', version: 1, connections }))
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: 'Import…' }).click(),
      ])
      await chooser.setFiles(file)
    }
    await take([{ url: 'https://me:secret@deck' }])
    await page.getByText('Connection 1: the address contains a password or token. Remove it.').waitFor()
    await page.keyboard.press('Escape')
    await take([{ name: 'Production', url: remote.url }])
    const dialog = page.getByRole('dialog', { name: 'Import connections' })
    await dialog.getByText('1 new monitor').waitFor()
    await dialog.getByText(remote.url).waitFor()
    expect(await faults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('Not watched').waitFor()
    const metrics = await (await fetch(`${remote.url}/metrics`)).text()
    expect(metrics).toMatch(/^batchdeck_console_sockets 0$/m)
  })

  it('[DT-19] one that is watched tells of itself while another is shown, and the click leads there', async () => {
    const row = page.getByRole('listitem').filter({ hasText: 'Production' })
    await row.getByRole('switch', { name: 'Watch Production' }).click({ force: true })
    await row.getByText('No targets').waitFor()
    expect(await faults(page)).toEqual([])
    const consumer = await TestConsumer.register(`${remote.url.replace('http', 'ws')}/websocket/monitor`, 'far-1')
    await row.getByText('Consumers: 1 online, 0 lost').waitFor()
    await expect.poll(tray, soon).toContain('  Production: all clear')
    consumer.socket.terminate()
    await page.getByRole('button', { name: 'Monitor: This computer, 1 other monitor needs attention' }).waitFor()
    await expect.poll(tray, soon).toContain('  Production: 1 needs attention')
    await row.getByText('1 needs attention').waitFor()
    // The grace of another monitor is a minute, from when it was first watched.
    const notes = () => app.evaluate(() => (globalThis as Scope).seen.notes.map(({ body }) => body))
    expect(await notes()).toEqual([])
    await choose('Production: 1 needs attention')
    await page.getByRole('button', { name: 'Monitor: Production' }).waitFor()
    // On the same view.
    await page.getByRole('button', { name: 'Export…' }).waitFor()
    expect(desktopFile()).toMatchObject({ attached: remote.url, connections: [{ name: 'Production', watch: true }] })
  })

  it('[DT-19] [UI-6] the switcher leads back by keyboard, and says which one is away', async () => {
    await page.keyboard.press('m')
    const here = page.getByRole('menuitemradio', { name: /^This computer/ })
    await here.waitFor()
    expect(await page.getByRole('menuitemradio', { name: /Production/ }).getAttribute('aria-checked')).toBe('true')
    expect(await faults(page)).toEqual([])
    await here.press('Enter')
    await page.getByRole('button', { name: /^Monitor: This computer/ }).waitFor()
    await remote.end('SIGTERM')
    await page.getByText(/Can't be reached, last seen/).waitFor()
    await expect.poll(tray, soon).toContain("  Production: can't be reached")
    // On a small window, too, where every part of the settings can be got at.
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Export…' }).waitFor()
    for (const part of ['Appearance', 'Desktop']) {
      const box = await page.getByText(part, { exact: true }).first().boundingBox()
      expect((box?.x ?? 0) + (box?.width ?? 1000), part).toBeLessThan(390)
    }
    expect(await faults(page)).toEqual([])
    await page.getByRole('button', { name: 'Export…' }).click()
    await page.getByText('1 connection saved, without its token').waitFor()
  })
})
