import { isTooDeep } from '../../contract/bounded-json.ts'
import { refusal } from '../../contract/refusal.ts'
import { roleOfName } from './column-names.ts'
import { isOfError, JsonAnswer } from './json-answer.ts'

/** So much of a list is looked at before it is decided what it is, in bytes. */
export const MAX_HEAD_BYTES = 64 * 1024

/** How a page of the web begins. */
const markup = /^\uFEFF?\s{0,100}<(?:!doctype|html|head|body|\?xml|!--)/i

/** The beginning of a list, by which is known what it is, and what it is not. */
export class ListHead {
  private readonly pieces: Buffer[] = []
  private length = 0
  private all = 0

  add(piece: Buffer): void {
    this.all += piece.length
    if (this.length >= MAX_HEAD_BYTES) return
    const part = piece.subarray(0, MAX_HEAD_BYTES - this.length)
    // A part of a longer one would keep it in memory.
    this.pieces.push(Buffer.from(part))
    this.length += part.length
  }

  get isFull(): boolean {
    return this.length >= MAX_HEAD_BYTES
  }

  text(): string {
    return Buffer.concat(this.pieces).toString('utf8')
  }

  /**
   * `[LI-5]` What a source of data answers when it fails is no list, in whatever format it was announced.
   * @throws {BatchdeckError} `INVALID_MESSAGE` for a page of the web, or JSON that says that something failed
   */
  assertNoAnswer(): void {
    const text = this.text()
    if (markup.test(text)) throw refusal('body_is_markup')
    if (this.all > this.length || !/^\s*\{/.test(text) || isTooDeep(text)) return
    const answer = new JsonAnswer()
    const fields = Object.entries(objectOf(text))
    // A line of JSON that has a target may say of it how it fares.
    const isItem = fields.some(([name, value]) => typeof value === 'string' && roleOfName(name).role === 'target')
    for (const [name, value] of fields) if (!isItem || isOfError(name)) answer.note([name], value)
    answer.assertNoFailure()
  }
}

function objectOf(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    return {}
  }
}
