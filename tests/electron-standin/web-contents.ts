import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { chromium, type PageSession } from './chromium-pipe.ts'
import { ipcMain } from './ipc-main.ts'
import { type FromPage, runInPage, type ToPage } from './page-runtime.ts'
import { createValueCodec } from './value-codec.ts'

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }

const { encode, decode } = createValueCodec()
const POST = '__standin_post'
const RECEIVE = '__standin_receive'
let lastId = 0

/** The page of a window. */
export class WebContents extends EventEmitter {
  readonly id = ++lastId
  readonly session = { setPermissionRequestHandler: () => {} }
  readonly mainFrame: { readonly url: string; readonly parent: null }
  /** Resolves when the page is there and the preload will run in it. */
  readonly opened: Promise<PageSession>
  targetId = ''
  private url = ''
  private isGone = false
  private isLoaded = false
  private openHandler: OpenHandler = () => ({ action: 'allow' })

  constructor(width: number, height: number, preload: string | undefined) {
    super()
    const getUrl = () => this.url
    this.mainFrame = {
      get url() {
        return getUrl()
      },
      parent: null,
    }
    this.opened = this.open(width, height, preload === undefined ? '' : readFileSync(preload, 'utf8'))
  }

  async loadFile(file: string): Promise<void> {
    const session = await this.opened
    this.isLoaded = false
    const loaded = new Promise<void>((resolve) => void this.once('did-finish-load', resolve))
    await session.send('Page.navigate', { url: pathToFileURL(file).href })
    await loaded
  }

  send(channel: string, ...args: unknown[]): void {
    void this.toPage({ kind: 'send', channel, args })
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

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  destroy(): void {
    if (this.isGone) return
    this.isGone = true
    this.emit('destroyed')
    void this.opened.then(() => chromium.send('Target.closeTarget', { targetId: this.targetId }))
  }

  private async open(width: number, height: number, preload: string): Promise<PageSession> {
    const { session, targetId } = await chromium.openPage(width, height)
    this.targetId = targetId
    session.on(
      'Runtime.bindingCalled',
      ({ payload }: { payload: string }) => void this.fromPage(decode(payload) as FromPage),
    )
    session.on('Page.frameNavigated', ({ frame }: { frame: { url: string; parentId?: string } }) => {
      if (frame.parentId !== undefined) return
      this.url = frame.url
      if (this.url !== 'about:blank') this.emit('did-navigate', {}, this.url)
    })
    session.on('Page.navigatedWithinDocument', ({ url }: { url: string }) => {
      this.url = url
      this.emit('did-navigate-in-page', {}, url)
    })
    session.on('Page.loadEventFired', () => {
      if (this.url === 'about:blank') return
      this.isLoaded = true
      this.emit('did-finish-load', {})
    })
    await Promise.all([session.send('Page.enable'), session.send('Runtime.enable')])
    await session.send('Runtime.addBinding', { name: POST })
    const source = `(${runInPage.toString()})(${createValueCodec.toString()}, '${POST}', '${RECEIVE}', (require, module, exports) => {${preload}\n})`
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source })
    await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 0, mobile: false })
    return session
  }

  private async fromPage(message: FromPage): Promise<void> {
    if (message.kind === 'open') {
      this.openHandler({ url: message.url })
      return
    }
    const event = { sender: this, senderFrame: this.mainFrame }
    if (message.kind === 'send') {
      ipcMain.emit(message.channel, event, ...message.args)
      return
    }
    const { id, channel, args } = message
    try {
      await this.toPage({ kind: 'answer', id, ok: true, value: await ipcMain.answer(event, channel, args) })
    } catch (error) {
      await this.toPage({ kind: 'answer', id, ok: false, value: String(error) })
    }
  }

  private async toPage(message: ToPage): Promise<void> {
    const session = await this.opened
    if (this.isGone) return
    const expression = `globalThis.${RECEIVE}?.(${JSON.stringify(encode(message))})`
    // As in Electron, what is sent to a page that is just going is lost.
    await session.send('Runtime.evaluate', { expression }).catch((error: Error) => {
      if (!error.message.includes('navigated or closed')) throw error
    })
  }
}
