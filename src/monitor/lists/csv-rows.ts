import { Parser } from 'csv-parse'
import type { ListSeparator } from '../../contract/list-format.ts'
import type { Phrase } from '../../contract/phrase.ts'
import { fault } from '../../contract/refusal.ts'
import type { ExplainedLine } from '../../contract/resources/import.ts'
import { namedSeparator, separatorOf, separatorSigns } from './csv-separator.ts'
import { invalidLine } from './invalid-line.ts'
import type { LineFault } from './line-splitter.ts'
import type { ListOrder } from './reading-wish.ts'
import { isDrawn, isRulerLine } from './table-parts.ts'
import { TableRows } from './table-rows.ts'
import type { TargetList } from './target-list.ts'
import { TargetListBuilder } from './target-list-builder.ts'

/** The longest row in bytes: a quote that is never closed must not take in the whole file before it is noticed. */
const MAX_ROW_BYTES = 1024 * 1024
/** So much of a list is looked at for its separator: lines, and characters. */
const MAX_SEEN_LINES = 20
const MAX_SEEN_CHARACTERS = 64 * 1024

/**
 * Targets from the lines of a CSV file (RFC 4180), whatever ended them and whatever separates the cells: `target,priority`
 * without a header, or with one these columns in any order among others (LI-3, LI-4). A fault of the quotes ends the
 * reading: what comes after it cannot be told apart.
 */
export class CsvRows {
  private readonly list: TargetListBuilder
  private readonly table: TableRows
  private separator: ListSeparator | null
  /** Null until the separator is known. */
  private parser: Parser | null = null
  private lines: string[] = []
  private seen = 0
  /** Lines before those that the parser is given. */
  private skippedLines = 0
  private lastLine = 0
  private rows = 0
  /** Lines that are not UTF-8. */
  private readonly garbled = new Map<number, LineFault>()
  private fault: ExplainedLine | null = null

  constructor(order: ListOrder = {}) {
    this.list = new TargetListBuilder(order)
    this.table = new TableRows(this.list, order)
    this.separator = order.separator ?? null
  }

  addLine(line: string, number: number, wrong: LineFault | null): void {
    if (this.fault) return
    if (wrong === 'line_too_long') {
      // Of the rest of the row, and of its quotes, nothing is known.
      this.readAll()
      this.write(LOOK_AHEAD)
      if (!this.fault) this.stop(fault(wrong), number)
      return
    }
    if (wrong !== null) this.garbled.set(number, wrong)
    this.lines.push(line)
    this.seen += line.length
  }

  /** Reads the lines that were added since the last time, once so many have come that it can be seen how. */
  read(): void {
    if (this.parser || this.lines.length >= MAX_SEEN_LINES || this.seen > MAX_SEEN_CHARACTERS) this.readAll()
  }

  finish(): TargetList {
    this.readAll()
    const { rows } = this
    // The parser looks some bytes ahead. With empty lines to look at it gives the last rows, or is within quotes still.
    this.write(LOOK_AHEAD)
    if (!this.fault && this.rows === rows) this.stop(unclosed)
    this.parser?.destroy()
    this.table.settle()
    this.noteTable()
    const look = { ...this.table.look(), separator: this.separator }
    return this.list.finish({ fault: this.fault, look })
  }

  private readAll(): void {
    this.parser ??= this.begin()
    if (this.lines.length === 0) return
    const { lines } = this
    this.lines = []
    this.write(`${lines.join('\n')}\n`)
  }

  /** Sees from the first lines how the others are to be read. */
  private begin(): Parser {
    const named = namedSeparator(this.lines[0] ?? '')
    if (named !== null) {
      this.lines.shift()
      this.skippedLines = 1
      this.lastLine = 1
    }
    this.separator ??= named ?? separatorOf(this.lines.slice(0, MAX_SEEN_LINES).filter((line) => !isRulerLine(line)))
    const parser = new Parser({
      delimiter: separatorSigns[this.separator],
      record_delimiter: '\n',
      relax_column_count: true,
      trim: true,
      // What is copied from a sheet has its quotes as they are.
      relax_quotes: this.separator === 'tab',
      max_record_size: MAX_ROW_BYTES,
      // Rows are taken here, at once; the parser as a stream has nothing to give.
      on_record: (cells: string[], { lines }) => {
        if (!this.fault) this.acceptRow(cells, lines + this.skippedLines)
        return null
      },
    })
    // What went wrong is looked up after each write.
    parser.on('error', () => {})
    return parser
  }

  private write(text: string): void {
    if (this.fault || !this.parser) return
    this.parser.write(text)
    const { errored } = this.parser
    if (!errored) return
    const isEndless = 'code' in errored && errored.code === 'CSV_MAX_RECORD_SIZE'
    this.stop(isEndless ? unclosed : misquoted)
  }

  /** @param lastLine where the row ends */
  private acceptRow(cells: readonly string[], lastLine: number): void {
    const line = this.lastLine + 1
    this.rows++
    this.lastLine = lastLine
    const wrong = this.takeGarbled(line, lastLine)
    if (wrong !== null) this.list.refuse(line, fault(wrong), cells.join(','))
    else if (this.separator !== 'pipe' || !isDrawn(cells)) this.table.add(cells, line)
    this.noteTable()
  }

  private noteTable(): void {
    const { wrong } = this.table
    if (wrong) this.fault ??= invalidLine(wrong.line, wrong.why, '')
  }

  private takeGarbled(from: number, to: number): LineFault | null {
    if (this.garbled.size === 0) return null
    let wrong: LineFault | null = null
    for (let line = from; line <= to; line++) {
      wrong ??= this.garbled.get(line) ?? null
      this.garbled.delete(line)
    }
    return wrong
  }

  /** The first fault stays: what the parser makes of the rest of a piece depends on where that was cut. */
  private stop(wrong: Phrase, line = this.lastLine + 1): void {
    // What came before it is read, and may have a fault of its own.
    this.table.settle()
    this.noteTable()
    this.fault ??= invalidLine(line, wrong, '')
  }
}

const LOOK_AHEAD = '\n'.repeat(4)

const unclosed = fault('quote_unclosed')
const misquoted = fault('quote_misplaced')
