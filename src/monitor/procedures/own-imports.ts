import type { SaidFormat } from '../../contract/list-format.ts'
import { refusal } from '../../contract/refusal.ts'
import type { ListEdit } from '../../contract/resources/import.ts'
import type { Identity } from '../../planner/identity.ts'
import type { Asker } from '../asker.ts'
import type { Import } from '../import.ts'
import type { Imports } from '../imports.ts'
import type { ListOrder } from '../lists/reading-wish.ts'
import { receiveFile } from '../sources/list-import.ts'
import type { TaskPlace } from './publisher.ts'
import type { Changer } from './removal-guard.ts'

interface OpenedList {
  readonly place: TaskPlace
  readonly edit: ListEdit
  readonly format: SaidFormat
  readonly totalBytes: number | null
  /** Of the file. */
  readonly name?: string | undefined
  /** Of the task. */
  readonly identity?: Identity | undefined
  /** How it is read; as it looks unless that is said. */
  readonly order?: ListOrder | undefined
  /** `[CH-2]` Whose change it is to the guard; `person` by default. */
  readonly changer?: Changer | undefined
}

/** The imports that one console has opened: sent once, then previewed and applied. They end with its connection. */
export class OwnImports {
  private readonly imports: Imports
  private readonly by: Asker
  private readonly own = new Map<number, Import>()
  private isGone = false

  /** @param by whose console it is */
  constructor(imports: Imports, by: Asker) {
    this.imports = imports
    this.by = by
  }

  /** Those it has not let go of. */
  get size(): number {
    return this.own.size
  }

  /** @returns its number. @throws {BatchdeckError} `CONFLICT` where too many are under way */
  open({ name, identity, order = { name, identity }, ...list }: OpenedList): number {
    // Whoever sees how it was understood may want it otherwise.
    const kept = { ...order, isKept: true }
    const opened = this.imports.open({ ...list, isDryRun: true, order: kept, packing: 'look', by: this.by })
    this.own.set(opened.id, opened)
    return opened.id
  }

  /**
   * The list of a source that is in a file on this machine: at once one that has come in.
   * @throws {BatchdeckError} `CONFLICT` where too many are under way; as its reader
   */
  async openFile({
    taskId,
    file,
    bytes,
    format,
    order,
  }: {
    readonly taskId: number
    readonly file: string
    readonly bytes: number
    readonly format: SaidFormat
    /** How it is read. */
    readonly order: ListOrder
  }) {
    const importId = this.open({ place: taskId, edit: 'replace', format, totalBytes: bytes, order, changer: 'source' })
    const report = await this.receiving(importId, async (own) => {
      const read = await receiveFile(own, file)
      own.enter('ready')
      return read
    })
    return { import_id: importId, report }
  }

  /** While it comes in. @throws {BatchdeckError} `UNKNOWN_IMPORT`, `CANCELLED`, `CONFLICT` where it has come in */
  async receiving<T>(id: number, work: (own: Import) => Promise<T>): Promise<T> {
    const own = this.find(id, 'receiving')
    return own.run(() => work(own))
  }

  /**
   * Plans one that has come in; if nothing comes of that it is ready for the next decision.
   * @throws {BatchdeckError} `UNKNOWN_IMPORT`, `CANCELLED`, `CONFLICT` where it is not ready
   */
  async decide<T>(id: number, work: (own: Import) => Promise<T>): Promise<T> {
    const own = this.find(id, 'ready')
    own.enter('planning')
    try {
      return await own.run(() => work(own))
    } finally {
      // Not before: whoever waits for it would be told that it was cancelled.
      if (this.isGone) own.end()
      else if (!own.isOver) {
        own.setDryRun(true)
        own.enter('ready')
      }
    }
  }

  /**
   * Looks into one that has come in, beside whatever is decided about it.
   * @throws {BatchdeckError} `UNKNOWN_IMPORT`, `CANCELLED`, `CONFLICT` where it has not come in
   */
  async lookInto<T>(id: number, work: (own: Import) => Promise<T>): Promise<T> {
    const own = this.find(id, 'ready', 'planning')
    own.noteUse()
    return own.run(() => work(own))
  }

  /** It was applied. */
  finish(id: number): void {
    this.own.get(id)?.end()
    this.own.delete(id)
  }

  /** @throws {BatchdeckError} `CONFLICT` once it goes to disk */
  discard(id: number): void {
    this.own.get(id)?.cancel(refusal('import_discarded'))
    this.own.delete(id)
  }

  /** The console has gone. What it has asked to be applied is: as over HTTP, it matters what was sent in whole. */
  end(): void {
    this.isGone = true
    for (const own of this.own.values()) if (own.resource().dry_run) own.end()
  }

  private find(id: number, wanted: 'receiving' | 'ready', orElse: 'planning' | null = null): Import {
    const own = this.own.get(id)
    if (!own || own.isOver) {
      this.own.delete(id)
      throw refusal('import_over')
    }
    const { phase } = own.resource()
    if (phase !== wanted && phase !== orElse)
      throw refusal('import_in_other_phase', { import: id, phase, wanted_phase: wanted })
    return own
  }
}
