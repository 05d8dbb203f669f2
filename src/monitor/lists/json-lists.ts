import { MAX_JSON_DEPTH } from '../../contract/bounded-json.ts'
import type { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import { itemTooLong, JsonRest, MAX_ITEM_BYTES } from './json-rest.ts'
import type { JsonPath, JsonShape } from './json-shape.ts'
import { isJsonSpace, parsedBytes, parsedItems, utf8Of } from './json-text.ts'

const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const LESS = 60
const BOM = Buffer.from('\uFEFF')
/** So much of a field's name is said back. */
const MAX_SHOWN_PATH = 64

/** Where in a body the next byte stands. */
type Place =
  | 'refused'
  | 'start'
  | 'first name'
  | 'name'
  | 'in name'
  | 'colon'
  | 'before value'
  | 'value'
  | 'items'
  | 'after value'
  | 'end'
  | 'other'

/**
 * The lists of a JSON body, `{"targets":[…]}` or the items alone, as they come in. Kept is never more than one item and
 * one piece: neither a long list nor what only looks like one fills the memory, or takes long at a time.
 */
export class JsonLists {
  private readonly shape: JsonShape
  private place: Place = 'start'
  /** So many bytes of a byte order mark have come. */
  private markBytes = 0
  /** Of the field that is read. */
  private path: string[] = []
  /** In how many objects that field stands, but for the outermost. */
  private level = 0
  /** The list has no object around it. */
  private isAlone = false
  /** The beginning of a name, of an item, or of a body that is no list. */
  private readonly rest = new JsonRest()
  private isInText = false
  private isEscaped = false
  /** Within an item. */
  private depth = 0
  /** A comma was the last of the list so far: an item has to follow. */
  private isAfterComma = false
  /** The whole body, as long as it is short. */
  private head: Buffer[] = []
  private headBytes = 0
  /** Why it is no list, although it may be JSON. */
  private mistake: BatchdeckError | null = null

  constructor(shape: JsonShape) {
    this.shape = shape
  }

  /** @throws {BatchdeckError} `INVALID_JSON`, `INVALID_MESSAGE`, `TOO_LARGE` */
  accept(piece: Buffer): void {
    this.keepHead(piece)
    for (let at = 0; at < piece.length;) {
      if (this.place === 'items') at = this.readItems(piece, at)
      else if (this.place === 'in name') at = this.readName(piece, at)
      else if (this.place === 'value') at = this.readValue(piece, at)
      else if (this.place === 'refused') return
      else if (this.place === 'other') {
        this.rest.keep(piece.subarray(at))
        at = piece.length
      } else if (isJsonSpace(piece[at]!)) at++
      else at = this.step(piece, at)
    }
  }

  /** Nothing more comes. @throws {BatchdeckError} as {@link accept} */
  end(): void {
    if (this.place === 'end') return
    if (this.mistake) {
      parsedBytes(Buffer.concat(this.head).subarray(this.markBytes))
      throw this.mistake
    }
    if (this.place !== 'other') throw refusal('body_not_json')
    parsedBytes(this.rest.cut())
    throw this.isNoObject()
  }

  /** One byte before, between and after names and lists. */
  private step(piece: Buffer, at: number): number {
    const byte = piece[at]!
    switch (this.place) {
      case 'start':
        return this.start(piece, at)
      case 'first name':
      case 'name':
        if (byte === QUOTE) this.place = 'in name'
        else if (byte === CLOSE_BRACE && this.place === 'first name') this.endObject()
        else throw refusal('body_not_json')
        break
      case 'colon':
        if (byte !== COLON) throw refusal('body_not_json')
        this.place = 'before value'
        break
      case 'before value':
        return this.startValue(byte) ? at + 1 : at
      case 'after value':
        if (byte === COMMA) this.place = 'name'
        else if (byte === CLOSE_BRACE) this.endObject()
        else throw refusal('body_not_json')
        break
      default:
        throw refusal('body_not_json')
    }
    return at + 1
  }

  private start(piece: Buffer, at: number): number {
    const byte = piece[at]!
    if (byte === BOM[this.markBytes]) {
      this.markBytes++
      return at + 1
    }
    // It is all there or not at all.
    if (this.markBytes % BOM.length > 0) throw refusal('body_not_json')
    if (byte === OPEN_BRACE) this.place = 'first name'
    else if (byte === LESS) throw refusal('body_is_markup')
    else if (byte === OPEN_BRACKET && this.shape.isAloneToo) this.begin(null)
    else if (byte === OPEN_BRACKET) this.refuse(this.isNoObject())
    else {
      this.place = 'other'
      return at
    }
    return at + 1
  }

  private readName(piece: Buffer, from: number): number {
    let to = from
    for (; to < piece.length && (this.isEscaped || piece[to] !== QUOTE); to++) {
      this.isEscaped = !this.isEscaped && piece[to] === BACKSLASH
    }
    this.rest.keep(piece.subarray(from, to))
    if (to === piece.length) return to
    this.path = [
      ...this.path.slice(0, this.level),
      String(parsedBytes(Buffer.concat([QUOTES, this.rest.cut(), QUOTES]))),
    ]
    if (this.shape.pass === null && !this.shape.isList(this.path)) this.refuse(refusal('field_unknown', this.field()))
    else this.place = 'colon'
    return to + 1
  }

  /** @returns whether its first byte is done with */
  private startValue(byte: number): boolean {
    const { path, shape } = this
    if (byte === OPEN_BRACKET && shape.isList(path)) this.begin(path)
    else if (shape.isListOnly(path)) this.refuse(refusal('field_not_list', this.field()))
    else if (byte === OPEN_BRACE && shape.isWay(path)) {
      this.level++
      this.place = 'first name'
    } else {
      this.place = 'value'
      return false
    }
    return true
  }

  private endObject(): void {
    if (this.level === 0) this.place = 'end'
    else {
      this.level--
      this.place = 'after value'
    }
  }

  /** A value that is no list of ours, up to what follows it, which is left to the next step. */
  private readValue(piece: Buffer, from: number): number {
    let to = from
    for (; to < piece.length; to++) {
      const byte = piece[to]!
      if (this.isInText) {
        if (this.isEscaped) this.isEscaped = false
        else if (byte === BACKSLASH) this.isEscaped = true
        else if (byte === QUOTE) this.isInText = false
      } else if (byte === QUOTE) this.isInText = true
      else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) this.deepen()
      else if (this.depth === 0 && (byte === COMMA || byte === CLOSE_BRACE)) break
      else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) this.depth = Math.max(0, this.depth - 1)
    }
    this.rest.keep(piece.subarray(from, to))
    if (to === piece.length) return to
    this.shape.pass?.(this.path, parsedBytes(this.rest.cut()))
    this.place = 'after value'
    return to
  }

  private deepen(): void {
    if (++this.depth > MAX_JSON_DEPTH) throw refusal('json_too_deep', { most: MAX_JSON_DEPTH })
  }

  /** For a refusal. */
  private field(): { field: string } {
    return { field: this.path.join('/').slice(0, MAX_SHOWN_PATH) }
  }

  private begin(path: JsonPath | null): void {
    this.place = 'items'
    this.isAlone = path === null
    this.isAfterComma = false
    this.shape.begin(path)
  }

  /** Items up to the last comma of the piece, all at once, or up to the end of their list. */
  private readItems(piece: Buffer, from: number): number {
    /** Up to where everything was taken. */
    let taken = from
    let comma = -1
    /** Where the item begins that is looked at; what came of it before is in front of the piece. */
    let begins = from - this.rest.bytes
    for (let at = from; at < piece.length; at++) {
      const byte = piece[at]!
      if (this.isInText) {
        if (this.isEscaped) this.isEscaped = false
        else if (byte === BACKSLASH) this.isEscaped = true
        else if (byte === QUOTE) this.isInText = false
      } else if (byte === QUOTE) this.isInText = true
      else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
        this.deepen()
      } else if (this.depth > 0) {
        if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) this.depth--
      } else if (byte === COMMA) {
        if (at - begins > MAX_ITEM_BYTES) throw itemTooLong()
        comma = at
        begins = at + 1
      } else if (byte === CLOSE_BRACKET) {
        if (at - begins > MAX_ITEM_BYTES) throw itemTooLong()
        this.takeItems(piece.subarray(taken, at), true)
        this.place = this.isAlone ? 'end' : 'after value'
        return at + 1
      }
    }
    if (comma >= 0) {
      this.takeItems(piece.subarray(taken, comma), false)
      taken = comma + 1
    }
    this.rest.keep(piece.subarray(taken))
    return piece.length
  }

  private takeItems(last: Buffer, isEnd: boolean): void {
    const text = utf8Of(Buffer.concat([this.rest.cut(), last]))
    const items = parsedItems(`[${text}]`) as readonly unknown[]
    // Nothing before, between or after commas is no item.
    if (items.length === 0 && !(isEnd && !this.isAfterComma)) throw refusal('body_not_json')
    this.isAfterComma = !isEnd
    this.shape.take(items)
  }

  /** What is no JSON at all is said first, where the body is short enough to know. */
  private refuse(mistake: BatchdeckError): void {
    this.mistake = mistake
    this.place = 'refused'
    this.keepHead(NOTHING)
  }

  private keepHead(piece: Buffer): void {
    this.headBytes += piece.length
    if (this.headBytes <= MAX_ITEM_BYTES) this.head.push(piece)
    else this.head = []
    if (this.mistake && this.headBytes > MAX_ITEM_BYTES) throw this.mistake
  }

  private isNoObject() {
    return refusal(this.shape.isAloneToo ? 'list_not_object' : 'change_not_object')
  }
}

const QUOTES = Buffer.from('"')
const NOTHING = Buffer.alloc(0)
