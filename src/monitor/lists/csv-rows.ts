import { Parser } from 'csv-parse'
import type { Phrase } from '../../contract/phrase.ts'
import { fault } from '../../contract/refusal.ts'
import type { ExplainedLine } from '../../contract/resources/import.ts'
import { priorities, UNRATED } from '../../planner/priority.ts'
import type { LineFault } from './line-splitter.ts'
import { invalidLine, type TargetList, TargetListBuilder, wrongPriority } from './target-list.ts'

/** The longest row in bytes: a quote that is never closed must not take in the whole file before it is noticed. */
const MAX_ROW_BYTES = 1024 * 1024

/** Where a row has what counts. */
interface Columns {
  readonly target: number
  /** −1 where there is none. */
  readonly priority: number
  /** How many cells a row may have. */
  readonly width: number
}

const withoutHeader: Columns = { target: 0, priority: 1, width: 2 }

/**
 * Targets from the lines of a CSV file (RFC 4180), whatever ended them: `target,priority` without a header, or with one
 * these columns in any order among others. A fault of the quotes ends the reading: what comes after it cannot be told
 * apart.
 */
export class CsvRows {
  private readonly list = new TargetListBuilder()
  private readonly parser: Parser
  private lines: string[] = []
  private lastLine = 0
  private rows = 0
  /** Lines that are not UTF-8. */
  private readonly garbled = new Set<number>()
  private columns: Columns | null = null
  private ignored: readonly string[] = []
  private fault: ExplainedLine | null = null

  constructor() {
    this.parser = new Parser({
      record_delimiter: '\n',
      relax_column_count: true,
      trim: true,
      max_record_size: MAX_ROW_BYTES,
      // Rows are taken here, at once; the parser as a stream has nothing to give.
      on_record: (cells: string[], { lines }) => {
        if (!this.fault) this.acceptRow(cells, lines)
        return null
      },
    })
    // What went wrong is looked up after each write.
    this.parser.on('error', () => {})
  }

  addLine(line: string, number: number, wrong: LineFault | null): void {
    if (this.fault) return
    if (wrong === 'line_too_long') {
      // Of the rest of the row, and of its quotes, nothing is known.
      this.read()
      this.write(LOOK_AHEAD)
      if (!this.fault) this.stop(fault(wrong), number)
      return
    }
    if (wrong !== null) this.garbled.add(number)
    this.lines.push(line)
  }

  /** Reads the lines that were added since the last time. */
  read(): void {
    if (this.lines.length === 0) return
    const { lines } = this
    this.lines = []
    this.write(`${lines.join('\n')}\n`)
  }

  finish(): TargetList {
    this.read()
    const { rows } = this
    // The parser looks some bytes ahead. With empty lines to look at it gives the last rows, or is within quotes still.
    this.write(LOOK_AHEAD)
    if (!this.fault && this.rows === rows) this.stop(unclosed)
    this.parser.destroy()
    return this.list.finish({ fault: this.fault, ignoredColumns: this.ignored })
  }

  private write(text: string): void {
    if (this.fault) return
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
    // Spreadsheets end with rows of nothing but commas.
    if (cells.every((cell) => cell === '')) return
    if (this.isGarbled(line, lastLine)) this.list.refuse(line, fault('line_not_utf8'), cells.join(','))
    else if (this.columns) this.addTarget(cells, this.columns, line)
    else {
      const header = this.readHeader(cells, line)
      this.columns = header ?? withoutHeader
      if (!header && !this.fault) this.addTarget(cells, this.columns, line)
    }
  }

  private addTarget(cells: readonly string[], { target, priority, width }: Columns, line: number): void {
    if (cells.slice(width).some((cell) => cell !== '')) {
      const isBare = this.columns === withoutHeader
      this.list.refuse(line, isBare ? fault('row_without_header') : fault('row_too_long'), cells.join(','))
      return
    }
    const given = (cells[priority] ?? '').toLowerCase()
    const rating = given === '' ? UNRATED : priorities.indexOf(given as (typeof priorities)[number])
    if (rating < 0) this.list.refuse(line, wrongPriority, cells.join(','))
    else this.list.add(cells[target] ?? '', rating, line)
  }

  /** Null where the first row is none. */
  private readHeader(cells: readonly string[], line: number): Columns | null {
    const names = cells.map((cell) => cell.toLowerCase())
    const [first = ''] = names
    if (first !== 'target' && first.split(/[;\t|]/).some((name) => name.trim() === 'target')) {
      this.stop(fault('columns_not_by_comma'), line)
      return null
    }
    if (!names.includes('target')) return null
    for (const name of ['target', 'priority']) {
      if (names.indexOf(name) !== names.lastIndexOf(name)) this.stop(fault('column_twice', { column: name }), line)
    }
    this.ignored = cells.filter((cell, i) => cell !== '' && names[i] !== 'target' && names[i] !== 'priority')
    return { target: names.indexOf('target'), priority: names.indexOf('priority'), width: cells.length }
  }

  private isGarbled(from: number, to: number): boolean {
    if (this.garbled.size === 0) return false
    let isGarbled = false
    for (let line = from; line <= to; line++) if (this.garbled.delete(line)) isGarbled = true
    return isGarbled
  }

  /** The first fault stays: what the parser makes of the rest of a piece depends on where that was cut. */
  private stop(wrong: Phrase, line = this.lastLine + 1): void {
    this.fault ??= invalidLine(line, wrong, '')
  }
}

const LOOK_AHEAD = '\n'.repeat(4)

const unclosed = fault('quote_unclosed')
const misquoted = fault('quote_misplaced')
