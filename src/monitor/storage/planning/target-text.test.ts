import { describe, expect, it } from 'vitest'
import { attributesText } from '../../../contract/attributes.ts'
import { searched, TargetText } from './target-text.ts'

/** Which of some targets have it in them or in a value. */
function found(query: string, ...rows: (string | readonly [target: string, attributes: Record<string, string>])[]) {
  const targets = rows.map((row) => (typeof row === 'string' ? row : row[0]))
  const attributes = rows.map((row) => (typeof row === 'string' ? null : attributesText(Object.entries(row[1]))))
  const marks = new TargetText(targets, attributes).marks(searched(query))
  return targets.filter((_, line) => marks?.[line] === 1)
}

const named = ['a', { label: 'Pool', chain: 'eth' }] as const
const quoted = ['b', { label: 'say "Pool"', 'pool"': 'x' }] as const
const broken = ['c', { label: 'Pool\nparty', note: 'back\\slash' }] as const

describe('[TG-2] what a search finds', () => {
  it.each<[what: string, query: string, expected: string[]]>([
    ['a target, whatever its case', 'A', ['a', 'b', 'c']],
    ['a value of one of them', 'ETH', ['a']],
    ['a part of a value', 'POOL', ['a', 'b', 'c']],
    ['no name of an attribute', 'label', []],
    ['no name, although a value follows that has it', 'chain', []],
    ['nothing of what stands between them', '":"', []],
    ['nothing of what stands around them', '{', []],
    ['a quote', '"', ['b']],
    ['a quote at the end', 'pool"', ['b']],
    ['a backslash', '\\', ['c']],
    ['a break as a space', 'pool party', ['c']],
    ['a break', 'pool\nparty', ['c']],
    ['a NUL as a space', 'pool\0party', ['c']],
    ['no two values of one target', 'pool\0eth', []],
    ['nothing that only the line before and this one have', 'a\nb', []],
    ['the letter n where there is one, and no break', 'ln', []],
  ])('%s', (_, query, expected) => {
    expect(found(query, named, quoted, broken)).toEqual(expected)
  })

  it('what is between texts is found within them', () => {
    const rows = [
      ['a', { label: 'x:y' }],
      ['b', { 'x:y': 'z' }],
      ['c', { label: ':' }],
      ['d', { label: '{},' }],
    ] as const
    expect(found(':', ...rows)).toEqual(['a', 'c'])
    expect(found('{', ...rows)).toEqual(['d'])
    expect(found(',', ...rows)).toEqual(['d'])
    expect(found('},', ...rows)).toEqual(['d'])
  })

  it('a value after a name that is like it', () => {
    expect(found('eth', ['a', { eth: 'none', label: 'Eth' }], ['b', { eth: 'none' }])).toEqual(['a'])
  })

  it.each<[what: string, query: string, rows: string[], expected: string[]]>([
    [
      'a dotted I, which is two characters when it is small',
      'İSTANBUL',
      ['xistanbul', 'İstanbul', 'i̇stanbul'],
      ['İstanbul', 'i̇stanbul'],
    ],
    ['what stands behind one', 'stanbul', ['İstanbul', 'İ', 'Stanbul'], ['İstanbul', 'Stanbul']],
    ['ß, which has no capital that is a letter', 'STRASSE', ['straße', 'Strasse'], ['Strasse']],
    ['ẞ and ß', 'STRAẞE', ['straße', 'Strasse'], ['straße']],
    ['full-width letters as themselves', 'ＡＢ', ['ab', 'ａｂ', 'ＡＢc'], ['ａｂ', 'ＡＢc']],
    [
      'a sigma at the end of what was typed and of a word',
      'ΟΔΟΣ',
      ['οδος', 'ΟΔΟΣ', 'Οδοσα', 'οδο'],
      ['οδος', 'ΟΔΟΣ', 'Οδοσα'],
    ],
    ['a half of a surrogate pair as it is', '\uD83D', ['\u{1F600}', 'x'], ['\u{1F600}']],
    ['a text that is longer than any', 'x'.repeat(10_000), ['x'.repeat(256)], []],
  ])('of other alphabets: %s', (_, query, rows, expected) => {
    expect(found(query, ...rows)).toEqual(expected)
    const valued = rows.map((value, i) => [`t${i}`, { label: value }] as const)
    expect(found(query, ...valued)).toEqual(expected.map((value) => `t${rows.indexOf(value)}`))
  })

  it('each of thousands, wherever one long text ends and the next begins', () => {
    const rows = Array.from(
      { length: 2500 },
      (_, i) => [`t${i}`, { label: i % 1023 === 1 ? `Pool "${i}"` : 'x' }] as const,
    )
    expect(found('T1024', ...rows)).toEqual(['t1024'])
    expect(found('POOL', ...rows)).toEqual(['t1', 't1024', 't2047'])
    expect(found('x', ...rows)).toHaveLength(2497)
  })
})
