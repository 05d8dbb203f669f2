import { EventEmitter } from 'node:events'
import { WebContents } from './web-contents.ts'

interface Options {
  readonly width?: number
  readonly height?: number
  readonly x?: number
  readonly y?: number
  readonly title?: string
  readonly show?: boolean
  readonly webPreferences?: {
    preload?: string
    sandbox?: boolean
    contextIsolation?: boolean
    nodeIntegration?: boolean
  }
}

const windows = new Set<BrowserWindow>()

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents
  private readonly options: Options
  private readonly bounds: { x: number; y: number; width: number; height: number }
  private isShown: boolean
  private isGone = false
  private hasFocus = false
  private isLarge = false

  constructor(options: Options = {}) {
    super()
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences = {} } = options
    this.options = options
    this.bounds = { x, y, width, height }
    this.isShown = show
    this.webContents = new WebContents(width, height, webPreferences.preload)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    windows.add(this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null
  }

  /** How the window was asked for, so that a test can see its preferences (SEC-3). */
  get webPreferences(): Options['webPreferences'] {
    return this.options.webPreferences
  }

  loadFile(file: string): Promise<void> {
    return this.webContents.loadFile(file)
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
  }

  isMaximized(): boolean {
    return this.isLarge
  }

  isFullScreen(): boolean {
    return false
  }

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
    return this.options.title ?? ''
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
    windows.delete(this)
    this.webContents.destroy()
    this.emit('closed')
  }
}
