import { refusal } from '../../contract/refusal.ts'
import { isOfState, JsonAnswer } from '../lists/json-answer.ts'

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d]
/** Deeper JSON is no answer of a data source. */
const MAX_DEPTH = 1000
const MAX_KEY_BYTES = 64 * 1024
/** A longer field says nothing of what became of a request. */
const MAX_FIELD_BYTES = 16 * 1024

interface Frame {
  readonly isObject: boolean
  /** All that is on the way to this container is on the path. */
  readonly isOnPath: boolean
  index: number
  key: string | null
  /** In an object, what comes next is a name. */
  isKeyNext: boolean
  /** Of the present place, the value has begun. */
  hasBegun: boolean
}

/**
 * Cuts the value at a path out of JSON that comes in pieces, as it stands there: whatever is around it is never kept, and a
 * long answer never parsed at once. What is cut off in the middle is noticed; what is no JSON otherwise, by whoever reads
 * the list.
 */
export class JsonSlice {
  private readonly path: readonly string[]
  private readonly frames: Frame[] = []
  private isInString = false
  private isEscaped = false
  private keyBytes: number[] | null = null
  /** Around the whole of it. */
  private readonly top = { hasBegun: false }
  /** The depth at which what is wanted stands, while it goes by. */
  private sliceDepth: number | null = null
  private isFound = false
  /** What stands beside it and may say that something failed. */
  private readonly answer = new JsonAnswer()
  private field: { readonly name: string; readonly bytes: number[] } | null = null

  /** @param path of at least one name */
  constructor(path: readonly string[]) {
    this.path = path
  }

  /** @returns what of it is wanted. @throws {BatchdeckError} `SOURCE_FAILED` */
  accept(piece: Buffer): Buffer[] {
    const parts: Buffer[] = []
    let from = this.sliceDepth === null ? -1 : 0
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at]!
      if (this.isInString) {
        this.inString(byte)
        this.noteByte(byte)
        continue
      }
      const isSlicing = this.sliceDepth !== null
      const isOver = this.outside(byte)
      this.noteByte(byte)
      if (!isSlicing && this.sliceDepth !== null) from = at
      if (isOver !== null) {
        parts.push(piece.subarray(from, isOver === 'with' ? at + 1 : at))
        from = -1
      }
    }
    if (from >= 0) parts.push(piece.subarray(from))
    return parts
  }

  /**
   * Nothing more comes.
   * @throws {BatchdeckError} `SOURCE_FAILED` where it was cut, or had nothing there; `INVALID_MESSAGE` where it says beside
   *   it that it failed (LI-5)
   */
  end(): void {
    if (this.isInString || this.frames.length > 0 || !this.top.hasBegun) throw refusal('source_json_cut')
    this.answer.assertNoFailure()
    if (!this.isFound) throw refusal('source_path_missing', { path: `/${this.path.join('/')}` })
  }

  private inString(byte: number): void {
    if (this.isEscaped) this.isEscaped = false
    else if (byte === BACKSLASH) this.isEscaped = true
    else if (byte === QUOTE) {
      this.isInString = false
      if (this.keyBytes) {
        this.frames.at(-1)!.key = keyOf(this.keyBytes)
        this.keyBytes = null
      }
      return
    }
    if (this.keyBytes && this.keyBytes.length < MAX_KEY_BYTES) this.keyBytes.push(byte)
  }

  /** @returns whether what is wanted ends with this byte, or before it */
  private outside(byte: number): 'with' | 'before' | null {
    const frame = this.frames.at(-1)
    switch (byte) {
      case QUOTE:
        this.isInString = true
        if (frame?.isKeyNext) {
          this.keyBytes = frame.isOnPath && this.sliceDepth === null ? [] : null
          frame.key = null
        } else this.begin(null)
        return null
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        this.begin(byte === OPEN_OBJECT)
        return null
      case CLOSE_OBJECT:
      case CLOSE_ARRAY: {
        const isScalarOver = this.sliceDepth === this.frames.length && this.isFound
        if (this.frames.length === 1) this.endField()
        if (!frame || frame.isObject !== (byte === CLOSE_OBJECT)) throw refusal('source_json_cut')
        this.frames.pop()
        if (isScalarOver) return this.endSlice('before')
        return this.sliceDepth === this.frames.length ? this.endSlice('with') : null
      }
      case COLON:
        if (frame) frame.isKeyNext = false
        return null
      case COMMA: {
        if (!frame) throw refusal('source_json_cut')
        const isOver = this.sliceDepth === this.frames.length
        if (this.frames.length === 1) this.endField()
        frame.hasBegun = false
        frame.isKeyNext = frame.isObject
        frame.index++
        return isOver ? this.endSlice('before') : null
      }
      default:
        if (!isSpace(byte)) this.begin(null)
        return null
    }
  }

  private endSlice(how: 'with' | 'before'): 'with' | 'before' {
    this.sliceDepth = null
    return how
  }

  /** A value begins, or goes on where it is a number or a word. @param isObject null where it is no container */
  private begin(isObject: boolean | null): void {
    const frame = this.frames.at(-1)
    const place = frame ?? this.top
    const isNew = !place.hasBegun
    if (!isNew && isObject !== null && (frame === undefined || frame.isObject)) throw refusal('source_json_cut')
    place.hasBegun = true
    const depth = this.frames.length
    const isOnPath = isNew && (frame === undefined || (frame.isOnPath && this.isStep(frame, depth)))
    if (isOnPath && depth === this.path.length && !this.isFound) {
      this.isFound = true
      this.sliceDepth = depth
    }
    if (isNew && depth === 1 && frame?.isObject && this.sliceDepth === null) this.beginField(frame.key)
    if (isObject === null) return
    if (depth >= MAX_DEPTH) throw refusal('source_json_cut')
    this.frames.push({ isObject, isOnPath, index: 0, key: null, isKeyNext: isObject, hasBegun: false })
  }

  /** The value of a field of the outermost object begins. */
  private beginField(name: string | null): void {
    if (name !== null && name !== this.path[0] && isOfState(name)) this.field = { name, bytes: [] }
  }

  private noteByte(byte: number): void {
    if (this.field && this.field.bytes.length <= MAX_FIELD_BYTES) this.field.bytes.push(byte)
  }

  private endField(): void {
    const { field } = this
    this.field = null
    if (field === null || field.bytes.length > MAX_FIELD_BYTES) return
    try {
      this.answer.note([field.name], JSON.parse(Buffer.from(field.bytes).toString()))
    } catch (error) {
      throw refusal('source_json_cut', {}, { cause: error })
    }
  }

  private isStep(frame: Frame, depth: number): boolean {
    const wanted = this.path[depth - 1]
    return frame.isObject ? frame.key === wanted : String(frame.index) === wanted
  }
}

function isSpace(byte: number): boolean {
  return (
    byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0xef || byte === 0xbb || byte === 0xbf
  )
}

function keyOf(bytes: readonly number[]): string | null {
  try {
    return JSON.parse(`"${Buffer.from(bytes).toString()}"`) as string
  } catch {
    return null
  }
}
