import { isUtf8 } from 'node:buffer'

const LF = 10
const CR = 13
const BOM = '\uFEFF'

/**
 * @param number counts from 1
 * @param isClean whether it is UTF-8; where it is not, the text holds replacement characters
 */
export type TakeLine = (line: string, number: number, isClean: boolean) => void

/**
 * Cuts bytes that come in pieces into lines, however the pieces are cut; LF, CR and CRLF end a line. Each line is a
 * string of its own: slices of one long text would keep all of it in memory, as long as one target lives.
 */
export class LineSplitter {
  private readonly onLine: TakeLine
  /** The beginning of a line whose end has not come. */
  private rest: Buffer[] = []
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
    if (to > from) {
      this.cut(Buffer.concat([...this.rest, piece.subarray(from, to)]))
      this.rest = []
    }
    if (piece.length > Math.max(from, to)) this.rest.push(piece.subarray(Math.max(from, to)))
    this.isAfterReturn = piece.at(-1) === CR
  }

  /** Nothing more comes: what is left is a line, too. */
  end(): void {
    const last = Buffer.concat(this.rest)
    this.rest = []
    if (last.length > 0) this.emit(last, isUtf8(last))
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
      const line = block.subarray(from, to)
      this.emit(line, isClean || isUtf8(line))
      from = to + (feed === carriage + 1 ? 2 : 1)
    }
  }

  private emit(bytes: Buffer, isClean: boolean): void {
    const number = ++this.count
    const line = bytes.toString('utf8')
    this.onLine(number === 1 && line.startsWith(BOM) ? line.slice(1) : line, number, isClean)
  }
}

function placeOf(block: Buffer, byte: number, from: number): number {
  const place = block.indexOf(byte, from)
  return place < 0 ? Infinity : place
}
