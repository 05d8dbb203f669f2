import { canonical } from '../src/planner/identity.ts'
import { murmur3, slotOf, SLOT_COUNT } from '../src/planner/hash.ts'

/** Numbers of slots that other programs may use for themselves; a task has `SLOT_COUNT`. */
const otherCounts = [1, 7, 100, 1024]

const texts = [
  'a',
  'ab',
  'abc',
  'abcd',
  'abcde',
  'Hello, world!',
  'The quick brown fox jumps over the lazy dog',
  'target-0',
  'target-255',
  'TARGET-255',
  '0xdac17f958d2ee523a2206206994597c13d831ec7',
  '0xdAC17F958D2ee523a2206206994597C13D831ec7',
  'So11111111111111111111111111111111111111112',
  'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
  'https://example.com/a?b=c',
  'café',
  'cafe\u0301',
  'straße',
  'ππππππππ',
  '合约地址',
  '😀',
  '👩‍👩‍👧',
  '\ufeff',
  '\u{10ffff}',
  '\ud800',
  'a\ud83d',
  ...[15, 16, 17, 255, 256].map((length) => 'x'.repeat(length)),
  '合'.repeat(256),
]

/** As an `identity` other than `exact` (ID-1) reads them. */
const addresses = [
  '0xdAC17F958D2ee523a2206206994597C13D831ec7',
  '0XDAC17F958D2EE523A2206206994597C13D831EC7',
  'eth:0xdAC17F958D2ee523a2206206994597C13D831ec7',
  'eip155:1:0xdAC17F958D2ee523a2206206994597C13D831ec7',
  'https:0xdAC17F958D2ee523a2206206994597C13D831ec7',
  '0xdAC17F958D2ee523a2206206994597C13D831ec',
  'So11111111111111111111111111111111111111112',
]

/** `[PL-1]` Which slot the planner puts a target in, for clients in other languages to be held against. */
export function slotVectors(): unknown {
  return {
    description:
      'PL-1: slot = hash mod 256; hash = MurmurHash3 x86 32, seed 0, unsigned, of the UTF-8 bytes of the canonical form. ' +
      '`others`: hash mod so many.',
    slots: SLOT_COUNT,
    exact: texts.map((target) => vector(target, target)),
    evm: addresses.map((target) => vector(target, canonical('evm', target))),
  }
}

function vector(target: string, form: string): unknown {
  const hash = murmur3(form)
  return {
    target,
    ...(form === target ? {} : { canonical: form }),
    hash,
    slot: slotOf(form),
    others: Object.fromEntries(otherCounts.map((count) => [count, hash % count])),
  }
}
