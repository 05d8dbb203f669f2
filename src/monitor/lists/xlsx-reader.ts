import { fault } from '../../contract/refusal.ts'
import { invalidLine } from './invalid-line.ts'
import type { ListOrder } from './reading-wish.ts'
import { TableRows } from './table-rows.ts'
import type { TargetList } from './target-list.ts'
import { TargetListBuilder } from './target-list-builder.ts'
import { XlsxPackage } from './xlsx-package.ts'
import { lettersOf, sheetOf } from './xlsx-sheet.ts'

/** `[LI-9]` A sheet of a workbook, as a table like CSV; it can be read once all of it has come. */
export class XlsxReader {
  private readonly list: TargetListBuilder
  private readonly table: TableRows
  private readonly sheet: string | undefined
  private pieces: Buffer[] = []
  /** Rows so far. */
  count = 0

  constructor(order: ListOrder) {
    this.list = new TargetListBuilder(order)
    this.table = new TableRows(this.list, order)
    this.sheet = order.path?.[0]
  }

  accept(piece: Buffer): void {
    this.pieces.push(piece)
  }

  /** @param onRow told of each row @throws {BatchdeckError} `INVALID_ENCODING`, `TOO_LARGE` */
  end(onRow: () => void): TargetList {
    const sheet = sheetOf(new XlsxPackage(Buffer.concat(this.pieces)), this.sheet)
    this.pieces = []
    sheet.readRows((cells, row, lost) => {
      this.count++
      onRow()
      if (lost < 0) this.table.add(cells, row)
      else this.list.refuse(row, fault('cell_text_missing', { column: lettersOf(lost) }), cells.join(' ').trim())
    })
    this.table.settle()
    const look = { ...this.table.look(), place: sheet.name }
    const { wrong } = this.table
    return this.list.finish({ look, fault: wrong && invalidLine(wrong.line, wrong.why, '') })
  }
}
