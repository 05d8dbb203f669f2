import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
  const userData = mkdtempSync(join(tmpdir(), 'batchdeck-desktop-'))
  let app: ElectronApplication
  let page: Page

  beforeAll(async () => {
    app = await launchDesktop(userData, desktopWithTray(userData, false))
    page = await app.firstWindow()
    await page.getByText('Connect the first consumer').waitFor()
  })

  afterAll(() => rmSync(userData, { recursive: true, force: true }))

  it('[SEC-3] gives the page the console API and nothing else', async () => {
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
        Object.isFrozen(batchdeck),
      ]
    })
    expect(answers).toMatchObject([
      { ok: false, problem: { code: 'NOT_FOUND' } },
      { ok: false, problem: { code: 'NOT_FOUND' } },
      { ok: false, problem: { code: 'INVALID_MESSAGE' } },
      true,
    ])
  })

  it('[SEC-3] keeps the page where it is, without windows and frames; only an https address is given to the system', async () => {
    await app.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      Object.assign(shell, { openExternal: async (url: string) => void opened.push(url) })
    })
    const here = page.url()
    const windows = app.windows().length
    await page.evaluate(() => {
      const frame = document.createElement('iframe')
      frame.src = 'file:///etc/passwd'
      document.body.append(frame)
      for (const url of ['file:///etc/passwd', 'http://a.invalid/', 'https://u@a.invalid/', 'https://a.invalid/doc']) {
        globalThis.open(url, '_blank', 'noopener')
      }
      location.href = 'file:///etc/passwd'
    })
    const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
    await expect.poll(opened).toEqual(['https://a.invalid/doc'])
    await page.evaluate(`location.href = 'https://a.invalid/'`)
    await expect.poll(() => app.windows().length).toBe(windows)
    expect(page.url()).toBe(here)
    await page.getByText('Connect the first consumer').waitFor()
    expect(page.frames().map((frame) => frame.url())).not.toContain('file:///etc/passwd')
  })

  it('[SEC-3] keeps the page off every network, and lets it do nothing but copy', async () => {
    const { port } = new URL(await consoleUrl(app))
    const found = await page.evaluate(async (own) => {
      const failed = () => 'failed'
      const policy: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => policy.push(event.effectiveDirective))
      const script = Object.assign(document.createElement('script'), { textContent: 'globalThis.inline = true' })
      document.body.append(script)
      const names = [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'midi',
        'clipboard-read',
        'clipboard-write',
      ]
      return {
        file: await fetch('index.html').catch(failed),
        socket: await new Promise((resolve) => {
          const socket = new WebSocket(`ws://127.0.0.1:${own}/websocket/monitor`)
          socket.addEventListener('open', () => resolve('open'))
          socket.addEventListener('error', () => resolve('failed'))
        }),
        fetched: await fetch(`http://127.0.0.1:${own}/api/version`).catch(failed),
        picture: await new Promise((resolve) => {
          const image = new Image()
          image.addEventListener('load', () => resolve('loaded'))
          image.addEventListener('error', () => resolve('failed'))
          image.src = `http://127.0.0.1:${own}/`
        }),
        inline: 'inline' in globalThis,
        evaluated: (() => {
          try {
            // oxlint-disable-next-line no-implied-eval, no-new-func -- that it is refused is what is looked for
            return new Function('return 1')() as number
          } catch {
            return 'failed'
          }
        })(),
        policy: policy.toSorted(),
        permissions: await Promise.all(
          names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
        ),
      }
    }, port)
    expect(found).toMatchObject({ file: 'failed', socket: 'failed', fetched: 'failed', picture: 'failed' })
    expect(found).toMatchObject({ inline: false, evaluated: 'failed' })
    expect(found.policy).toEqual(expect.arrayContaining(['connect-src', 'img-src', 'script-src-elem']))
    expect(found.permissions).toEqual([...Array.from({ length: 6 }, () => 'denied'), 'granted'])
  })

  it('[SEC-3] answers no other page, however it came into the window, and none from a network comes there', async () => {
    const [here, elsewhere] = [page.url(), await consoleUrl(app)]
    await page.goto(here.replace(/desktop\.html.*$/, 'api-docs.html'))
    const answers = await page.evaluate(async () => {
      type Ask = (method: string, params: unknown) => Promise<unknown>
      const { batchdeck } = globalThis as unknown as { batchdeck: { call: Ask; desktop: Ask } }
      return [await batchdeck.call('version', {}), await batchdeck.desktop('state', {})]
    })
    const refused = { ok: false, problem: { code: 'FORBIDDEN' } }
    expect(answers).toMatchObject([refused, refused])
    await expect(page.goto(elsewhere)).rejects.toThrow('ERR_BLOCKED_BY_CLIENT')
    // The page that says so comes afterwards.
    await page.waitForURL('chrome-error://**')
    await page.goto(here)
    await page.getByText('Connect the first consumer').waitFor()
  })

  it('remembers its window, and without a tray ends with it', async () => {
    if (process.platform === 'linux') {
      const ended = app.waitForEvent('close')
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
      await ended
    } else await app.close()
    expect(JSON.parse(readFileSync(join(userData, 'window.json'), 'utf8'))).toMatchObject({ width: 1440, height: 900 })
  })
})

desktopTests()

/** The monitor in the main process has a port of its own: the page says which. */
async function consoleUrl(app: ElectronApplication): Promise<string> {
  const page = await app.firstWindow()
  const address = await page.getByText(/^ws:\/\/[\d.:]+\/websocket\/monitor$/).textContent()
  return new URL(address ?? '').origin.replace('ws:', 'http:')
}
