import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { archivePatterns, giveFromArchive } from './archived-pages.ts'
import { chromium, type OpenedPage, type PageSession } from './chromium-pipe.ts'
import { ipcMain } from './ipc-main.ts'
import { guardNavigation } from './navigation-guard.ts'
import { isGone, type PausedRequest, ruleRequests } from './page-requests.ts'
import { addPageScripts, PRELOAD_WORLD, RECEIVE } from './page-scripts.ts'
import type { FromPreload, ToPreload } from './preload-world.ts'
import { session } from './session.ts'
import { createValueCodec } from './value-codec.ts'
import { networkPatterns } from './web-request.ts'

export interface WindowOpenDetails {
  readonly url: string
  readonly frameName: string
  readonly features: string
  /** Chromium does not say. */
  readonly disposition: 'default'
}

type OpenAnswer = { action: 'deny' } | { action: 'allow'; overrideBrowserWindowOptions?: object }
type OpenHandler = (details: WindowOpenDetails) => OpenAnswer

export interface WebPreferences {
  readonly preload?: string
  readonly sandbox?: boolean
  readonly contextIsolation?: boolean
  readonly nodeIntegration?: boolean
  readonly webviewTag?: boolean
  readonly webSecurity?: boolean
}

interface WindowOpen {
  readonly url: string
  readonly windowName: string
  readonly windowFeatures: readonly string[]
}

interface Frame {
  readonly id: string
  readonly url: string
  readonly urlFragment?: string
  readonly parentId?: string
}

interface ExecutionContext {
  readonly uniqueId: string
  readonly id: number
  readonly name: string
  readonly auxData: { readonly frameId: string }
}

/** A frame as the app sees it. */
interface WebFrame {
  readonly url: string
  readonly parent: WebFrame | null
}
/** What stands behind the name of a file in its address. */
export interface FilePlace {
  readonly search?: string
  readonly hash?: string
}

const { encode, decode } = createValueCodec()
let lastId = 0

/** The page of a window. */
export class WebContents extends EventEmitter {
  /** Emits `created` with each. */
  static readonly births = new EventEmitter()
  readonly id = ++lastId
  readonly session = session.defaultSession
  readonly mainFrame: WebFrame
  /** Resolves when the page is there and the preload will run in it. */
  readonly opened: Promise<PageSession>
  targetId = ''
  /** Of the page, as it was last asked for. */
  title = ''
  private zoom = 1
  private readonly size: { readonly width: number; readonly height: number }
  private url = ''
  private isGone = false
  private isLoaded = false
  private isCrashed = false
  private openHandler: OpenHandler = () => ({ action: 'allow' })
  private readonly wantedWindows: WindowOpenDetails[] = []
  /** The world of the preload in the page that is shown. */
  private world: ExecutionContext | null = null

  readonly preferences: WebPreferences

  /** @param page opened by another page, or by whoever wants a window */
  constructor(page: Promise<OpenedPage>, size: { width: number; height: number }, preferences: WebPreferences) {
    super()
    this.size = size
    const { preload } = preferences
    this.preferences = preferences
    const getUrl = () => this.url
    this.mainFrame = {
      get url() {
        return getUrl()
      },
      parent: null,
    }
    this.opened = this.open(page, size, preload === undefined ? '' : readFileSync(preload, 'utf8'))
    WebContents.births.emit('created', this)
  }

  loadFile(file: string, { search = '', hash = '' }: FilePlace = {}): Promise<void> {
    const url = pathToFileURL(file)
    url.search = search
    url.hash = hash
    return this.loadURL(url.href)
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.opened
    this.isLoaded = false
    // To where it is already, a page with a hash would only be scrolled.
    const isSame = !this.isCrashed && url.includes('#') && url === this.url
    this.isCrashed = false
    const loaded = new Promise<void>((resolve) => void this.once('did-finish-load', resolve))
    if (isSame) await page.send('Page.reload')
    else {
      const { errorText } = (await page.send('Page.navigate', { url })) as { errorText?: string }
      if (errorText !== undefined) throw new Error(`${errorText} (-2) loading '${url}'`)
    }
    await loaded
  }

