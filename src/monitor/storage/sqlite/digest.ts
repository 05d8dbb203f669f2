import { hash } from 'node:crypto'

/** What SQLite holds in a cell of ours. */
export type Cell = string | number | null | Uint8Array

/** Of a digest: that two rows differ and have the same happens once in 2¹²⁸. */
const DIGEST_BYTES = 16

/**
 * The digest of a row: of its table, and of each cell with its type and length, so that nothing that moves from one cell
 * into the next goes unseen.
 */
export function rowDigest(table: string, cells: readonly Cell[]): Buffer {
  let text = table
  for (const cell of cells) text += cellText(cell)
  return digestOf(text)
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer').subarray(0, DIGEST_BYTES)
}

function cellText(cell: Cell): string {
  if (cell === null) return '\0-'
  if (typeof cell === 'string') return `\0t${cell.length}:${cell}`
  if (typeof cell === 'number') return `\0n${cell}`
  return `\0b${hash('sha256', cell)}`
}

/** Whether a row is what was written. @param written its digest; null where the row never got one */
export function isSame(digest: Uint8Array, written: unknown): boolean {
  return written instanceof Uint8Array && Buffer.compare(digest, written) === 0
}

/**
 * The sum of the digests of some rows, by lanes of 32 bits: in whatever order they come, and what is taken away again
 * leaves no trace. So a sum over all of a table is kept at the price of the rows that change.
 */
export class DigestSum {
  private readonly lanes = new Uint32Array(DIGEST_BYTES / 4)
  private count: number

  constructor(rows = 0, bytes?: Uint8Array) {
    this.count = rows
    if (bytes?.byteLength !== DIGEST_BYTES) return
    const view = Buffer.from(bytes)
    this.lanes.forEach((_, i) => (this.lanes[i] = view.readUInt32LE(4 * i)))
  }

  get rows(): number {
    return this.count
  }

  get bytes(): Buffer {
    const bytes = Buffer.alloc(DIGEST_BYTES)
    this.lanes.forEach((lane, i) => bytes.writeUInt32LE(lane, 4 * i))
    return bytes
  }

  add(digest: Uint8Array): void {
    this.count++
    this.each(digest, (lane, part) => lane + part)
  }

  subtract(digest: Uint8Array): void {
    this.count--
    this.each(digest, (lane, part) => lane - part)
  }

  equals(other: DigestSum): boolean {
    return this.count === other.count && Buffer.compare(this.bytes, other.bytes) === 0
  }

  private each(digest: Uint8Array, change: (lane: number, part: number) => number): void {
    const { lanes } = this
    for (let i = 0; i < lanes.length; i++) {
      const at = 4 * i
      const part = digest[at]! | (digest[at + 1]! << 8) | (digest[at + 2]! << 16) | (digest[at + 3]! << 24)
      // A lane keeps its lower 32 bits.
      lanes[i] = change(lanes[i]!, part)
    }
  }
}
