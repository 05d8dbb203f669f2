import { unzipSync } from 'fflate'
import { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'

/** Of the parts that are read, unpacked, in bytes: some 600,000 rows. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024
/** A workbook has dozens; more were put there to keep us busy. */
const MAX_PARTS = 10_000

/** How an old spreadsheet begins, or one with a password. */
const OLD_MARK = [0xd0, 0xcf, 0x11, 0xe0]

const MEBIBYTE = 1024 * 1024

/** Whether a list begins as a spreadsheet of the kind that is no longer written, or that is protected. */
export function isOldSpreadsheet(start: Uint8Array): boolean {
  return OLD_MARK.every((byte, i) => start[i] === byte)
}

/** The parts of a workbook, unpacked when they are asked for. */
export class XlsxPackage {
  private readonly bytes: Uint8Array
  private readonly names = new Set<string>()
  private left = MAX_UNPACKED_BYTES

  /** @throws {BatchdeckError} `INVALID_ENCODING` where it is none */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    if (isOldSpreadsheet(bytes)) throw refusal('list_is_old_spreadsheet')
    this.unzip(({ name }) => {
      if (this.names.size >= MAX_PARTS) throw refusal('list_not_xlsx')
      this.names.add(name)
      return false
    })
  }

  /**
   * A part as text; null where there is none.
   * @throws {BatchdeckError} `TOO_LARGE` beyond what is read of all parts together; `INVALID_ENCODING` where it is damaged
   */
  text(name: string): string | null {
    if (!this.names.has(name)) return null
    const parts = this.unzip((part) => {
      if (part.name !== name) return false
      // No more comes out of it than it says.
      this.left -= part.originalSize
      if (this.left < 0) throw refusal('list_unpacks_too_far', { most: MAX_UNPACKED_BYTES / MEBIBYTE })
      return true
    })
    const { [name]: bytes } = parts
    return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : null
  }

  private unzip(filter: (part: { readonly name: string; readonly originalSize: number }) => boolean) {
    try {
      return unzipSync(this.bytes, { filter })
    } catch (error) {
      if (error instanceof BatchdeckError) throw error
      throw refusal('list_not_xlsx', {}, { cause: error })
    }
  }
}
