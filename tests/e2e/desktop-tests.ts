import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess } from '../integration/server-process.ts'
import { TestConsumer } from '../integration/test-consumer.ts'
import { faults } from './axe.ts'
import { desktopWithTray, launchDesktop } from './launch.ts'

/** What the app gave to the system, kept in the app's own process. */
interface Seen {
  readonly notes: { title: string; body: string; emit(event: 'click'): void }[]
  readonly asked: { readonly message: string; readonly buttons: readonly string[] }[]
  answer: { response: number; checkboxChecked: boolean }
  menu: {
    readonly items: readonly { readonly label: string; readonly enabled: boolean; readonly click: unknown }[]
  } | null
  tooltip: string
}
type Scope = typeof globalThis & { seen: Seen }

/** The tray changes at most once a second. */
const soon = { timeout: 8000 }
const token = 'look-but-do-not-touch'

/** What the desktop does around the page: one story, with a second monitor somewhere else. */
export function desktopTests(): void {
  describe('around the page', () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-around-'))
    const userData = join(folder, 'data')
    const desktopFile = () => readFileSync(join(userData, 'desktop.json'), 'utf8')
    let app: ElectronApplication
    let page: Page
    let remote: ServerProcess
    let consumer: TestConsumer

    beforeAll(async () => {
      const flags = ['--port', '0', '--data-dir', join(folder, 'remote'), '--token', 'operate']
      remote = await ServerProcess.start([...flags, '--set', `server.viewer-token=${token}`])
      app = await launch(folder, userData)
      page = await app.firstWindow()
      page.setDefaultTimeout(20_000)
      await page.setViewportSize({ width: 1440, height: 900 })
    })

    afterAll(async () => {
      await consumer?.[Symbol.asyncDispose]()
      await app.close()
      await remote.end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    })

    const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false)
    const close = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    const asked = () => app.evaluate(() => (globalThis as Scope).seen.asked.length)
    const tray = () => app.evaluate(() => (globalThis as Scope).seen.menu?.items.map(({ label }) => label) ?? [])
    const choose = (label: string) =>
      app.evaluate((_electron, name) => {
        const item = (globalThis as Scope).seen.menu?.items.find((one) => one.label.includes(name))
        ;(item?.click as (() => void) | undefined)?.()
      }, label)
    const notes = () =>
      app.evaluate(() => (globalThis as Scope).seen.notes.map(({ title, body }) => `${title}: ${body}`))

    it('[DT-3] closing the window asks once, and hides it to the tray from then on', async () => {
      await page.getByText('Connect the first consumer').waitFor()
      await close()
      await expect.poll(asked, soon).toBe(1)
      expect(await isVisible()).toBe(true)
      await app.evaluate(() => ((globalThis as Scope).seen.answer = { response: 0, checkboxChecked: true }))
      await close()
      await expect.poll(isVisible, soon).toBe(false)
      expect(await app.evaluate(() => (globalThis as Scope).seen.asked)).toMatchObject([
        {},
        { message: 'Keep Batchdeck running in the tray?', buttons: ['Keep Running', 'Quit', 'Cancel'] },
      ])
      await choose('Show Batchdeck')
      expect(await isVisible()).toBe(true)
      await close()
      await expect.poll(isVisible, soon).toBe(false)
      expect(await asked()).toBe(2)
    })

    it('[DT-2] the tray shows the fleet at a glance', async () => {
      expect(await tray()).toContain('No targets yet')
      const address = await page.getByText(/^ws:\/\/[\d.:]+\/websocket\/monitor$/).textContent()
      consumer = await TestConsumer.register(address ?? '', 'c-1')
      await expect.poll(tray, soon).toContain('Consumers: 1 online, 0 suspect, 0 lost')
      expect(await tray()).toContain('All clear')
    })

    it('[DT-1] a consumer that is lost is notified, and a click leads to it', async () => {
      consumer.socket.terminate()
      await expect.poll(notes, { timeout: 20_000 }).toEqual(['Consumers lost: 1: c-1 is lost'])
      await expect.poll(tray, soon).toContain('  c-1 is lost')
      expect(await app.evaluate(() => (globalThis as Scope).seen.tooltip)).toContain('Needs attention: 1')
      expect(await isVisible()).toBe(false)
      await app.evaluate(() => (globalThis as Scope).seen.notes[0]?.emit('click'))
      expect(await isVisible()).toBe(true)
      await page.getByRole('complementary').getByText('c-1').first().waitFor()
      expect(page.url()).toContain('#/consumers?open=c-1')
      await page.keyboard.press('Escape')
    })

    it('what the desktop does is set in the Settings, and kept', async () => {
      await menuItem(app, 'Documentation')
      await page.getByRole('heading', { name: 'Help', level: 1, exact: true }).waitFor()
      await page.getByRole('heading', { name: 'Connect a consumer' }).waitFor()
      await menuItem(app, 'Settings…')
      await page.getByText('Closing the window').waitFor()
      expect(await faults(page)).toEqual([])
      await page.getByText('Ask', { exact: true }).click()
      await page.getByRole('switch', { name: 'Start at login' }).click()
      await page.getByRole('switch', { name: 'Rollout stuck' }).click()
      await expect.poll(desktopFile, soon).toContain('"rollout_stuck": false')
      expect(JSON.parse(desktopFile())).toMatchObject({ close: 'ask', notify: { consumer_lost: true } })
      const autostart = join(folder, 'config/autostart/batchdeck.desktop')
      if (process.platform === 'linux') {
        await expect.poll(() => existsSync(autostart)).toBe(true)
        expect(readFileSync(autostart, 'utf8')).toMatch(/^Exec=".+" "--hidden"$/m)
        await page.getByRole('switch', { name: 'Start at login' }).click()
        await expect.poll(() => existsSync(autostart)).toBe(false)
      }
      await choose('Pause Notifications')
      await page.getByText('Paused until').waitFor()
      await page.getByRole('button', { name: 'Resume' }).click()
      await page.getByText('Paused until').waitFor({ state: 'detached' })
    })

    it('[DT-4] connects to another monitor, after saying what is wrong with an address', async () => {
      const { url } = remote
      await menuItem(app, 'Connect to Another Monitor…')
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Address').fill('https://me:secret@deck')
      await dialog.getByText('Not a monitor address.').waitFor()
      await dialog.getByLabel('Address').fill('http://deck.example:8080')
      await dialog.getByText('cross the network unencrypted').waitFor()
      await dialog.getByLabel('Address').fill(`${url}/#/consumers`)
      await dialog.getByRole('button', { name: 'Test connection' }).click()
      await dialog.getByText('A token is required.').waitFor()
      await dialog.getByRole('textbox', { name: 'Token' }).fill('wrong')
      await page.keyboard.press('Enter')
      await dialog.getByText('Wrong token').waitFor()
      await dialog.getByRole('textbox', { name: 'Token' }).fill(token)
      await dialog.getByRole('button', { name: 'Test connection' }).click()
      await dialog.getByText('You can look, but not change anything there.').waitFor()
      expect(await faults(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
      await page.getByRole('button', { name: `Monitor: ${url.replace('http://', '')}` }).waitFor()
      await page.getByText('Read only').waitFor()
      expect(await page.getByRole('button', { name: 'Start demo fleet' }).count()).toBe(0)
      expect(await faults(page)).toEqual([])
      const menu = await app.evaluate(({ Menu }) =>
        Menu.getApplicationMenu()?.items[0]?.submenu?.items.map(({ label, enabled }) => `${label} ${enabled}`),
      )
      expect(menu).toContain('Reload Fleet… false')
      expect(menu).toContain("Back to This Computer's Monitor true")
      await expect.poll(tray, soon).toContain(url.replace('http://', ''))
      // Page, tray and notifications have one connection together.
      const metrics = await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer operate' } })
      expect(await metrics.text()).toMatch(/^batchdeck_console_sockets 1$/m)
      expect([page.url(), desktopFile()].join()).not.toContain(token)
      expect(JSON.parse(desktopFile())).toMatchObject({ attached: url, connections: [{ url }] })
    })

    it('[DT-4] [UI-4] is attached again after a restart; says that it is away, and leads back', async () => {
      const { url, port } = remote
      await app.close()
      // As at login.
      app = await launch(folder, userData, '--hidden')
      page = await app.firstWindow()
      page.setDefaultTimeout(20_000)
      await page.getByRole('button', { name: `Monitor: ${url.replace('http://', '')}` }).waitFor()
      await page.getByText('Connect the first consumer').waitFor()
      expect(await isVisible()).toBe(false)
      await choose('Show Batchdeck')
      expect(await isVisible()).toBe(true)
      await remote.end('SIGTERM')
      await page.getByRole('alert').getByText("Can't reach the monitor").waitFor()
      await page.getByRole('alert').getByText('Nothing listens there').waitFor()
      await expect.poll(tray, soon).toContain(`Can't reach 127.0.0.1:${port}`)
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('another monitor')
      await page.getByRole('option', { name: 'Connect to another monitor…' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('alert').getByRole('button', { name: "Back to this computer's monitor" }).click()
      await page.getByRole('alert').waitFor({ state: 'detached' })
      await page.getByText('Live').waitFor()
      await page.getByRole('button', { name: 'Monitor: This computer, 1 other monitor needs attention' }).waitFor()
      // The consumer of before is known here, and lost.
      await page.getByText('c-1 is lost').first().waitFor()
      expect(JSON.parse(desktopFile())).toMatchObject({ attached: null, connections: [{ url }] })
    })

    it('speaks the language of the page', async () => {
      await page.getByRole('button', { name: 'Theme and language' }).click()
      await page.getByRole('menuitem', { name: '简体中文' }).click()
      await expect.poll(tray, soon).toContain('显示 Batchdeck')
      await menuItem(app, '连接到其他监控服务…')
      await page.getByRole('dialog').getByText('最近连接').waitFor()
      await page.keyboard.press('Escape')
      await menuItem(app, '设置…')
      await page.getByRole('button', { name: `${remote.url.replace('http://', '')} 的更多操作` }).click()
      await page.getByRole('menuitem', { name: '忘记' }).click()
      await expect.poll(() => JSON.parse(desktopFile()) as unknown).toMatchObject({ connections: [] })
    })
  })
}

async function launch(folder: string, userData: string, ...flags: string[]): Promise<ElectronApplication> {
  const env = { XDG_CONFIG_HOME: join(folder, 'config'), BATCHDECK_MONITOR_LIVENESS_GRACE: '1s' }
  const app = await launchDesktop(userData, { ...desktopWithTray(folder, true), ...env }, flags)
  await app.evaluate(({ dialog, Notification, Tray }) => {
    const seen: Seen = {
      notes: [],
      asked: [],
      answer: { response: 2, checkboxChecked: false },
      menu: null,
      tooltip: '',
    }
    ;(globalThis as Scope).seen = seen
    Notification.prototype.show = function () {
      seen.notes.push(this)
    }
    Tray.prototype.setContextMenu = function (menu) {
      seen.menu = menu
    }
    Tray.prototype.setToolTip = function (tooltip) {
      seen.tooltip = tooltip
    }
    Object.assign(dialog, {
      showMessageBox: async (_window: unknown, question: Seen['asked'][number]) => {
        seen.asked.push(question)
        return seen.answer
      },
    })
  })
  return app
}

/** Chooses from the native menu. */
async function menuItem(app: ElectronApplication, label: string): Promise<void> {
  await app.evaluate(({ Menu }, name) => {
    for (const menu of Menu.getApplicationMenu()?.items ?? []) {
      const item = menu.submenu?.items.find((one) => one.label === name)
      if (item) item.click()
    }
  }, label)
}
