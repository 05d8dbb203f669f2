import { sentenceOf } from '../../contract/errors.ts'
import type { EventData } from '../../contract/events.ts'
import { refusal } from '../../contract/refusal.ts'
import type { WindowDraft, WindowResource } from '../../contract/resources/window.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Redactor } from '../redactor.ts'
import type { Storage, StoredRecord } from '../storage/port.ts'
import { LiveWindow } from './live-window.ts'
import { keyOf, recordOf, recordOfNext, windowsIn } from './stored-window.ts'
import { termsOf } from './window-draft.ts'
import { windowEvent } from './window-event.ts'

/** Windows at a time. */
const MAX_WINDOWS = 200
/** Consumers that all of them name together: every console is shown all windows. */
const MAX_NAMED = 20_000
/** How long a disk that refuses to write is left alone before the next attempt, ms. */
const RETRY_DELAY_MS = 2000

interface Parts {
  readonly engine: Pick<Engine, 'setWindows' | 'hasConsumer' | 'taskResource' | 'audit'>
  readonly storage: Pick<Storage, 'putRecord' | 'deleteRecord'>
  /** All that operators set up, as it was when the monitor started. */
  readonly stored: readonly StoredRecord[]
  readonly redactor: Pick<Redactor, 'mayMention' | 'line'>
  /** Shows consoles all of them. */
  readonly publish: (windows: readonly WindowResource[]) => void
  /** Waits for a write; a disk that refuses it is an alert. */
  readonly written: (change: Promise<void>) => Promise<void>
  readonly now: () => number
  /** Only forward, ms. */
  readonly steady: () => number
  readonly log: (line: string) => void
}

/** `[MW-1]` The silences and maintenance windows: kept, opened and closed when it is their time, and shown. */
export class Windows {
  private readonly parts: Parts
  private readonly byId = new Map<number, LiveWindow>()
  private nextId: number
  private list: readonly WindowResource[] = []
  /** Of the list: when each is open. */
  private times = ''
  /** How many are on their way to the disk. */
  private coming = 0
  /** Those of which the disk does not know what became of them by themselves. */
  private readonly changed = new Set<number>()
  private writing: Promise<void> | null = null
  private retryAt = -Infinity

  constructor(parts: Parts) {
    this.parts = parts
    const { windows, next, unreadable } = windowsIn(parts.stored)
    this.nextId = next
    for (const name of unreadable) parts.log(`Window ${name} cannot be read, and is left out.`)
    for (const { terms, open } of windows) {
      try {
        this.byId.set(terms.window_id, new LiveWindow(terms, parts.now(), open))
      } catch (error) {
        parts.log(`Window ${terms.window_id} is left out: ${sentenceOf(error).message}`)
      }
    }
    this.pass()
  }

  /** In order of when they begin. */
  get shown(): readonly WindowResource[] {
    return this.list
  }

  /** Whether there is one of this number, or was. */
  has(windowId: number): boolean {
    return windowId > 0 && windowId < this.nextId
  }

  /**
   * @param by the name of the token of whoever makes it
   * @throws {BatchdeckError} `INVALID_MESSAGE`, `UNKNOWN_TASK`, `UNKNOWN_CONSUMER`, `CONFLICT`, `STORAGE_FAILED`; there is none then
   */
  async create(draft: WindowDraft, by: string | null): Promise<WindowResource> {
    const { storage, written, now } = this.parts
    const terms = termsOf(draft, { by, now: now() }, this.parts)
    if (this.byId.size + this.coming >= MAX_WINDOWS) throw refusal('windows_too_many', { most: MAX_WINDOWS })
    const named = [...this.byId.values()].reduce((sum, { named: own }) => sum + own, terms.scope.consumers?.length ?? 0)
    if (named > MAX_NAMED) throw refusal('window_names_too_many', { most: MAX_NAMED })
    const window = new LiveWindow({ ...terms, window_id: this.nextId++ }, now())
    this.coming++
    try {
      await written(storage.putRecord(recordOfNext(this.nextId)))
      await written(storage.putRecord(recordOf(window)))
    } finally {
      this.coming--
    }
    const made = window.resource
    this.note(made, 'created', by)
    this.byId.set(window.id, window)
    this.update()
    return this.byId.get(window.id)?.resource ?? made
  }

