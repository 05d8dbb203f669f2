import { refusal } from '../../contract/refusal.ts'

/** The longest item of a list, in bytes, and whatever else stands in a body: a target has 256 characters at most. */
export const MAX_ITEM_BYTES = 64 * 1024

/** What has come of a part of JSON whose end has not. */
export class JsonRest {
  private pieces: Buffer[] = []
  bytes = 0

  /** Up to the next cut. @throws {BatchdeckError} `TOO_LARGE` where that does not come */
  keep(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.bytes += bytes.length
    if (this.bytes > MAX_ITEM_BYTES) throw itemTooLong()
    this.pieces.push(bytes)
  }

  /** All that came since the last one. */
  cut(): Buffer {
    const bytes = Buffer.concat(this.pieces)
    this.pieces = []
    this.bytes = 0
    return bytes
  }
}

export function itemTooLong() {
  return refusal('json_item_too_long', { most: MAX_ITEM_BYTES / 1024 })
}