  reload(): void {
    this.isLoaded = false
    void this.opened.then((page) => page.send('Page.reload'))
  }

  /** Its process ends, as if it had crashed. */
  forcefullyCrashRenderer(): void {
    // It answers no more.
    void this.opened.then((page) => page.send('Page.crash')).catch(() => {})
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.opened
    const { result, exceptionDetails } = (await page.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
    })) as { result: { value?: unknown }; exceptionDetails?: { text: string } }
    if (exceptionDetails) throw new Error(exceptionDetails.text)
    return result.value
  }

  isDevToolsOpened(): boolean {
    return false
  }

  send(channel: string, ...args: unknown[]): void {
    const text = encode({ kind: 'send', channel, args } satisfies ToPreload)
    void this.toPreload(text)
  }

  getURL(): string {
    return this.url
  }

  isLoading(): boolean {
    return !this.isLoaded
  }

  isDestroyed(): boolean {
    return this.isGone
  }

  /** As large as the page is seen: so many fewer of its pixels fit into the window. */
  setZoomFactor(factor: number): void {
    if (factor === this.zoom) return
    this.zoom = factor
    void this.opened.then((page) => {
      const [width, height] = [this.size.width, this.size.height].map((side) => Math.round(side / factor))
      return page.send('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: factor === 1 ? 0 : factor,
        mobile: false,
      })
    })
  }

  async printToPDF({ preferCSSPageSize = false, printBackground = false } = {}): Promise<Buffer> {
    const page = await this.opened
    const { data } = (await page.send('Page.printToPDF', { preferCSSPageSize, printBackground })) as { data: string }
    return Buffer.from(data, 'base64')
  }

  /** There is no printer, and nobody is asked. */
  print(_options: object, done?: (isPrinted: boolean, reason: string) => void): void {
    done?.(false, 'Print job canceled')
  }

  getZoomFactor(): number {
    return this.zoom
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  /** What the page wants to open next. */
  nextOpened(): Promise<WindowOpenDetails> {
    return new Promise((resolve) => {
      const details = this.wantedWindows.shift()
      if (details) resolve(details)
      else this.once('window-wanted', () => resolve(this.nextOpened()))
    })
  }

  /** Whether the page may open a window. */
  mayOpen(details: WindowOpenDetails): OpenAnswer {
    return this.openHandler(details)
  }

  destroy(): void {
    if (this.isGone) return
    this.isGone = true
    this.emit('destroyed')
    void this.opened.then(() => chromium.send('Target.closeTarget', { targetId: this.targetId }).catch(() => {}))
  }

  private async open(
    opening: Promise<OpenedPage>,
    { width, height }: { width: number; height: number },
    preload: string,
  ): Promise<PageSession> {
    const { session: page, targetId, release } = await opening
    this.targetId = targetId
    chromium.on('Target.targetInfoChanged', ({ targetInfo }: { targetInfo: { targetId: string; title: string } }) => {
      if (targetInfo.targetId === targetId) this.title = targetInfo.title
    })
    this.followFrames(page)
    this.followWorlds(page)
    page.on('Page.windowOpen', ({ url, windowName, windowFeatures }: WindowOpen) => {
      // The name that Chromium gives one that has none.
      const frameName = windowName === '_blank' ? '' : windowName
      this.wantedWindows.push({ url, frameName, features: windowFeatures.join(','), disposition: 'default' })
      this.emit('window-wanted')
    })
    await Promise.all([page.send('Page.enable'), page.send('Runtime.enable'), page.send('Inspector.enable')])
    if (preload !== '') await addPageScripts(page, preload)
    const guard = guardNavigation(page, (frameId, url) => this.mayNavigate(frameId === targetId, url))
    await ruleRequests(
      page,
      [{ resourceType: 'Document' }, ...networkPatterns, ...archivePatterns],
      [guard, this.givePermissions, giveFromArchive, session.defaultSession.webRequest.ruleFor(this.id)],
      (release?.() ?? []) as PausedRequest[],
    )
    await page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 0, mobile: false })
    await page.begin()
    return page
  }

  private followFrames(page: PageSession): void {
    page.on('Page.frameNavigated', ({ frame }: { frame: Frame }) => {
      if (frame.parentId !== undefined) return
      this.url = frame.url + (frame.urlFragment ?? '')
      if (this.url !== 'about:blank') this.emit('did-navigate', {}, this.url)
    })
    page.on('Page.navigatedWithinDocument', ({ frameId, url }: { frameId: string; url: string }) => {
      if (frameId !== this.targetId) return
      this.url = url
      this.emit('did-navigate-in-page', {}, url)
    })
    page.on('Page.loadEventFired', () => {
      if (this.url === 'about:blank') return
      this.isLoaded = true
      this.emit('did-finish-load', {})
    })
    page.on('Inspector.targetCrashed', () => {
      this.isCrashed = true
      this.isLoaded = false
      this.world = null
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    })
  }

  private followWorlds(page: PageSession): void {
    page.on('Runtime.executionContextCreated', ({ context }: { context: ExecutionContext }) => {
      if (context.name === PRELOAD_WORLD && context.auxData.frameId === this.targetId) this.world = context
    })
    page.on('Runtime.executionContextsCleared', () => {
      this.world = null
    })
    page.on(
      'Runtime.bindingCalled',
      ({ payload, executionContextId }: { payload: string; executionContextId: number }) => {
        void this.fromPreload(decode(payload) as FromPreload, executionContextId === this.world?.id)
      },
    )
  }

  private mayNavigate(isMainFrame: boolean, url: string): boolean {
    let isPrevented = false
    const event = { url, isMainFrame, isSameDocument: false, preventDefault: () => (isPrevented = true) }
    this.emit('will-frame-navigate', event)
    if (isMainFrame && !isPrevented) this.emit('will-navigate', event, url)
    return !isPrevented
  }

  private readonly givePermissions = async (paused: PausedRequest): Promise<boolean> => {
    const { frameId, resourceType, request, responseStatusCode } = paused
    if (frameId === this.targetId && resourceType === 'Document' && responseStatusCode === undefined)
      await session.defaultSession.permissions.apply(this, request.url)
    return false
  }

  /** @param isThere whether the page that sent it is still shown */
  private async fromPreload(message: FromPreload, isThere: boolean): Promise<void> {
    if (message.kind === 'failed') {
      console.error(`The preload failed: ${message.message}`)
      this.emit('preload-error', {}, '', new Error(message.message))
      return
    }
    const event = { sender: this, senderFrame: isThere ? this.mainFrame : null }
    if (message.kind === 'send') {
      ipcMain.emit(message.channel, event, ...message.args)
      return
    }
    const { id, channel, args } = message
    const answer = (ok: boolean, value: unknown) => encode({ kind: 'answer', id, ok, value } satisfies ToPreload)
    let text: string
    try {
      text = answer(true, await ipcMain.answer(event, channel, args))
    } catch (error) {
      text = answer(false, String(error))
    }
    await this.toPreload(text)
  }

  private async toPreload(text: string): Promise<void> {
    const page = await this.opened
    const { world } = this
    if (this.isGone || !world) return
    const expression = `globalThis.${RECEIVE}?.(${JSON.stringify(text)})`
    // As in Electron, what is sent to a page that is just going is lost.
    await page.send('Runtime.evaluate', { expression, uniqueContextId: world.uniqueId }).catch((error: Error) => {
      if (!isGone(error) && !this.isCrashed) throw error
    })
  }
}
