import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { desktopWithTray, launchDesktop } from './launch.ts'
import { desktopTests } from './desktop-tests.ts'
import { consoleStories } from './console/console-stories.ts'
import { asNew, type LaunchedMonitor } from './console/scene.ts'

consoleStories({
  name: 'in the desktop window',
  turn: 1,
  takesLocalChannels: false,
  async launch(): Promise<LaunchedMonitor> {
    const userData = mkdtempSync(join(tmpdir(), 'batchdeck-desktop-'))
    // For sources of this machine, as whoever asks over HTTP is held to.
    const app = await launchDesktop(userData, {
      BATCHDECK_MONITOR_SOURCES_ALLOWED_HOSTS: '127.0.0.1',
      BATCHDECK_MONITOR_SOURCES_PRIVATE_ADDRESSES: 'allow',
    })
    const page = await app.firstWindow()
    await page.setViewportSize({ width: 1440, height: 900 })
    return {
      url: await consoleUrl(app),
      open: () => asNew(page),
      async [Symbol.asyncDispose]() {
        await app.close()
        rmSync(userData, { recursive: true, force: true })
      },
    }
  },
})

describe('the desktop app', () => {
  it('[SEC-3] gives the page the console API and nothing else, remembers its window, and without a tray ends with it', async () => {
    const userData = mkdtempSync(join(tmpdir(), 'batchdeck-desktop-'))
    const app = await launchDesktop(userData, desktopWithTray(userData, false))
    const page = await app.firstWindow()
    await page.getByText('Connect the first consumer').waitFor()
    const globals = await page.evaluate(() => {
      const scope = globalThis as unknown as Record<string, object>
      return [typeof scope['require'], typeof scope['process'], Object.keys(scope['batchdeck'] ?? {})]
    })
    expect(globals).toEqual(['undefined', 'undefined', ['call', 'subscribe', 'onConnection', 'desktop', 'onDesktop']])
    const answers = await page.evaluate(async () => {
      type Ask = (method: string, params: unknown) => Promise<unknown>
      const { batchdeck } = globalThis as unknown as { batchdeck: { call: Ask; desktop: Ask } }
      return [
        await batchdeck.call('constructor', {}),
        await batchdeck.desktop('constructor', {}),
        await batchdeck.desktop('change', { close: 'explode' }),
      ]
    })
    expect(answers).toMatchObject([
      { ok: false, problem: { code: 'NOT_FOUND' } },
      { ok: false, problem: { code: 'NOT_FOUND' } },
      { ok: false, problem: { code: 'INVALID_MESSAGE' } },
    ])
    if (process.platform === 'linux') {
      const ended = app.waitForEvent('close')
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
      await ended
    } else await app.close()
    expect(JSON.parse(readFileSync(join(userData, 'window.json'), 'utf8'))).toMatchObject({ width: 1440, height: 900 })
    rmSync(userData, { recursive: true, force: true })
  })
})

desktopTests()

/** The monitor in the main process has a port of its own: the page says which. */
async function consoleUrl(app: ElectronApplication): Promise<string> {
  const page = await app.firstWindow()
  const address = await page.getByText(/^ws:\/\/[\d.:]+\/websocket\/monitor$/).textContent()
  return new URL(address ?? '').origin.replace('ws:', 'http:')
}
