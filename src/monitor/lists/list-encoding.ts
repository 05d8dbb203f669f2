import { TextDecoder } from 'node:util'
import type { ListEncoding } from '../../contract/list-format.ts'
import { refusal } from '../../contract/refusal.ts'

interface Mark {
  readonly encoding: ListEncoding
  readonly bytes: readonly number[]
}

const marks: readonly Mark[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
  { encoding: 'gb18030', bytes: [0x84, 0x31, 0x95, 0x33] },
]
const hasHan = /\p{Script=Han}/u

/** What a list is written in, and how that is known. */
export interface SeenEncoding {
  readonly encoding: ListEncoding
  readonly by: 'said' | 'bom' | 'content'
  readonly bom: boolean
}

/** `[LI-2]` Makes UTF-8 of the bytes of a list, in whichever pieces they come. UTF-8 itself is passed on as it is. */
export class ListDecoder {
  private readonly said: ListEncoding | null
  private readonly take: (bytes: Buffer) => void
  /** The beginning, until it is long enough for a byte order mark. */
  private begun: Buffer | null = Buffer.alloc(0)
  private decoder: TextDecoder | null = null
  seen: SeenEncoding

  /** @param said null: as its mark says, else UTF-8 @param take the next bytes, as UTF-8 */
  constructor(said: ListEncoding | null, take: (bytes: Buffer) => void) {
    this.said = said
    this.take = take
    this.seen = { encoding: said ?? 'utf-8', by: said === null ? 'content' : 'said', bom: false }
  }

  /** @throws {BatchdeckError} `INVALID_ENCODING` */
  accept(piece: Buffer): void {
    if (this.begun === null) this.decode(piece)
    else {
      this.begun = Buffer.concat([this.begun, piece])
      const { begun } = this
      // What no mark begins with has none.
      const isOpen = marks.some(
        ({ bytes }) => begun.length < bytes.length && begun.every((byte, i) => byte === bytes[i]),
      )
      if (!isOpen) this.begin()
    }
  }

  /** @throws {BatchdeckError} `INVALID_ENCODING` */
  end(): void {
    this.begin()
    if (this.decoder) this.give(this.decoder, undefined)
  }

  private begin(): void {
    const { begun } = this
    if (begun === null) return
    this.begun = null
    const mark = marks.find(({ bytes }) => bytes.every((byte, i) => begun[i] === byte))
    if (this.said === null && mark) this.seen = { encoding: mark.encoding, by: 'bom', bom: true }
    else this.seen = { ...this.seen, bom: mark?.encoding === this.seen.encoding }
    const { encoding } = this.seen
    // It takes the mark away, too.
    if (encoding !== 'utf-8') this.decoder = new TextDecoder(encoding, { fatal: true })
    this.decode(begun)
  }

  private decode(piece: Buffer): void {
    if (this.decoder) this.give(this.decoder, piece)
    else this.take(piece)
  }

  private give(decoder: TextDecoder, piece: Buffer | undefined): void {
    let text: string
    try {
      text = decoder.decode(piece, { stream: piece !== undefined })
    } catch (error) {
      throw refusal('list_not_in_encoding', { encoding: this.seen.encoding }, { cause: error })
    }
    if (text !== '') this.take(Buffer.from(text))
  }
}

/** Whether bytes that are not UTF-8 are GB18030, with Chinese in them: nearly every text is that without. */
export function readsAsGb18030(pieces: readonly Uint8Array[]): boolean {
  const decoder = new TextDecoder('gb18030', { fatal: true })
  try {
    let isChinese = false
    for (const piece of pieces) isChinese = hasHan.test(decoder.decode(piece, { stream: true })) || isChinese
    return hasHan.test(decoder.decode()) || isChinese
  } catch {
    return false
  }
}
