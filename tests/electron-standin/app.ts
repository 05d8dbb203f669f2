import { EventEmitter } from 'node:events'
import { appendFileSync, mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { boot } from './boot.ts'
import { BrowserWindow } from './browser-window.ts'
import { chromium } from './chromium-pipe.ts'
import { watchPopups } from './popups.ts'
import { WebContents } from './web-contents.ts'
import { SingleInstance } from './single-instance.ts'

const { switches, root, manifest, isPackaged } = boot

class App extends EventEmitter {
  readonly isPackaged = isPackaged
  readonly commandLine = { appendSwitch: () => {}, hasSwitch: (name: string) => switches.has(name) }
  private readonly readiness = Promise.withResolvers<void>()
  private isQuitting = false
  private instance: SingleInstance | null = null
  private hasBegun = false

  whenReady(): Promise<void> {
    return this.readiness.promise
  }

  isReady(): boolean {
    return this.hasBegun
  }

  getName(): string {
    return manifest.name
  }

  getVersion(): string {
    return manifest.version
  }

  getAppPath(): string {
    return root
  }

  getPath(name: string): string {
    if (name === 'home') return homedir()
    if (name === 'temp') return tmpdir()
    if (name === 'exe') return process.execPath
    if (name === 'documents') return join(homedir(), 'Documents')
    if (name !== 'userData') throw new Error(`Failed to get '${name}' path`)
    const path = switches.get('user-data-dir') ?? join(homedir(), '.config', manifest.name)
    mkdirSync(path, { recursive: true })
    return path
  }

  getLocale(): string {
    return 'en-GB'
  }

  setBadgeCount(): boolean {
    return true
  }

  /** What **About** would show. */
  aboutPanel: object = {}

  setAboutPanelOptions(options: object): void {
    this.aboutPanel = options
  }

  isEmojiPanelSupported(): boolean {
    return false
  }

  /** Of no effect: on Linux our app does not use it. */
  setLoginItemSettings(): void {}

  getLoginItemSettings(): { openAtLogin: boolean; wasOpenedAtLogin: boolean } {
    return { openAtLogin: false, wasOpenedAtLogin: false }
  }

  requestSingleInstanceLock(data: unknown = {}): boolean {
    this.instance = new SingleInstance(this.getPath('userData'))
    const mine = { argv: process.argv, folder: process.cwd(), data }
    return this.instance.request(mine, ({ argv, folder, data: given }) => {
      void this.readiness.promise.then(() => this.emit('second-instance', {}, argv, folder, given))
    })
  }

  /** Of no effect: whoever calls it is about to end. */
  releaseSingleInstanceLock(): void {}

  /** Kept, for tests to see; the system is told nothing. */
  readonly protocolClients: string[] = []

  setAsDefaultProtocolClient(scheme: string): boolean {
    this.protocolClients.push(scheme)
    return true
  }

  /** Is noted, for whoever starts the app again: in the file that `STANDIN_RELAUNCH` names, a line of arguments for each. */
  relaunch({ args = process.argv.slice(1) }: { readonly args?: readonly string[] } = {}): void {
    const file = process.env['STANDIN_RELAUNCH']
    if (file) process.once('exit', () => appendFileSync(file, `${JSON.stringify(args)}\n`))
  }

  quit(): void {
    if (this.isQuitting) return
    let isPrevented = false
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) })
    if (isPrevented) return
    for (const window of BrowserWindow.getAllWindows()) window.close()
    // A window may refuse, and the app stays then.
    if (BrowserWindow.getAllWindows().length > 0) return
    this.emit('will-quit', { preventDefault: () => (isPrevented = true) })
    if (isPrevented) return
    this.isQuitting = true
    this.exit(0)
  }

  exit(code = 0): void {
    this.emit('quit', {}, code)
    const handingOver = this.instance?.handedOver
    if (handingOver) void handingOver.then(() => process.exit(code))
    else process.exit(code)
  }

  /** By `boot.cjs`, once the app's entry has been evaluated. */
  async start(): Promise<void> {
    await chromium.start(switches.get('remote-debugging-port'))
    watchPopups()
    chromium.on('Target.targetDestroyed', ({ targetId }: { targetId: string }) => {
      for (const window of BrowserWindow.getAllWindows()) {
        // Its page has gone already: nobody is asked.
        if (window.webContents.targetId === targetId) window.destroy()
      }
      if (BrowserWindow.getAllWindows().length === 0 && !this.isQuitting) this.emit('window-all-closed')
    })
    this.hasBegun = true
    this.readiness.resolve()
    this.emit('ready')
  }
}

export const app = new App()
WebContents.births.on('created', (contents: WebContents) => app.emit('web-contents-created', {}, contents))
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A handler of the app takes the place of Electron's.
  process.on(signal, () => process.listenerCount(signal) === 1 && app.quit())
}
