import { app, type BrowserWindow } from 'electron'
import type { DesktopEvent, NotifiedKind } from '../../contract/desktop-bridge.ts'
import { channels } from '../../contract/desktop-bridge.ts'
import { type Place, type ScreenName, screenNames } from '../../contract/place.ts'
import { type AppStore, changeSettings, languageOf } from '../app/app-state.ts'
import { askToClose } from './close-question.ts'
import { PageCrash } from './page-crash.ts'
import { bringToFront, hide, openWindow, type WindowFiles } from './window.ts'

interface Parts {
  readonly files: WindowFiles
  readonly store: AppStore
  readonly log: (line: string) => void
  readonly openLogs: () => void
  /** Whether it can hide at this moment. */
  readonly findTray: () => Promise<boolean>
  /** The system ends, and the app with it. */
  readonly onSessionEnd: () => void
  /** What the operator sees may be another thing than before. */
  readonly onLook: () => void
}

/** The screens in which each kind shows; the Overview shows all of them. */
const screenOf: Readonly<Record<NotifiedKind, string>> = {
  consumer_lost: 'consumers',
  mass_loss: 'consumers',
  rollout_stuck: 'epochs',
  coverage: 'consumers',
}

/** The console's window for as long as the app runs, seen or hidden. */
export class AppWindow {
  private readonly parts: Parts
  private opened: BrowserWindow | null = null
  private isAsking = false
  private loads = 0
  private isQuitting = false
  /** For the page that is being loaded. */
  private readonly unsent: DesktopEvent[] = []

  constructor(parts: Parts) {
    this.parts = parts
  }

  open(isHidden: boolean): void {
    const { files, store, log, openLogs, onSessionEnd, onLook } = this.parts
    const window = openWindow(files, isHidden)
    this.opened = window
    const language = () => languageOf(store.getState())
    new PageCrash({ window, log, language, reload: this.reloadInPlace, openLogs }).watch()
    window.on('close', this.onClose)
    // Windows ends the session without the app being asked to quit.
    window.on('session-end', () => {
      this.letGo()
      onSessionEnd()
    })
    window.on('focus', onLook)
    window.webContents.on('did-navigate-in-page', onLook)
  }

  /** Null before it is opened, and after its end. */
  get window(): BrowserWindow | null {
    return this.opened?.isDestroyed() === false ? this.opened : null
  }

  /** Brings it to the front, as it is. */
  show(): void {
    if (this.window) bringToFront(this.window)
  }

  /** Out of sight, in the tray. */
  hide(): void {
    if (this.window) hide(this.window)
  }

  showAt(place: Place): void {
    this.show()
    this.send({ type: 'go', place })
  }

  /** Tells the page, as soon as there is one to listen. */
  send(event: DesktopEvent): void {
    const contents = this.window?.webContents
    if (!contents) return
    if (!contents.isLoading()) {
      contents.send(channels.desktopEvent, event)
      return
    }
    // However much happens meanwhile, it is told once.
    const isWaiting = this.unsent.length > 0
    const others = event.type === 'state' ? this.unsent.filter(({ type }) => type !== 'state') : this.unsent
    this.unsent.splice(0, Infinity, ...others, event)
    if (isWaiting) return
    contents.once('did-finish-load', () => {
      for (const one of this.unsent.splice(0)) contents.send(channels.desktopEvent, one)
    })
  }

  /** Told when the page is there, at once where it is. */
  onceLoaded(tell: () => void): void {
    const contents = this.window?.webContents
    if (contents?.isLoading()) contents.once('did-finish-load', tell)
    else if (contents) tell()
  }

  /** Loads the page anew: it is about another monitor. @param place where it begins; the screen that is shown where it is left out */
  reload(place: Place = this.samePlace): void {
    this.loads++
    const query = new URLSearchParams(place.params).toString()
    const hash = `/${place.screen}${query === '' ? '' : `?${query}`}`
    // Where only the place were another one, the page would stay and go there.
    this.window?.loadFile(this.parts.files.page, { search: `load=${this.loads}`, hash }).catch(ignore)
  }

  /** `[DT-14]` The same, at the place it shows. */
  private readonly reloadInPlace = (): void => {
    const { hash } = this
    this.window?.loadFile(this.parts.files.page, hash === '' ? {} : { hash }).catch(ignore)
  }

  /** Whether the operator sees a kind anyway: the window has the focus, and shows where these alerts stand. */
  readonly isWatched = (kind: NotifiedKind): boolean => {
    const { window } = this
    if (!window?.isVisible() || !window.isFocused()) return false
    return this.screen === 'overview' || this.screen === screenOf[kind]
  }

  /** The screen that it shows, and of the Settings and the documentation the part, which are the same of every monitor. */
  private get samePlace(): Place {
    const { screen } = this
    const { hash } = this
    const kept = [...new URLSearchParams(hash.includes('?') ? hash.slice(hash.indexOf('?')) : '')].filter(([name]) =>
      ['part', 'page', 'at'].includes(name),
    )
    return { screen, params: screen === 'settings' || screen === 'help' ? Object.fromEntries(kept) : {} }
  }

  /** The place in the page that it shows, as its address has it: `/consumers?open=c-1`; empty where there is none. */
  private get hash(): string {
    const address = this.window?.webContents.getURL() ?? ''
    return address.includes('#') ? address.slice(address.indexOf('#') + 1) : ''
  }

  /** The screen that it shows. */
  private get screen(): ScreenName {
    const named = /^\/(\w*)/.exec(this.hash)?.[1]
    return screenNames.find((screen) => screen === named) ?? 'overview'
  }

  /** From now on closing the window ends it. */
  letGo(): void {
    this.isQuitting = true
  }

  /** `[DT-3]` Closing hides the window to the tray or quits, as it was chosen; asked for once. */
  private readonly onClose = (event: { preventDefault(): void }): void => {
    if (this.isQuitting) return
    event.preventDefault()
    void this.hideOrQuit()
  }

  private async hideOrQuit(): Promise<void> {
    if (this.isAsking) return
    this.isAsking = true
    try {
      const choice = (await this.parts.findTray()) ? await this.closeChoice() : 'quit'
      if (choice === 'quit') app.quit()
      else if (choice === 'tray' && this.window) hide(this.window)
    } finally {
      this.isAsking = false
    }
  }

  private async closeChoice(): Promise<'tray' | 'quit' | null> {
    const { store } = this.parts
    const { close } = store.getState().settings
    if (close !== 'ask') return close
    if (!this.window) return null
    const { choice, isForGood } = await askToClose(this.window, languageOf(store.getState()))
    if (isForGood && choice !== null) changeSettings(store, { close: choice })
    return choice
  }
}

/** What fails is told as `did-fail-load`, and what is replaced by the next is no failure. */
function ignore(): void {}
