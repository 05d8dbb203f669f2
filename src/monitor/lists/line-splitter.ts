import { isUtf8 } from 'node:buffer'
import { readsAsGb18030 } from './list-encoding.ts'

const LF = 10
const CR = 13
const BOM = '\uFEFF'
/** The longest line, in bytes: one that does not end must not fill the memory before it is noticed. */
export const MAX_LINE_BYTES = 1024 * 1024
/** What is kept of a longer one, to be shown, in bytes. */
const SHOWN_BYTES = 256
/** Pieces of one line that are kept as they came. */
const MAX_KEPT_PIECES = 1024

/** What keeps a line from being read, by the key of the fault. */
export type LineFault = 'line_not_utf8' | 'line_is_gb18030' | 'line_too_long'

/**
 * @param number counts from 1
 * @param wrong null where nothing is; what is not UTF-8 has replacement characters, of what is too long it is the beginning
 */
export type TakeLine = (line: string, number: number, wrong: LineFault | null) => void

/**
 * Cuts bytes that come in pieces into lines, however the pieces are cut; LF, CR and CRLF end a line. Each line is a
 * string of its own: slices of one long text would keep all of it in memory, as long as one target lives.
 */
export class LineSplitter {
  private readonly onLine: TakeLine
  /** The beginning of a line whose end has not come. */
  private rest: Buffer[] = []
  private restBytes = 0
  /** That line is too long already: what is kept is to be shown, and what comes of it is passed over. */
  private isOverlong = false
  /** The last piece ended with CR: an LF that comes next is of the same line end. */
  private isAfterReturn = false
  private count = 0

  constructor(onLine: TakeLine) {
    this.onLine = onLine
  }

  /** Lines so far. */
  get lines(): number {
    return this.count
  }

  accept(piece: Buffer): void {
    const from = this.isAfterReturn && piece[0] === LF ? 1 : 0
    if (piece.length === from) {
      if (from > 0) this.isAfterReturn = false
      return
    }
    const to = Math.max(piece.lastIndexOf(LF), piece.lastIndexOf(CR)) + 1
    if (to > from) this.readLines(piece.subarray(from, to))
    this.keep(piece.subarray(Math.max(from, to)))
    this.isAfterReturn = piece.at(-1) === CR
  }

  /** Nothing more comes: what is left is a line, too. */
  end(): void {
    if (this.isOverlong) this.endOverlong()
    else if (this.restBytes > 0) this.emit(this.takeRest())
  }

  /** @param block ends with the end of a line */
  private readLines(block: Buffer): void {
    let lines = block
    if (this.isOverlong) {
      const end = Math.min(placeOf(block, LF, 0), placeOf(block, CR, 0))
      lines = block.subarray(end + (block[end] === CR && block[end + 1] === LF ? 2 : 1))
      this.endOverlong()
    }
    if (lines.length > 0) this.cut(this.restBytes > 0 ? Buffer.concat([this.takeRest(), lines]) : lines)
  }

  /** @param block ends with the end of a line */
  private cut(block: Buffer): void {
    // One look at many lines costs a hundredth of a look at each.
    const isClean = isUtf8(block)
    let feed = -1
    let carriage = -1
    for (let from = 0; from < block.length;) {
      if (feed < from) feed = placeOf(block, LF, from)
      if (carriage < from) carriage = placeOf(block, CR, from)
      const to = Math.min(feed, carriage)
      this.emit(block.subarray(from, to), isClean)
      from = to + (feed === carriage + 1 ? 2 : 1)
    }
  }

  private emit(bytes: Buffer, isClean = isUtf8(bytes)): void {
    if (bytes.length > MAX_LINE_BYTES) this.give(bytes.toString('utf8', 0, SHOWN_BYTES), 'line_too_long')
    else if (isClean || isUtf8(bytes)) this.give(bytes.toString('utf8'), null)
    else this.give(bytes.toString('utf8'), readsAsGb18030([bytes]) ? 'line_is_gb18030' : 'line_not_utf8')
  }

  private give(line: string, wrong: LineFault | null): void {
    const number = ++this.count
    this.onLine(number === 1 && line.startsWith(BOM) ? line.slice(1) : line, number, wrong)
  }

  private keep(bytes: Buffer): void {
    if (bytes.length === 0 || this.isOverlong) return
    this.rest.push(bytes)
    this.restBytes += bytes.length
    this.isOverlong = this.restBytes > MAX_LINE_BYTES
    if (this.isOverlong) this.rest = [Buffer.from(this.takeRest().subarray(0, SHOWN_BYTES))]
    // Somebody may send it byte by byte.
    else if (this.rest.length > MAX_KEPT_PIECES) this.rest = [Buffer.concat(this.rest)]
  }

  private endOverlong(): void {
    this.isOverlong = false
    this.give(this.takeRest().toString('utf8'), 'line_too_long')
  }

  private takeRest(): Buffer {
    const bytes = Buffer.concat(this.rest)
    this.rest = []
    this.restBytes = 0
    return bytes
  }
}

function placeOf(block: Buffer, byte: number, from: number): number {
  const place = block.indexOf(byte, from)
  return place < 0 ? Infinity : place
}
