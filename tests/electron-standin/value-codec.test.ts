import { expect, it } from 'vitest'
import { createValueCodec } from './value-codec.ts'

const codec = createValueCodec()

it.each([
  [null],
  [undefined],
  [Number.NaN],
  [[1, 'two', undefined, { three: 3 }]],
  [{ tag: 'date', value: 'mine' }],
  [new Map<unknown, unknown>([['a', new Set([1, 2])]])],
  [new Date(0)],
  [12n],
  [new Uint8Array([0, 127, 255])],
  [new Float64Array([0.5])],
  [new Uint8Array([1, 2, 3]).buffer],
  [new RangeError('far')],
])('passes %s as structured clone does', (value) => {
  expect(codec.decode(codec.encode(value))).toEqual(structuredClone(value))
})

it('refuses what structured clone refuses', () => {
  for (const value of [() => {}, Promise.resolve(), new WeakMap(), Symbol('s')]) {
    expect(() => codec.encode({ value })).toThrow('could not be cloned')
  }
})

it('works from its source alone, as it does in a page', () => {
  const again = new Function(`return (${createValueCodec.toString()})()`)() as typeof codec
  expect(again.decode(again.encode({ a: [new Date(1)] }))).toEqual({ a: [new Date(1)] })
})
