import { type CauseOf, editedTargets } from '../contract/cause.ts'
import type { BatchdeckError } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import type { SaidFormat } from '../contract/list-format.ts'
import type { ImportPhase, ImportResource, ListEdit, ListReport } from '../contract/resources/import.ts'
import type { TaskOptions } from '../contract/resources/task.ts'
import type { Counts } from '../planner/diff.ts'
import type { Asker } from './asker.ts'
import type { ListOrder, ReadingWish } from './lists/reading-wish.ts'
import { type Packing, Unpacker } from './lists/unpacker.ts'
import type { EditRequest, Storage } from './storage/port.ts'

/** Shorter ones are not shown: a line that comes and goes at once tells nobody anything. ms */
const SHOW_DELAY_MS = 500
/** How long one waits for its sender, or for the operator who opened it, ms. */
const IDLE_TIMEOUT_MS = 10 * 60_000
/** Each holds a whole list in memory: so many of operators, and of viewers, who only try lists out. */
const MAX_IMPORTS = 16
const MAX_IMPORTS_OF_VIEWERS = 2

interface NewImport {
  /** The task, or the options of one that is made with it (CH-4). */
  readonly place: number | TaskOptions
  readonly edit: ListEdit
  readonly format: SaidFormat
  /** How it is to be read. */
  readonly order?: ListOrder
  /** Not packed unless told otherwise. */
  readonly packing?: Packing
  readonly isDryRun: boolean
  /** All bytes that will come, where its sender says so. */
  readonly totalBytes: number | null
  readonly by: Asker
}

interface Parts {
  readonly storage: Pick<Storage, 'openList' | 'receiveList' | 'readList' | 'rereadList' | 'discardList'>
  /** The largest list in bytes, unpacked. */
  readonly limit: number
  readonly now: () => number
}

/** `[HT-2]` All target lists on their way into a task: how far each is, and what ends it. */
export class Imports {
  private readonly parts: Parts
  private readonly running = new Map<number, Import>()
  private lastId = 0
  /** What consoles were shown last. */
  shown: readonly ImportResource[] = []

  constructor(parts: Parts) {
    this.parts = parts
  }

  /**
   * Whoever opens one ends it.
   * @throws {BatchdeckError} `CONFLICT` where too many are under way
   */
  open(what: NewImport): Import {
    this.assertRoomFor(what.by)
    const id = ++this.lastId
    const opened = new Import(id, what, this.parts, () => this.running.delete(id))
    this.running.set(id, opened)
    return opened
  }

  /** What viewers try out is never in an operator's way. */
  private assertRoomFor({ role, token, remote }: Asker): void {
    const isViewer = role === 'viewer'
    const others = [...this.running.values()].map(({ by }) => by).filter((by) => (by.role === 'viewer') === isViewer)
    if (!isViewer) {
      if (others.length >= MAX_IMPORTS) throw refusal('imports_too_many', { most: MAX_IMPORTS })
    } else if (others.some((by) => by.token === token && by.remote === remote)) {
      throw refusal('viewer_has_import')
    } else if (others.length >= MAX_IMPORTS_OF_VIEWERS) {
      throw refusal('viewer_imports_too_many', { most: MAX_IMPORTS_OF_VIEWERS })
    }
  }

  all(): ImportResource[] {
    return Array.from(this.running.values(), (one) => one.resource())
  }

  /** @throws {BatchdeckError} `UNKNOWN_IMPORT`; `CONFLICT` once it goes to disk */
  cancel(importId: number): void {
    const one = this.running.get(importId)
    if (!one) throw refusal('import_unknown', { import: importId })
    one.cancel(refusal('import_cancelled'))
  }

  /** The clock was set by so many ms: nobody was idle for that long. */
  shift(by: number): void {
    for (const one of this.running.values()) one.shift(by)
  }

  /** None of them can go on. */
  endAll(reason: BatchdeckError): void {
    for (const one of this.running.values()) one.fail(reason)
  }

  /**
   * Time passes: those that nobody goes on with end.
   * @returns what consoles are to be shown from now on; null where that is what they were shown last
   */
  tick(): readonly ImportResource[] | null {
    const now = this.parts.now()
    for (const one of this.running.values()) {
      if (one.idleSince !== null && now - one.idleSince >= IDLE_TIMEOUT_MS) {
        one.cancel(refusal('import_left_alone', { minutes: IDLE_TIMEOUT_MS / 60_000 }))
      }
    }
    const shown = [...this.running.values()].filter((one) => one.isSlow(now)).map((one) => one.resource())
    if (JSON.stringify(shown) === JSON.stringify(this.shown)) return null
    this.shown = shown
    return shown
  }
}

/** One list, from its first byte until it is published or dropped. */
export class Import {
  readonly id: number
  readonly by: Asker
  readonly place: number | TaskOptions
  private readonly parts: Parts
  private readonly onEnd: () => void
  private readonly state: ImportResource
  /** Rejects when it ends before its time. */
  private readonly ended = Promise.withResolvers<never>()
  private over: BatchdeckError | null = null
  /** Bytes so far, unpacked. */
  private size = 0
  private readonly unpacker: Unpacker
  private usedAt: number
  /** Null while it waits for an operator. */
  private busySince: number | null

