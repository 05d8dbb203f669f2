/** A value as text and back, as structured clone would pass it. Self-contained: its source also runs in the page. */
export interface ValueCodec {
  readonly encode: (value: unknown) => string
  readonly decode: (text: string) => unknown
}

export function createValueCodec(): ValueCodec {
  type Tagged = { tag: string; value?: unknown }
  const pack = (value: unknown): unknown => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number') return Number.isFinite(value) ? value : { tag: 'number', value: String(value) }
    if (value === undefined) return { tag: 'undefined' }
    if (typeof value !== 'object') throw new TypeError('An object could not be cloned.')
    if (Array.isArray(value)) return value.map(pack)
    if (value instanceof Date) return { tag: 'date', value: value.getTime() }
    if (value instanceof Map) return { tag: 'map', value: [...value].map(pack) }
    if (value instanceof Set) return { tag: 'set', value: [...value].map(pack) }
    return { tag: 'object', value: Object.entries(value).map(([key, item]) => [key, pack(item)]) }
  }
  const unpack = (packed: unknown): unknown => {
    if (Array.isArray(packed)) return packed.map(unpack)
    if (packed === null || typeof packed !== 'object') return packed
    const { tag, value } = packed as Tagged
    if (tag === 'number') return Number(value)
    if (tag === 'undefined') return undefined
    if (tag === 'date') return new Date(value as number)
    const items = unpack(value) as [string, unknown][]
    if (tag === 'map') return new Map(items)
    return tag === 'set' ? new Set(items) : Object.fromEntries(items)
  }
  return {
    encode: (value) => JSON.stringify(pack(value)),
    decode: (text) => unpack(JSON.parse(text)),
  }
}
