import type { Phrase } from '../../contract/phrase.ts'
import { fault } from '../../contract/refusal.ts'
import { MAX_ATTRIBUTE_VALUE } from '../../contract/attributes.ts'
import { looksLikeAddress } from './address-shapes.ts'
import { wrongPriority } from './invalid-line.ts'
import { ratingOfWord } from './column-names.ts'
import type { ListOrder } from './reading-wish.ts'
import { totalRow } from './suspicion.ts'
import { isTotal } from './table-parts.ts'
import { type Cells, columnsOf, type TableColumns } from './table-columns.ts'
import { type ListLook, plainLook } from './target-list.ts'
import type { TargetListBuilder } from './target-list-builder.ts'

/** So many rows are looked at before it is decided what the columns are. */
const MAX_SEEN_ROWS = 20

interface Row {
  readonly cells: Cells
  readonly line: number
}

/** The rows of a table, each with the targets that it names, once it is known which column is what. */
export class TableRows {
  private readonly list: TargetListBuilder
  private readonly order: ListOrder
  /** Rows whose columns are not known yet. */
  private pending: Row[] | null = []
  private columns: TableColumns | null = null
  private headerLine: number | null = null
  /** Names of attributes as a JSON object has them. */
  private keys: readonly string[] = []
  /** What keeps the rest from being read, and where. */
  wrong: { readonly why: Phrase; readonly line: number } | null = null

  constructor(list: TargetListBuilder, order: ListOrder) {
    this.list = list
    this.order = order
  }

  add(cells: Cells, line: number): void {
    // Spreadsheets end with rows of nothing but commas.
    if (this.wrong || cells.every((cell) => cell === '')) return
    if (this.pending) {
      this.pending.push({ cells, line })
      if (this.pending.length >= MAX_SEEN_ROWS) this.settle()
    } else this.addTarget(cells, line)
  }

  /** No more rows come before it is decided what the columns are. */
  settle(): void {
    const { pending } = this
    if (!pending) return
    this.pending = null
    const columns = columnsOf(
      pending.map(({ cells }) => cells),
      this.order,
    )
    this.columns = columns
    this.keys = columns.attributes.map(({ name }) => `${JSON.stringify(name)}:`)
    const [first] = pending
    if (columns.wrong && first) this.wrong = { why: columns.wrong, line: first.line }
    if (columns.hasHeader && first) {
      this.headerLine = first.line
      pending.shift()
    }
    if (columns.attributes.length > 0) this.list.declareAttributes()
    for (const { cells, line } of pending) if (!this.wrong) this.addTarget(cells, line)
  }

  look(): ListLook {
    const { columns, headerLine } = this
    if (!columns) return plainLook
    const { listed, ignored, hasHeader } = columns
    return {
      ...plainLook,
      header: hasHeader,
      headerLine,
      columns: listed.length > 0 ? listed : plainLook.columns,
      ignored,
    }
  }

  private addTarget(cells: Cells, line: number): void {
    const { target, priority, width, hasHeader } = this.columns!
    if (cells.length > width && cells.slice(width).some((cell) => cell !== '')) {
      this.list.refuse(line, hasHeader ? fault('row_too_long') : fault('row_without_header'), cells.join(','))
      return
    }
    const rating = ratingOfWord(cells[priority] ?? '')
    const hasOthers = this.keys.length > 0
    const tooLong = hasOthers ? this.tooLongAttribute(cells) : null
    if (rating === null) this.list.refuse(line, wrongPriority, cells.join(','))
    else if (tooLong !== null) {
      const wrong = fault('attribute_too_long', { name: tooLong, most: MAX_ATTRIBUTE_VALUE })
      this.list.refuse(line, wrong, cells.join(','))
    } else this.take(cells, cells[target] ?? '', rating, line)
  }

  private take(cells: Cells, target: string, rating: number, line: number): void {
    const attributes = this.keys.length > 0 ? this.attributesOf(cells) : null
    // What is summed up may stand where the targets do.
    if (looksLikeAddress(target) || !cells.some((cell) => isTotal(cell)))
      this.list.add(target, rating, line, attributes)
    else this.list.addDoubtful(totalRow, { target, rating, line, attributes })
  }

  private tooLongAttribute(cells: Cells): string | null {
    for (const { index, name } of this.columns!.attributes) {
      if ((cells[index]?.length ?? 0) > MAX_ATTRIBUTE_VALUE) return name
    }
    return null
  }

  /** As {@link attributesText} does it; the columns are in its order already. */
  private attributesOf(cells: Cells): string | null {
    let text = ''
    for (const [i, { index }] of this.columns!.attributes.entries()) {
      const value = cells[index] ?? ''
      if (value !== '') text += `${text === '' ? '{' : ','}${this.keys[i]!}${JSON.stringify(value)}`
    }
    return text === '' ? null : `${text}}`
  }
}
