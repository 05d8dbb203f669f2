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
import type { Changer } from './procedures/removal-guard.ts'
import type { EditRequest, Storage } from './storage/port.ts'

/** Shorter ones are not shown: a line that comes and goes at once tells nobody anything. ms */
const SHOW_DELAY_MS = 500

export interface NewImport {
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
  /** `[CH-2]` Whose change it is to the guard; `person` by default. */
  readonly changer?: Changer | undefined
}

export interface ImportParts {
  readonly storage: Pick<Storage, 'openList' | 'receiveList' | 'readList' | 'rereadList' | 'discardList'>
  /** The largest list in bytes, unpacked. */
  readonly limit: number
  readonly now: () => number
}

/** One list, from its first byte until it is published or dropped. */
export class Import {
  readonly id: number
  readonly by: Asker
  readonly place: number | TaskOptions
  readonly changer: Changer
  private readonly parts: ImportParts
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

  constructor(id: number, what: NewImport, parts: ImportParts, onEnd: () => void) {
    const { place, edit, format, isDryRun, totalBytes, order, packing = 'none', changer = 'person' } = what
    this.id = id
    this.by = what.by
    this.place = place
    this.changer = changer
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

  /** See `Imports.shift`. */
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
