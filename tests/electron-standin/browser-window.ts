import { EventEmitter } from 'node:events'
import { chromium, type OpenedPage } from './chromium-pipe.ts'
import { type FilePlace, WebContents, type WebPreferences } from './web-contents.ts'

interface Options {
  readonly width?: number
  readonly height?: number
  readonly x?: number
  readonly y?: number
  readonly title?: string
  readonly show?: boolean
  readonly parent?: BrowserWindow
  readonly modal?: boolean
  readonly webPreferences?: WebPreferences
}

const windows = new Set<BrowserWindow>()

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents
  private readonly options: Options
  private bounds: { x: number; y: number; width: number; height: number }
  private isShown: boolean
  private isGone = false
  private hasFocus = false
  private isLarge = false
  private isOver = false

  /** @param page one that was opened by another page */
  constructor(options: Options = {}, page?: OpenedPage) {
    super()
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences = {} } = options
    assertModelled(webPreferences)
    this.options = options
    this.bounds = { x, y, width, height }
    this.isShown = show
    const opened = page ? Promise.resolve(page) : chromium.openPage(width, height)
    this.webContents = new WebContents(opened, { width, height }, webPreferences)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    windows.add(this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  static getFocusedWindow(): BrowserWindow | null {
    return [...windows].find((window) => window.hasFocus) ?? null
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null
  }

  loadFile(file: string, options?: FilePlace): Promise<void> {
    return this.webContents.loadFile(file, options)
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  getParentWindow(): BrowserWindow | null {
    return this.options.parent ?? null
  }

  getChildWindows(): BrowserWindow[] {
    return [...windows].filter((window) => window.options.parent === this)
  }

  isModal(): boolean {
    return this.options.modal === true
  }

  show(): void {
    const wasShown = this.isShown
    this.isShown = true
    if (!wasShown) this.emit('show')
    this.focus()
  }

  hide(): void {
    this.isShown = false
    this.blur()
  }

  focus(): void {
    if (this.hasFocus) return
    BrowserWindow.getFocusedWindow()?.blur()
    this.hasFocus = true
    this.emit('focus')
  }

  blur(): void {
    if (!this.hasFocus) return
    this.hasFocus = false
    this.emit('blur')
  }

  isFocused(): boolean {
    return this.hasFocus
  }

  maximize(): void {
    this.isLarge = true
    this.emit('maximize')
  }

  unmaximize(): void {
    this.isLarge = false
    this.emit('unmaximize')
  }

  setBounds(bounds: Partial<{ x: number; y: number; width: number; height: number }>): void {
    this.bounds = { ...this.bounds, ...bounds }
    this.emit('move')
  }

  setFullScreen(isOver: boolean): void {
    if (isOver === this.isOver) return
    this.isOver = isOver
    this.emit(isOver ? 'enter-full-screen' : 'leave-full-screen')
  }

  isMaximized(): boolean {
    return this.isLarge
  }

  isFullScreen(): boolean {
    return this.isOver
  }

  /** Shown nowhere: a test puts its own function in this place. */
  setProgressBar(): void {}

  setOverlayIcon(): void {}

  restore(): void {}

  isMinimized(): boolean {
    return false
  }

  isVisible(): boolean {
    return this.isShown
  }

  isDestroyed(): boolean {
    return this.isGone
  }

  getTitle(): string {
    return this.webContents.title || (this.options.title ?? '')
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return { ...this.bounds }
  }

  close(): void {
    if (this.isGone) return
    let isPrevented = false
    this.emit('close', { preventDefault: () => (isPrevented = true) })
    if (isPrevented) return
    this.destroy()
  }

  destroy(): void {
    if (this.isGone) return
    this.isGone = true
    this.hasFocus = false
    windows.delete(this)
    // Its children go with it, and are not asked.
    for (const child of this.getChildWindows()) child.destroy()
    this.webContents.destroy()
    this.emit('closed')
  }
}

/** What would take the page's walls down is refused: here they always stand. */
function assertModelled({ sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity }: WebPreferences): void {
  if ([sandbox, contextIsolation, webSecurity].includes(false) || [nodeIntegration, webviewTag].includes(true)) {
    throw new Error('The stand-in has only pages that are sandboxed and isolated, without Node and without <webview>.')
  }
}
