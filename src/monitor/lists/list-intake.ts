import type { SaidFormat } from '../../contract/list-format.ts'
import { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { ListReport } from '../../contract/resources/import.ts'
import { duplicatesIn, noDuplicates } from './duplicates.ts'
import { readsAsGb18030 } from './list-encoding.ts'
import { createListReader, type ListLimits, type ListReader, type SentEdit } from './list-reader.ts'
import type { ChosenColumns, ColumnName, ListOrder, ReadingWish } from './reading-wish.ts'
import { reportOf } from './target-list.ts'

/** So much of a list is kept to be read again, in bytes; whoever wants another way for a longer one sends it anew. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024

/** A list that comes in and is read, and as long as nobody has decided about it perhaps read again, in another way (LI-1). */
export class ListIntake {
  private order: ListOrder
  private readonly edit: 'replace' | 'change'
  private readonly limits: ListLimits
  private reader: ListReader
  /** As they came; null where they are not kept. */
  private kept: Uint8Array[] | null
  private keptBytes = 0
  private sent: SentEdit | null = null
  private columns: ListReport['reading']['columns'] = []

  constructor(format: SaidFormat, edit: 'replace' | 'change', limits: ListLimits, order: ListOrder = {}) {
    this.order = { ...order, format }
    this.edit = edit
    this.limits = limits
    this.reader = createListReader(format, edit, limits, order)
    // Whether it is GB18030 can only be seen of all of it.
    this.kept = order.isKept || order.encoding === 'auto' ? [] : null
  }

  /** @returns lines so far; null where they are not counted. Throws as {@link ListReader.accept} */
  accept(piece: Uint8Array): number | null {
    this.keep(piece)
    try {
      this.reader.accept(bufferOf(piece))
    } catch (error) {
      if (!this.mayBeGb18030(error)) throw error
    }
    return this.reader.lines
  }

  /** Nothing more comes. Throws as {@link ListReader.end} */
  end(): ListReport {
    try {
      const sent = this.reader.end()
      if (!hasGarbledLines(sent) || !this.readsAsGb18030()) return this.report(sent, this.reader)
    } catch (error) {
      if (!this.mayBeGb18030(error) || !this.readsAsGb18030()) throw error
    }
    const report = this.readKept({ ...this.order, encoding: 'gb18030' })
    return { ...report, reading: { ...report.reading, encoding_by: 'content' } }
  }

  /** What came of it. */
  get result(): SentEdit | null {
    return this.sent
  }

  /** @throws {BatchdeckError} `CONFLICT` where it was not kept; as {@link end} */
  reread(wish: ReadingWish): ListReport {
    const { name, identity, isKept } = this.order
    this.sent = null
    this.order = { name, identity, isKept, ...wish, columns: this.named(wish.columns) }
    return this.readKept(this.order)
  }

  private readKept(order: ListOrder): ListReport {
    if (!this.kept) throw refusal('list_not_kept')
    const reader = createListReader(order.format ?? 'auto', this.edit, this.limits, order)
    for (const piece of this.kept) reader.accept(bufferOf(piece))
    return this.report(reader.end(), reader)
  }

  private report(sent: SentEdit, reader: ListReader): ListReport {
    const list = sent.kind === 'replace' ? sent.list : sent.add
    this.sent = sent
    // A plan counts them anyway: before it they are of use to whoever looks at the list only.
    const { isKept, identity = 'exact' } = this.order
    const report = reportOf(list, reader.readAs, isKept ? duplicatesIn(list, identity) : noDuplicates)
    this.columns = report.reading.columns
    return report
  }

  private keep(piece: Uint8Array): void {
    if (!this.kept) return
    this.keptBytes += piece.byteLength
    if (this.keptBytes > MAX_KEPT_BYTES) this.kept = null
    else this.kept.push(piece)
  }

  /** Fields of JSON are met in another order where others are asked for; their names stay. */
  private named(chosen: ChosenColumns | undefined): ChosenColumns | undefined {
    if (!chosen) return undefined
    const nameOf = (column: ColumnName) => (typeof column === 'number' ? this.columns[column]?.name || column : column)
    const { target, priority, ignored } = chosen
    return {
      target: target === undefined ? undefined : nameOf(target),
      priority: priority === undefined || priority === null ? priority : nameOf(priority),
      ignored: ignored?.map(nameOf),
    }
  }

  private mayBeGb18030(error: unknown): boolean {
    const isGarbled = error instanceof BatchdeckError && error.reason === 'body_not_utf8'
    return isGarbled && this.kept !== null && (this.order.encoding ?? 'auto') === 'auto'
  }

  private readsAsGb18030(): boolean {
    if ((this.order.encoding ?? 'auto') !== 'auto') return false
    return this.kept !== null && readsAsGb18030(this.kept)
  }
}

function hasGarbledLines(sent: SentEdit): boolean {
  const { invalid } = sent.kind === 'replace' ? sent.list : sent.add
  return invalid.some(({ fault }) => fault === 'line_is_gb18030' || fault === 'line_not_utf8')
}

function bufferOf(piece: Uint8Array): Buffer {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
}
