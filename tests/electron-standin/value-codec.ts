/** A value as text and back, as structured clone would pass it. Self-contained: its source also runs in the page. */
export interface ValueCodec {
  readonly encode: (value: unknown) => string
  readonly decode: (text: string) => unknown
}

export function createValueCodec(): ValueCodec {
  type Tagged = { tag: string; value?: unknown }
  type ViewType = new (buffer: ArrayBuffer) => ArrayBufferView
  const toText = (bytes: Uint8Array) => {
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    return btoa(text)
  }
  const pack = (value: unknown): unknown => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number') return Number.isFinite(value) ? value : { tag: 'number', value: String(value) }
    if (value === undefined) return { tag: 'undefined' }
    if (typeof value === 'bigint') return { tag: 'bigint', value: String(value) }
    if (typeof value !== 'object') throw new TypeError('An object could not be cloned.')
    if (Array.isArray(value)) return value.map(pack)
    if (value instanceof Date) return { tag: 'date', value: value.getTime() }
    if (value instanceof Map) return { tag: 'map', value: [...value].map(pack) }
    if (value instanceof Set) return { tag: 'set', value: [...value].map(pack) }
    if (value instanceof Error) return { tag: 'error', value: [value.name, value.message, value.stack].map(pack) }
    if (value instanceof ArrayBuffer) return { tag: 'ArrayBuffer', value: toText(new Uint8Array(value)) }
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      // A Buffer arrives as what it is made of.
      const tag = value instanceof Uint8Array ? 'Uint8Array' : Object.prototype.toString.call(value).slice(8, -1)
      return { tag, value: toText(bytes) }
    }
    if ([Promise, WeakMap, WeakSet].some((one) => value instanceof one)) {
      throw new TypeError('An object could not be cloned.')
    }
    return { tag: 'object', value: Object.entries(value).map(([key, item]) => [key, pack(item)]) }
  }
  const unpack = (packed: unknown): unknown => {
    if (Array.isArray(packed)) return packed.map(unpack)
    if (packed === null || typeof packed !== 'object') return packed
    const { tag, value } = packed as Tagged
    if (tag === 'number') return Number(value)
    if (tag === 'undefined') return undefined
    if (tag === 'bigint') return BigInt(value as string)
    if (tag === 'date') return new Date(value as number)
    if (typeof value === 'string') {
      const bytes = Uint8Array.from(atob(value), (character) => character.charCodeAt(0))
      const View = tag === 'ArrayBuffer' ? null : (globalThis as unknown as Record<string, ViewType>)[tag]
      return View ? new View(bytes.buffer) : bytes.buffer
    }
    if (tag === 'error') {
      const [name, message, stack] = unpack(value) as string[]
      // One of another kind is but an error.
      const kinds = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]
      const Kind = kinds.find((one) => one.name === name) ?? Error
      return Object.assign(new Kind(message), { stack })
    }
    const items = unpack(value) as [string, unknown][]
    if (tag === 'map') return new Map(items)
    return tag === 'set' ? new Set(items) : Object.fromEntries(items)
  }
  return {
    encode: (value) => JSON.stringify(pack(value)),
    decode: (text) => unpack(JSON.parse(text)),
  }
}
