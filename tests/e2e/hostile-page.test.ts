import { createPackage } from '@electron/asar'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchApp, realElectron } from './launch.ts'

type Call = (...args: unknown[]) => unknown

type Functions =
  | 'typesIn'
  | 'keep'
  | 'isSame'
  | 'giveBack'
  | 'call'
  | 'fail'
  | 'fromProcess'
  | 'deep'
  | 'weak'
  | 'makeAdder'
  | 'invoke'
  | 'send'
  | 'page'
  | 'sync'

/** What the preload of `hostile-app` gives its page. */
interface Api extends Readonly<Record<Functions, Call>> {
  readonly values: Readonly<Record<string, unknown>>
  readonly refused: Readonly<Record<string, string>>
}
type Scope = typeof globalThis & { api: Api; only: string; [name: string]: unknown }

interface Seen {
  navigations: string[]
  frames: string[]
  opened: string[][]
  created: number
  received: unknown[][]
  /** Whether its walls are down. */
  isOpen: boolean
}

/** Electron's own rules, on whatever the desktop tests run on: what they rely on is there. */
describe('a page that tries to get out', () => {
  const userData = mkdtempSync(join(tmpdir(), 'batchdeck-hostile-'))
  let app: ElectronApplication
  let page: Page
  let server: Server
  let elsewhere = ''
  /** What was asked of the server that a page is to be kept from. */
  let hits: string[] = []
  const seen = () => app.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)
  const setOpen = (isOpen: boolean) =>
    app.evaluate((_electron, value) => {
      const kept = (globalThis as unknown as { seen: Seen }).seen
      Object.assign(kept, { isOpen: value, navigations: [], frames: [], opened: [] })
    }, isOpen)

  beforeAll(async () => {
    server = createServer((request, response) => {
      const added = request.headers['x-added']
      if (request.url !== '/favicon.ico') hits.push(`${request.url}${added === undefined ? '' : ` ${String(added)}`}`)
      response.setHeader('content-type', 'text/html').end('<title>Elsewhere</title>')
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    app = await launchApp(join(import.meta.dirname, 'hostile-app'), userData)
    page = await app.firstWindow()
    await page.waitForFunction('"api" in globalThis')
  })

  beforeEach(async () => {
    hits = []
    await setOpen(false)
  })

  afterAll(async () => {
    await app.close()
    server.close()
    rmSync(userData, { recursive: true, force: true })
  })

  it('gets copies of what the preload gives it: frozen, without prototypes and symbols', async () => {
    const found = await page.evaluate(async () => {
      const { api, only } = globalThis as Scope
      const { values } = api
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'api')
      const circle = values['circle'] as { self: unknown }
      const error = values['error'] as Error & { code?: number }
      const set = (target: object) => Reflect.set(target, 'text', 'other') || Reflect.defineProperty(target, 'more', {})
      return {
        only,
        simple: [values['text'], String(values['big']), JSON.stringify(values['list'])],
        kinds: [
          values['when'] instanceof Date,
          (values['map'] as Map<number, Set<number>>).get(1)?.has(2),
          ArrayBuffer.isView(values['bytes']),
          Array.isArray(values['list']),
        ],
        point: [JSON.stringify(values['point']), Object.getPrototypeOf(values['point']) === Object.prototype],
        symbols: [Object.getOwnPropertySymbols(values).length, values['symbol']],
        isCircle: circle.self === circle,
        error: [error instanceof Error, error.message, error.code],
        kept: JSON.stringify(await values['kept']),
        broken: await (values['broken'] as Promise<unknown>).catch((reason: Error) => reason.message),
        changed: [set(api), set(values), set(circle), Reflect.set(globalThis, 'api', 1), descriptor?.configurable],
      }
    })
    expect(found).toEqual({
      only: 'a text',
      simple: ['text', '1', '[1,[2,{"three":3}]]'],
      kinds: [true, true, true, true],
      point: ['{"x":1}', true],
      symbols: [0, undefined],
      isCircle: true,
      error: [true, 'wrong', undefined],
      kept: '{"deep":["kept"]}',
      broken: 'broken',
      changed: [false, false, false, false, false],
    })
  })

  it('calls functions of the preload at once, which get and give copies, and sees of an error its message', async () => {
    const found = await page.evaluate(() => {
      const { api } = globalThis as Scope
      const why = (action: () => unknown) => {
        try {
          return action()
        } catch (error) {
          return error instanceof Error ? error.message : 'an error of the other world'
        }
      }
      const listener = () => {}
      api.keep(listener)
      const own = { a: 1 }
      return {
        kinds: api.typesIn([], {}, new Date(), /a/, new Map(), new ArrayBuffer(1), new Blob([]), () => {}, null),
        isSame: [api.isSame(listener), api.giveBack() === listener, api.giveBack() === api.giveBack()],
        own: [api.call((value: unknown) => value === own, own), JSON.stringify(api.call(() => own))],
        adder: (api.makeAdder(2) as Call)(3),
        failed: why(() => api.fail()),
        ownFailure: why(() =>
          api.call(() => {
            throw new Error('of the page')
          }),
        ),
        deep: why(() => api.deep()),
        weak: why(() => api.weak()),
      }
    })
    expect(found).toEqual({
      kinds: ['Array', 'Object', 'Date', 'RegExp', 'Map', 'ArrayBuffer', 'Blob', 'Function', 'Null'].map(
        (kind) => `[object ${kind}]`,
      ),
      isSame: [true, true, true],
      own: [false, '{"a":1}'],
      adder: 5,
      failed: 'failed inside',
      ownFailure: 'of the page',
      deep: expect.stringContaining('recursion depth exceeded') as string,
      weak: expect.stringContaining('could not be cloned') as string,
    })
  })

  it('reaches nothing of the preload, and the preload nothing of its scripts', async () => {
    const found = await page.evaluate(() => {
      const scope = globalThis as Scope
      const { api } = scope
      const proxy = api.keep as Call & { constructor: FunctionConstructor }
      return {
        globals: ['require', 'process', 'module', 'Buffer', 'secret', 'ipcRenderer', 'electron'].filter(
          (name) => name in scope,
        ),
        standin: Object.getOwnPropertyNames(scope).filter((name) => /standin/i.test(name)),
        isOwnFunction: proxy.constructor === Function && Object.getPrototypeOf(proxy) === Function.prototype,
        throughConstructor: proxy.constructor('return typeof secret')() as string,
        world: api.page(),
        process: api.fromProcess(),
        refused: api.refused,
      }
    })
    expect(found).toEqual({
      globals: [],
      standin: [],
      isOwnFunction: true,
      throughConstructor: 'undefined',
      world: ['undefined', 'clean', 'object'],
      process: ['renderer', true, true],
      refused: {
        again: 'Cannot bind an API on top of an existing property on the window object',
        fs: 'module not found: fs',
      },
    })
  })

  it('changes nothing of the bridge where it puts its own in the place of what the bridge is made of', async () => {
    const found = await page.evaluate(async () => {
      const { api } = globalThis as Scope
      // A text, as the traps are for lists, too.
      let caught = ''
      const trap = (target: object, name: PropertyKey) => {
        const before = Object.getOwnPropertyDescriptor(target, name)
        const noted = () => {
          caught += `${String(name)} `
          throw new Error('a trap')
        }
        Object.defineProperty(target, name, { get: noted, set: noted, configurable: true })
        return () => {
          if (before) Object.defineProperty(target, name, before)
          else Reflect.deleteProperty(target, name)
        }
      }
      const restore = [
        trap(EventTarget.prototype, 'dispatchEvent'),
        trap(EventTarget.prototype, 'addEventListener'),
        trap(CustomEvent.prototype, 'detail'),
        trap(globalThis, 'CustomEvent'),
        trap(globalThis, 'structuredClone'),
        trap(Map.prototype, 'get'),
        trap(Map.prototype, 'set'),
        trap(WeakMap.prototype, 'get'),
        trap(Object, 'keys'),
        trap(Reflect, 'apply'),
        trap(Array.prototype, 'map'),
        trap(Array.prototype, 'push'),
        trap(Array.prototype, Symbol.iterator),
        trap(Array.prototype, 0),
        trap(Array.prototype, 1),
        trap(Object.prototype, 'detail'),
        trap(Object.prototype, 'value'),
      ]
      const values: unknown[] = []
      let failure = ''
      try {
        values[values.length] = 0
      } catch {
        // The trap is set.
      }
      let answer: unknown
      let adder: unknown
      try {
        answer = api.call((value: { n: number }) => value.n, { n: 4 })
        adder = (api.makeAdder(2) as Call)(3)
      } catch (error) {
        failure = String(error)
      }
      for (let i = restore.length - 1; i >= 0; i--) restore[i]?.()
      return { answer, adder, failure, caught, after: await api.invoke('echo', [1]) }
    })
    // Its own trap of an array was the only one to go off.
    expect(found).toEqual({ answer: 4, adder: 5, failure: '', caught: '0 ', after: [1] })
  })

  it('asks the main process by what the preload allows; values are cloned, and errors are of its making', async () => {
    const found = await page.evaluate(async () => {
      const { api } = globalThis as Scope
      const why = async (action: () => unknown) => {
        try {
          return await action()
        } catch (error) {
          return (error as Error).message
        }
      }
      api.send('say', 1, { two: [2] })
      const sent = { bytes: new Uint8Array([1, 2]), when: new Date(5), nothing: undefined, map: new Map([[1, 2]]) }
      const back = (await api.invoke('echo', sent)) as typeof sent
      return {
        back: [back.bytes[1], back.when.getTime(), 'nothing' in back, back.map.get(1)],
        failed: await why(() => api.invoke('fail')),
        unknown: await why(() => api.invoke('unknown')),
        uncloneable: await why(() => api.invoke('echo', { call: () => {} })),
        where: await api.invoke('where'),
      }
    })
    expect(found).toEqual({
      back: [2, 5, true, 2],
      failed: "Error invoking remote method 'fail': RangeError: too far",
      unknown: "Error invoking remote method 'unknown': Error: No handler registered for 'unknown'",
      uncloneable: expect.stringContaining('could not be cloned') as string,
      where: { url: page.url(), isTop: true },
    })
    expect((await seen()).received).toEqual([[1, { two: [2] }]])
  })

  it('is not held up by a question that waits for its answer: the stand-in refuses it', async ({ skip }) => {
    // Electron allows it, and would wait here for ever.
    skip(realElectron() !== null)
    expect(await page.evaluate(() => (globalThis as Scope).api.sync())).toContain('sendSync is refused')
  })

  it('stays where it is, by whatever way it wants to leave', async () => {
    const here = page.url()
    const ways: [string, string][] = [
      ['script', `location = '${elsewhere}/script'`],
      ['link', `Object.assign(document.getElementById('away'), { href: '${elsewhere}/link' }).click()`],
      ['form', `Object.assign(document.getElementById('form'), { action: '${elsewhere}/form' }).submit()`],
      ['file', `location = '/etc/passwd'`],
      [
        'refresh',
        `document.head.insertAdjacentHTML('beforeend', '<meta http-equiv="refresh" content="0;${elsewhere}/refresh">')`,
      ],
    ]
    for (const [i, [, script]] of ways.entries()) {
      await page.evaluate(script)
      await expect.poll(async () => (await seen()).navigations.length).toBe(i + 1)
    }
    await page.evaluate(`location.hash = '#inside'`)
    expect(page.url()).toBe(`${here}#inside`)
    expect(await page.title()).toBe('Hostile')
    const { navigations } = await seen()
    expect(navigations.map((url) => new URL(url).pathname)).toEqual([
      '/script',
      '/link',
      '/form',
      '/etc/passwd',
      '/refresh',
    ])
    expect(hits).toEqual([])
  })

  it('opens no window, by whatever way it wants to, and nothing is loaded for one', async () => {
    const before = app.windows().length
    await page.evaluate(`open('${elsewhere}/open', 'named')`)
    await expect.poll(async () => (await seen()).opened.length).toBe(1)
    await page.evaluate(`open('${elsewhere}/features', '', 'width=100')`)
    await expect.poll(async () => (await seen()).opened.length).toBe(2)
    await page.evaluate(`Object.assign(document.getElementById('blank'), { href: '${elsewhere}/blank' }).click()`)
    await expect.poll(async () => (await seen()).opened.length).toBe(3)
    await page.evaluate(`open('${elsewhere}/noopener', '', 'noopener')`)
    await expect.poll(async () => (await seen()).opened.length).toBe(4)
    expect((await seen()).opened).toEqual([
      [`${elsewhere}/open`, 'named'],
      [`${elsewhere}/features`, ''],
      [`${elsewhere}/blank`, ''],
      [`${elsewhere}/noopener`, ''],
    ])
    await expect.poll(() => app.windows().length).toBe(before)
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    expect(hits).toEqual([])
  })

  it('is granted what the handler grants, and without a handler everything', async () => {
    const states = () =>
      page.evaluate(async () => {
        const names = ['midi', 'geolocation', 'notifications', 'camera'] as PermissionName[]
        return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
      })
    expect(await page.evaluate('Notification.permission')).toBe('denied')
    expect(await states()).toEqual(['granted', 'denied', 'denied', 'denied'])
    await app.evaluate(({ session }) => session.defaultSession.setPermissionRequestHandler(null))
    await page.reload()
    expect(await states()).toEqual(['granted', 'granted', 'granted', 'granted'])
    await app.evaluate(({ session }) => session.defaultSession.setPermissionCheckHandler(() => false))
    await page.reload()
    expect(await states()).toEqual(['denied', 'denied', 'denied', 'denied'])
  })

  it('has the policy and the requests that the session gives it', async () => {
    await setOpen(true)
    await app.evaluate(({ session }) => {
      const { webRequest } = session.defaultSession
      webRequest.onBeforeRequest({ urls: ['*://*/secret*'] }, (_details, answer) => answer({ cancel: true }))
      webRequest.onBeforeSendHeaders(({ requestHeaders }, answer) =>
        answer({ requestHeaders: { ...requestHeaders, 'x-added': 'yes' } }),
      )
      webRequest.onHeadersReceived(({ responseHeaders }, answer) =>
        answer({ responseHeaders: { ...responseHeaders, 'content-security-policy': ["script-src 'none'"] } }),
      )
    })
    const home = page.url()
    await page.evaluate(`location = '${elsewhere}/policy'`)
    await page.waitForURL(`${elsewhere}/policy`)
    const found = await page.evaluate(async () => {
      const script = Object.assign(document.createElement('script'), { textContent: 'globalThis.inline = true' })
      document.head.append(script)
      const secret = await fetch('/secret').catch(() => 'failed')
      return { inline: 'inline' in globalThis, secret, other: (await fetch('/other')).status }
    })
    expect(found).toEqual({ inline: false, secret: 'failed', other: 200 })
    expect(hits).toEqual(['/policy yes', '/other yes'])
    await app.evaluate(({ session }) => {
      const { webRequest } = session.defaultSession
      webRequest.onBeforeRequest(null)
      webRequest.onBeforeSendHeaders(null)
      webRequest.onHeadersReceived(null)
    })
    await page.goto(home)
  })

  it('has a process beside the app that is sent clones, answers, and ends when it is told to', async () => {
    const found = await app.evaluate(async ({ app: own, utilityProcess }) => {
      const child = utilityProcess.fork(`${own.getAppPath()}/utility.js`, ['an argument'])
      const answer = new Promise((resolve) => void child.once('message', resolve))
      child.postMessage({ map: new Map([[1, 2]]) })
      const said = await answer
      const ended = new Promise((resolve) => void child.once('exit', resolve))
      child.postMessage('end')
      return [said, await ended, child.pid ?? 'none']
    })
    expect(found).toEqual([{ type: 'utility', argument: 'an argument', value: 2 }, 7, 'none'])
  })

  it('gets away where nobody holds it, with the same preload in each window, and every contents is announced', async () => {
    await setOpen(true)
    const opening = app.waitForEvent('window')
    await page.evaluate(`open('${elsewhere}/window')`)
    const other = await opening
    await other.waitForFunction('"api" in globalThis && document.title === "Elsewhere"')
    expect(await other.evaluate(() => (globalThis as Scope).api.invoke('where'))).toEqual({
      url: `${elsewhere}/window`,
      isTop: true,
    })
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2)
    expect((await seen()).created).toBe(2)
    await other.close()
    await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    await page.evaluate(`location = '${elsewhere}/gone'`)
    await page.waitForURL(`${elsewhere}/gone`)
    expect(hits).toEqual(expect.arrayContaining(['/window', '/gone']))
  })
})

describe('an app in an archive', () => {
  it('runs as it does from its folder: page, preload and what they bring', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-archive-'))
    const archive = join(folder, 'app.asar')
    await createPackage(join(import.meta.dirname, 'hostile-app'), archive)
    const app = await launchApp(archive, join(folder, 'data'))
    const page = await app.firstWindow()
    await page.waitForFunction('"api" in globalThis && "fromFile" in globalThis')
    expect(page.url()).toBe(pathToFileURL(join(archive, 'index.html')).href)
    expect(await page.evaluate(() => (globalThis as Scope).api.invoke('where'))).toEqual({
      url: page.url(),
      isTop: true,
    })
    const known = await app.evaluate(async ({ app: own }) => {
      const fs = process.getBuiltinModule('node:fs')
      const seenByFs = [fs.existsSync(`${own.getAppPath()}/main.js`), fs.statSync(own.getAppPath()).isDirectory()]
      return { path: own.getAppPath(), version: own.getVersion(), seenByFs }
    })
    expect(known).toEqual({ path: archive, version: '1.2.3', seenByFs: [true, true] })
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })
})