  /**
   * One that is open ends now, and where it comes again begins with its next time; one to come never begins.
   * @param by the name of the token of whoever ends it
   * @throws {BatchdeckError} `UNKNOWN_WINDOW`; `STORAGE_FAILED`, and it is as it was
   */
  async end(windowId: number, by: string | null): Promise<void> {
    const { storage, written, now } = this.parts
    const window = this.get(windowId)
    const { resource, isOpen } = window
    const at = now()
    const ended = isOpen ? window.endedAt(at) : null
    const comesAgain = ended !== null && !ended.isOver
    await written(comesAgain ? storage.putRecord(recordOf(ended)) : storage.deleteRecord(...keyOf(windowId)))
    // It may have come to its end by itself, or by somebody else, while the disk took it.
    if (this.byId.get(windowId) !== window) throw refusal('window_unknown', { window: windowId })
    if (comesAgain) this.byId.set(windowId, ended)
    else this.byId.delete(windowId)
    this.note(resource, isOpen ? 'ended' : 'cancelled', by)
    this.update()
  }

  /** A second has passed. */
  tick(): void {
    this.update()
    const isDue = this.changed.size > 0 && this.parts.steady() >= this.retryAt
    if (isDue && this.writing === null) this.writing = this.write().finally(() => (this.writing = null))
  }

  /** `[LV-7]` The clock was set by so many ms. */
  shift(by: number): void {
    const now = this.parts.now()
    for (const window of this.byId.values()) {
      window.shift(by, now)
      if (window.isOpen) this.changed.add(window.id)
    }
    this.update()
  }

  /** Everything so far is on disk when this is done, or the disk has refused it. */
  async settled(): Promise<void> {
    await this.writing
    if (this.changed.size > 0) await this.write()
  }

  /** @throws {BatchdeckError} `UNKNOWN_WINDOW` */
  private get(windowId: number): LiveWindow {
    const window = this.byId.get(windowId)
    if (!window) throw refusal('window_unknown', { window: windowId })
    return window
  }

  /** Brings all of them up to date, and shows what is otherwise. */
  private update(): void {
    if (this.pass()) this.parts.publish(this.list)
  }

  /** @returns whether one came, began, ended or went */
  private pass(): boolean {
    const { engine, now } = this.parts
    for (const window of this.byId.values()) this.passOne(window, now())
    const list = Array.from(this.byId.values(), ({ resource }) => resource).toSorted(
      (a, b) => a.from - b.from || a.window_id - b.window_id,
    )
    // Nothing else of one ever changes.
    const times = list.map(({ window_id, from, until, active }) => `${window_id} ${from} ${until} ${active}`).join()
    if (times === this.times) return false
    this.times = times
    this.list = list
    engine.setWindows(list.filter(({ active }) => active))
    return true
  }

  private passOne(window: LiveWindow, now: number): void {
    const wasOpen = window.isOpen
    const before = wasOpen ? window.resource : null
    const hasChanged = window.tick(now)
    if (hasChanged) this.changed.add(window.id)
    if (hasChanged && window.isOpen) this.note(window.resource, 'began', null)
    if (hasChanged && before) this.note(before, 'ended', null)
    if (!window.isOver) return
    // One whose time was over while the monitor did not run has never begun.
    if (!hasChanged) this.note(window.last, 'ended', null)
    this.byId.delete(window.id)
    this.changed.add(window.id)
  }

  private note(window: WindowResource, action: EventData<'window'>['action'], by: string | null): void {
    const { engine, now } = this.parts
    engine.audit.noteWindow(now(), window.scope.task_id, windowEvent(window, action, by))
  }

  private async write(): Promise<void> {
    const { storage, written, steady } = this.parts
    for (const id of this.changed) {
      this.changed.delete(id)
      const window = this.byId.get(id)
      try {
        // One after the other: a disk that refuses one is left alone.
        // oxlint-disable-next-line no-await-in-loop
        await written(window ? storage.putRecord(recordOf(window)) : storage.deleteRecord(...keyOf(id)))
      } catch {
        this.changed.add(id)
        this.retryAt = steady() + RETRY_DELAY_MS
        return
      }
    }
  }
}
