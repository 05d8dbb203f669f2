import { describe, expect, it } from 'vitest'
import { murmur3, slotOf } from './hash.ts'

describe('murmur3', () => {
  // Published vectors: https://github.com/aappleby/smhasher and https://stackoverflow.com/q/14747343
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['aa', 0x9747b28c, 0x5d211726],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['abc', 0, 0xb3dd93fa],
    ['test', 0, 0xba6bd213],
    ['Hello, world!', 0, 0xc0363e43],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
  ])('[PL-1] hashes %j with seed %i as published', (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash)
  })

  it('[PL-1] hashes the UTF-8 bytes of any text', () => {
    // A lone surrogate is written as U+FFFD; an emoji takes four bytes.
    expect(murmur3('\ud800')).toBe(murmur3('\ufffd'))
    expect(murmur3('😀')).not.toBe(murmur3('\ud83d'))
  })

  it('[PL-1] spreads sequential names evenly over the slots', () => {
    const counts = new Int32Array(256)
    for (let i = 0; i < 25_600; i++) counts[slotOf(`target-${i}`)]!++
    // χ² with 255 degrees of freedom: below 331 in 999 of 1,000 fair cases.
    expect(counts.reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0)).toBeLessThan(331)
  })
})
