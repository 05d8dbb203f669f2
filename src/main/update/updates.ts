import type { Release, VersionPutBack } from '../../contract/desktop-update.ts'
import type { AppStore } from '../app/app-state.ts'
import type { FoundRelease } from './release-feed.ts'
import { notePieces } from './release-notes.ts'
import type { UpdateWay } from './update-copy.ts'
import { problemFrom } from './update-problem.ts'
import { nextStage, type UpdateEvent } from './update-stage.ts'

/** What the app shows of an update beside how far it is. */
export interface Installer {
  download(release: FoundRelease, tell: (received: number, total: number) => void, end: AbortSignal): Promise<void>
  /** The app has ended. @param again whether it is to be started again */
  install(again: boolean): void
}

interface Parts {
  readonly store: AppStore
  readonly way: UpdateWay
  readonly newest: (channel: 'stable' | 'beta') => Promise<FoundRelease | null>
  /** Loaded when it is needed first. */
  readonly installer: () => Promise<Installer>
  /** The version that did not start here. */
  readonly putBack: VersionPutBack | null
  /** Whether the app may end now; asks where something is under way. */
  readonly mayEnd: () => Promise<boolean>
  readonly quit: () => void
  readonly log: (line: string) => void
  /** For when the app has ended, and its log with it. */
  readonly lastLog: (line: string) => void
}

/** After the start, so that it is not in the way of it, ms. */
const FIRST_CHECK_MS = 15_000
const CHECK_INTERVAL_MS = 6 * 3_600_000
/** So that not all copies ask at once: as a share of the time. */
const JITTER = 0.1
/** An app that was asked to quit, and is still there then, goes on, ms. */
const QUIT_TIMEOUT_MS = 60_000

/** `[DT-10]` Looks for updates, loads them, and installs them when the app ends. */
export class Updates {
  private readonly parts: Parts
  private found: FoundRelease | null = null
  private loaded: Installer | null = null
  /** Ends the download that runs. */
  private running = new AbortController()

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** From now on it looks by itself, where that is wanted. */
  start(): void {
    this.later(FIRST_CHECK_MS * (1 + Math.random()))
  }

  /** Looks for a newer version; where it looks by itself, it loads it, too. */
  async check(): Promise<void> {
    const { store, newest, putBack, log } = this.parts
    if (!this.apply({ type: 'check' })) return
    const { channel } = store.getState().settings.update
    const { signal } = this.running
    try {
      const found = await newest(channel)
      if (signal.aborted) return
      store.setState(({ update }) => ({ update: { ...update, checkedAt: Date.now() } }))
      if (found === null || found.info.version === putBack?.from) {
        this.apply({ type: 'nothing' })
        return
      }
      log(`Update: version ${found.info.version} is there, on the ${channel} channel.`)
      this.found = found
      this.apply({ type: 'found', release: this.releaseOf(found) })
      if (store.getState().settings.update.automatic) await this.download()
    } catch (error) {
      if (!signal.aborted) this.fail(error)
    }
  }

  async download(): Promise<void> {
    const { found } = this
    if (found === null || !this.apply({ type: 'download' })) return
    const { signal } = this.running
    try {
      const installer = (this.loaded ??= await this.parts.installer())
      await installer.download(found, (received, total) => this.apply({ type: 'progress', received, total }), signal)
      if (signal.aborted) return
      this.parts.log(`Update: version ${found.info.version} is loaded.`)
      this.apply({ type: 'downloaded' })
    } catch (error) {
      if (!signal.aborted) this.fail(error)
    }
  }

  /** Ends the app, which installs it and starts it again; nothing where something is under way, or began just now and is to go on. */
  async restart(): Promise<void> {
    if (!this.apply({ type: 'install' })) return
    if (!(await this.parts.mayEnd())) {
      this.apply({ type: 'stay' })
      return
    }
    setTimeout(() => this.apply({ type: 'fail', fault: 'install', detail: '' }), QUIT_TIMEOUT_MS).unref()
    this.parts.quit()
  }

  /** Nothing more is said of it; it comes when the app quits. */
  putOff(): void {
    this.apply({ type: 'later' })
  }

  /** Another channel, or whether it looks by itself: what was found before no longer counts. */
  change(change: { channel?: 'stable' | 'beta' | undefined; automatic?: boolean | undefined }): void {
    const { store } = this.parts
    const { update } = store.getState().settings
    const next = { channel: change.channel ?? update.channel, automatic: change.automatic ?? update.automatic }
    store.setState(({ settings }) => ({ settings: { ...settings, update: next } }))
    if (next.channel !== update.channel && this.apply({ type: 'channel' })) {
      this.running.abort()
      this.running = new AbortController()
      this.found = null
    }
    const isNew = next.channel !== update.channel || !update.automatic
    if (next.automatic && isNew) void this.check()
  }

  /** What happened in the fleet, or to the update. @returns whether that changed anything */
  apply(event: UpdateEvent): boolean {
    const { store } = this.parts
    const { update } = store.getState()
    const stage = nextStage(update.stage, event)
    if (stage === update.stage) return false
    store.setState({ update: { ...update, stage } })
    return true
  }

  /** Whether something is to be installed when the app has ended, and the app to be started again then. */
  get pending(): { readonly again: boolean } | null {
    const { stage } = this.parts.store.getState().update
    if (stage.is === 'installing') return { again: true }
    return stage.is === 'ready' ? { again: false } : null
  }

  /** The app has ended as it was meant to. Whatever fails now, the version that is there stays. */
  installNow(): void {
    const { pending } = this
    if (pending === null || this.loaded === null) return
    try {
      this.parts.lastLog(`Update: version ${this.found?.info.version ?? ''} is being installed.`)
      this.loaded.install(pending.again)
    } catch (error) {
      this.fail(error, this.parts.lastLog)
    }
  }

  private later(delay: number): void {
    setTimeout(() => {
      this.later(CHECK_INTERVAL_MS * (1 + JITTER * (2 * Math.random() - 1)))
      if (this.parts.store.getState().settings.update.automatic) void this.check()
    }, delay).unref()
  }

  private fail(error: unknown, log = this.parts.log): void {
    const problem = problemFrom(error, 'install')
    const { fault, detail, cause } = problem
    // The first line, without where it was asked: an address may hold what is nobody's business.
    const said = cause instanceof Error ? `: ${cause.message.split('\n', 1)[0]?.replaceAll(/\bhttps?:\S+/g, '…')}` : ''
    log(`Update: ${problem.message}${said}`)
    this.apply({ type: 'fail', fault, detail })
  }

  private releaseOf({ info, notes, releasedAt, base }: FoundRelease): Release {
    const { way } = this.parts
    const release = { version: info.version, released_at: releasedAt, notes: notePieces(notes) }
    if (way.kind !== 'hand') return { ...release, by: { kind: 'app' } }
    const all = info.files.map(({ url }) => url).filter((url) => url.endsWith(way.ending))
    const name = all.find((url) => url.includes(process.arch)) ?? all[0]
    const url = new URL(name ?? '.', base)
    const file = name === undefined ? null : decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1))
    const isPlain = file !== null && /^[\w.+-]+$/.test(file)
    const command = way.command !== null && isPlain ? `sudo ${way.command} install ./${file}` : null
    return { ...release, by: { kind: 'hand', url: url.href, command } }
  }
}