  constructor(id: number, what: NewImport, parts: Parts, onEnd: () => void) {
    const { place, edit, format, isDryRun, totalBytes, order, packing = 'none' } = what
    this.id = id
    this.by = what.by
    this.place = place
    this.parts = parts
    this.onEnd = onEnd
    this.usedAt = parts.now()
    this.busySince = this.usedAt
    this.state = {
      import_id: id,
      task_id: typeof place === 'number' ? place : null,
      edit,
      format,
      dry_run: isDryRun,
      phase: 'receiving',
      bytes: 0,
      total_bytes: totalBytes,
      lines: format === 'json' ? null : 0,
      started_at: this.usedAt,
    }
    this.unpacker = new Unpacker(packing, (bytes) => this.takeIn(bytes))
    this.ended.promise.catch(() => {})
    // What goes wrong here goes wrong with the first piece, too.
    parts.storage.openList(id, format, edit === 'change' ? 'change' : 'replace', order).catch(() => {})
  }

  resource(): ImportResource {
    return { ...this.state }
  }

  /** Whether it has ended, in whatever way. */
  get isOver(): boolean {
    return this.over !== null
  }

  /** Since when it waits for its sender or for an operator; null while the monitor works on it. */
  get idleSince(): number | null {
    const { phase } = this.state
    return phase === 'receiving' || phase === 'ready' ? this.usedAt : null
  }

  /** Whether it has been at work for more than a moment. */
  isSlow(now: number): boolean {
    return this.busySince !== null && now - this.busySince >= SHOW_DELAY_MS
  }

  /** See {@link Imports.shift}. */
  shift(by: number): void {
    this.usedAt += by
    if (this.busySince !== null) this.busySince += by
  }

  /**
   * What is done for it, until it is cancelled: then nobody waits any longer.
   * @throws {BatchdeckError} `CANCELLED`
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    return Promise.race([this.ended.promise, work()])
  }

  /** So many bytes have come, as they were sent. */
  noteBytes(count: number): void {
    this.state.bytes += count
    this.usedAt = this.parts.now()
  }

  /**
   * Takes the next piece to where it is read, and waits until it is there: whoever sends faster has to wait.
   * @param piece as it was sent
   * @throws {BatchdeckError} `TOO_LARGE`, `INVALID_ENCODING`, `CANCELLED`
   */
  receive(piece: Uint8Array): Promise<void> {
    return this.unpacker.accept(piece)
  }

  /** @param piece unpacked */
  private async takeIn(piece: Uint8Array): Promise<void> {
    this.assertNotOver()
    this.size += piece.byteLength
    if (this.size > this.parts.limit) {
      throw refusal('body_too_large')
    }
    // A part of a buffer would be copied with all of it.
    const own = piece.byteLength === piece.buffer.byteLength ? piece : new Uint8Array(piece)
    this.state.lines = await this.parts.storage.receiveList(this.id, own)
  }

  /** Nothing more comes. `INVALID_JSON`, `INVALID_MESSAGE`, `TOO_LARGE`, `CANCELLED` */
  async close(): Promise<ListReport> {
    await this.unpacker.end()
    this.enter('reading')
    return this.known(await this.parts.storage.readList(this.id))
  }

  /** `[LI-1]` Reads it anew. As {@link close}; `CONFLICT` where it is too long to be kept for that */
  async reread(wish: ReadingWish): Promise<ListReport> {
    this.enter('reading')
    return this.known(await this.parts.storage.rereadList(this.id, wish))
  }

  /** @throws {BatchdeckError} `CANCELLED`, where it goes no further */
  enter(phase: ImportPhase): void {
    this.assertNotOver()
    this.usedAt = this.parts.now()
    if (phase === 'ready') this.busySince = null
    else this.busySince ??= this.usedAt
    this.state.phase = phase
  }

  /** It is meant in earnest from now on, or no longer. */
  setDryRun(isDryRun: boolean): void {
    this.state.dry_run = isDryRun
  }

  /** What it is to be from now on. @throws {BatchdeckError} `CONFLICT` where a list is to be a change, or a change a list */
  setEdit(edit: ListEdit): void {
    this.assertCanBe(edit)
    this.state.edit = edit
  }

  /** Why there is an epoch of it. */
  cause(counts: Counts): CauseOf<'import' | 'change'> {
    return { kind: this.state.edit === 'replace' ? 'import' : 'change', ...editedTargets(counts) }
  }

  /** What to plan. @param edit what it would be, where that is not what it is to be */
  request(onInvalid: 'refuse' | 'skip', edit = this.state.edit): EditRequest {
    this.assertCanBe(edit)
    return { kind: 'import', importId: this.id, onInvalid, ...(edit !== 'change' && { as: edit }) }
  }

  /** Somebody still looks at it. */
  noteUse(): void {
    this.usedAt = this.parts.now()
  }

  /** @throws {BatchdeckError} `CONFLICT` once it goes to disk */
  cancel(reason: BatchdeckError): void {
    if (this.state.phase === 'writing') {
      throw refusal('import_being_written', { import: this.id })
    }
    this.finish(reason)
  }

  /** It cannot go on, whatever it was about to do. */
  fail(reason: BatchdeckError): void {
    this.finish(reason)
  }

  /** It is published, or was not taken. */
  end(): void {
    this.finish(refusal('import_ended'))
  }

  /** Its format is shown from now on. */
  private known(report: ListReport): ListReport {
    const { reading } = report
    this.state.format = reading.format
    return { ...report, reading: { ...reading, gzip: this.unpacker.isPacked } }
  }

  private finish(reason: BatchdeckError): void {
    if (this.over) return
    this.over = reason
    this.ended.reject(reason)
    this.onEnd()
    this.unpacker.destroy()
    this.parts.storage.discardList(this.id).catch(() => {})
  }

  private assertCanBe(edit: ListEdit): void {
    if ((edit === 'change') === (this.state.edit === 'change')) return
    throw refusal(edit === 'change' ? 'list_is_no_change' : 'list_is_change')
  }

  private assertNotOver(): void {
    if (this.over) throw this.over
  }
}
