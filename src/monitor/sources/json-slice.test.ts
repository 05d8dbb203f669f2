import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathTokens } from './json-path.ts'
import { JsonSlice } from './json-slice.ts'

/** What is cut out, where the text comes in pieces of these lengths. */
function slice(text: string, path: string, lengths: readonly number[] = []): string {
  const cut = new JsonSlice(pathTokens(path)!)
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  let at = 0
  for (const length of [...lengths, bytes.length]) {
    parts.push(...cut.accept(bytes.subarray(at, at + length)))
    at += length
  }
  cut.end()
  return Buffer.concat(parts).toString()
}

interface Place {
  readonly value: unknown
  /** Null where there is nothing within it. */
  readonly path: readonly string[] | null
  readonly wanted: unknown
}

/** A value, and the way to one within it. */
const places = fc.jsonValue({ maxDepth: 4, depthSize: 'large' }).chain((value): fc.Arbitrary<Place> => {
  const ways: { path: string[]; wanted: unknown }[] = []
  const walk = (node: unknown, path: string[]) => {
    if (path.length > 0) ways.push({ path, wanted: node })
    if (typeof node !== 'object' || node === null) return
    for (const [name, below] of Object.entries(node)) walk(below, [...path, name])
  }
  walk(value, [])
  return ways.length === 0
    ? fc.constant({ value, path: null, wanted: null })
    : fc.constantFrom(...ways).map((way) => ({ value, ...way }))
})

const pointer = (path: readonly string[]) =>
  path.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

describe('[SO-2] a path into JSON', () => {
  it('cuts out what JSON.parse finds there, however the bytes are cut', () => {
    fc.assert(
      fc.property(places, fc.array(fc.integer({ min: 1, max: 7 })), fc.constantFrom(0, 2), (place, lengths, indent) => {
        const { value, path, wanted } = place
        if (path === null) return
        const text = JSON.stringify(value, null, indent)
        expect(JSON.parse(slice(text, pointer(path), lengths))).toEqual(JSON.parse(JSON.stringify(wanted)))
      }),
    )
  })

  it('notices what is cut off anywhere, and what has nothing there', () => {
    const text = '{"error":null,"data":{"tokens":["a","b"],"n":1}}'
    for (let length = 0; length < text.length; length++) {
      expect(() => slice(text.slice(0, length), '/data/tokens'), String(length)).toThrow(/ends in the middle/)
    }
    expect(slice(text, 'data.tokens')).toBe('["a","b"]')
    expect(slice(text, '$.data.n').trim()).toBe('1')
    expect(() => slice(text, '/data/pairs')).toThrow('There is nothing at /data/pairs in the JSON.')
    expect(() => slice('{"a":[1}', '/a')).toThrow(/ends in the middle/)
    expect(() => slice('['.repeat(2000), '/a')).toThrow(/ends in the middle/)
  })

  it('takes the first of several of a name, and none within a text', () => {
    expect(slice('{"x":"{\\"a\\":[9]}","a":[1],"a":[2]}', '/a')).toBe('[1]')
    expect(slice('{"a\\u0062":[1]}', '/ab')).toBe('[1]')
    expect(slice('[[0],{"k":["~/"]}]', '/1/k/0')).toBe('"~/"')
  })

  it.each(['data..x', '/a~2', '.'])('%s is none', (path) => {
    expect(pathTokens(path)).toBeNull()
  })
})
