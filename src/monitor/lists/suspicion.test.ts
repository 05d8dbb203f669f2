import { describe, expect, it } from 'vitest'
import { canonical } from '../../planner/identity.ts'
import { checksummed, hasWrongChecksum } from './evm-checksum.ts'
import { repair } from './repair.ts'
import { duplicatesIn } from './duplicates.ts'
import { addressInLink } from './link.ts'
import { reportOf } from './target-list.ts'
import { suspect } from './suspicion.ts'
import { TargetListBuilder } from './target-list-builder.ts'

/** Of EIP-55. */
const spelled = [
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
]

describe('[LI-7] the address of a link', () => {
  const [page = '', other = '', third = ''] = spelled

  it.each([
    [`https://scan.example/token/${page}?a=${other}`, page],
    [`https://swap.example/#/swap?outputCurrency=${page}`, page],
    [`https://swap.example/swap?inputCurrency=${other}&outputCurrency=${third}`, null],
    [`https://scan.example/address/${other}/token/${page}#code`, page],
  ])('of %s is that of its page', (link, address) => {
    expect(addressInLink(link)).toBe(address)
    expect(suspect(link, 'exact')).toMatchObject({ kind: 'url', repair: address === null ? null : 'url' })
  })
})

describe('[LI-6] what looks wrong', () => {
  it('[LI-7] a wrong checksum behind a chain is repaired like one alone', () => {
    const typo = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'
    expect(repair(`eip155:1:${typo}`, ['checksum'])).toEqual({
      texts: ['eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
      by: ['checksum'],
    })
  })

  it('is a checksum that is wrong, where case does not count', () => {
    for (const address of spelled) {
      expect(checksummed(address.toLowerCase())).toBe(address)
      expect(hasWrongChecksum(address)).toBe(false)
      expect(suspect(address, 'evm')).toBeNull()
    }
    const typo = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed'
    expect(suspect(typo, 'exact')).toBeNull()
    for (const identity of ['evm', 'auto'] as const) {
      expect(suspect(typo, identity)).toMatchObject({ kind: 'checksum', repair: 'checksum' })
    }
    expect(suspect('So11111111111111111111111111111111111111112', 'evm')).toMatchObject({ kind: 'not_evm' })
    expect(suspect('So11111111111111111111111111111111111111112', 'auto')).toBeNull()
  })

  it.each([
    ['a\u00ADb', 'invisible', { sign: 'U+00AD', place: 2 }],
    ['a\uFE0F', 'invisible', { sign: 'U+FE0F', place: 2 }],
    ['a\u0301b', 'invisible', { sign: 'U+0301', place: 2 }],
    ['ab\uE000', 'invisible', { sign: 'U+E000', place: 3 }],
    ['\u{1D7D8}x5', 'lookalike', { sign: 'U+1D7D8', place: 1, like: '0' }],
    ['a\u3001b', 'separator', { sign: 'U+3001', place: 2 }],
    ['#N/A', 'scientific', {}],
    [`${spelled[0]}/${spelled[1]}`, 'separator', { count: 2 }],
    ['\u{1F600}a\u200Db', 'invisible', { sign: 'U+200D', place: 3 }],
    ['\u3000a', 'invisible', { sign: 'U+3000', place: 1 }],
    ['a ', 'invisible', { sign: 'U+0020', place: 2 }],
    ['0x5\u0430', 'lookalike', { sign: 'U+0430', place: 4, like: 'a' }],
    ['ab\uFF11', 'lookalike', { sign: 'U+FF11', place: 3, like: '1' }],
    ['a,b', 'separator', { sign: 'U+002C', place: 2 }],
    ["'a'", 'quote', { sign: 'U+0027', place: 1 }],
    ['dexscreener.com/solana/abc', 'url', {}],
    ['12E5', 'scientific', {}],
    ['Token Address', 'header_word', {}],
    ['a#b', 'comment', { place: 2 }],
    ['["a"]', 'json', {}],
    ['---', 'table_part', {}],
    ['+----+', 'table_part', {}],
    ['Grand Total:', 'table_part', {}],
    ['合计', 'table_part', {}],
    ['Unauthorized', 'answer', {}],
    ['"error"', 'answer', {}],
    ['rate_limited', 'answer', {}],
    ['HTTP_503', 'answer', {}],
    ['TooManyRequests', 'answer', {}],
    ['unauthorized_request_of_no_key', 'answer', {}],
    ['<li>a</li>', 'markup', { sign: 'U+003C', place: 1 }],
    [']);', 'table_part', {}],
    [`1. ${spelled[0]}`, 'words', {}],
    ['52908400098527886E0F7030069857D2E4169EE7', 'bare_hex', {}],
    ['\\x52908400098527886e0f7030069857d2e4169ee7', 'bare_hex', {}],
    ['"a","b"', 'separator', { sign: 'U+002C', place: 4 }],
    [`https:${spelled[0]}`, 'url', {}],
  ])('%j is %s', (text, kind, values) => {
    expect(suspect(text, 'exact')).toMatchObject({ kind, why: { values } })
  })

  it.each(['plain', '好', 'Адрес', 'eth:0x1', 'a.b-c_d@e', '1234', 'TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE'])(
    'not %s',
    (text) => {
      expect(suspect(text, 'exact')).toBeNull()
    },
  )

  it('a chain before an address is an attribute, and the address the target', () => {
    const list = new TargetListBuilder({ identity: 'auto' })
    list.addText(`eip155:1:${spelled[2]}`, 1)
    list.add(`eth:${spelled[3]}`, 255, 2, '{"label":"x"}')
    const { targets, attributes } = list.finish()
    expect(targets).toEqual([spelled[2], spelled[3]])
    expect(attributes).toEqual(['{"chain":"eip155:1"}', '{"chain":"eth","label":"x"}'])
    expect(canonical('auto', `eth:${spelled[3]}`)).toBe(spelled[3]!.toLowerCase())
  })

  it('[ID-1] a word before an address that is no known chain is suspicious, and what a link begins with is none', () => {
    const list = new TargetListBuilder({ identity: 'auto' })
    const given = [`foo:${spelled[2]}`, `https:${spelled[3]}`, `ETH:${spelled[4]}`, `eip155:x:${spelled[5]}`]
    for (const [i, line] of given.entries()) list.addText(line, i + 1)
    const { targets, attributes, suspicions } = list.finish()
    expect(targets).toEqual([spelled[2], `https:${spelled[3]}`, spelled[4], spelled[5]])
    expect(attributes).toEqual(['{"chain":"foo"}', null, '{"chain":"ETH"}', '{"chain":"eip155:x"}'])
    expect(suspicions).toMatchObject([
      { line: 1, kind: 'chain', text: given[0], values: { chain: 'foo' }, taken: true },
      { line: 2, kind: 'url', repair: 'url', repaired: spelled[3] },
      { line: 4, kind: 'chain' },
    ])
    expect(canonical('evm', given[1]!)).toBe(given[1])
  })

  it('a number is an answer where it is all there is', () => {
    const kinds = (...lines: string[]) => {
      const list = new TargetListBuilder()
      for (const [i, line] of lines.entries()) list.addText(line, i + 1)
      return list.finish().suspiciousKinds
    }
    expect(kinds('429')).toEqual({ answer: 1 })
    expect(kinds('429', '430')).toEqual({})
    expect(kinds('1429')).toEqual({})
  })

  it('names the first hundred, counts all, and leaves out the kinds it is told to', () => {
    const list = new TargetListBuilder({ leaveOut: ['quote'] })
    for (let line = 1; line <= 150; line++) list.addText(line % 3 === 0 ? `"a${line}"` : `a,${line}`, line)
    const readAs = { format: 'text', format_by: 'said', encoding: 'utf-8', encoding_by: 'content', bom: false } as const
    const report = reportOf(list.finish(), readAs, { count: 0, first: [] })
    expect(report).toMatchObject({
      targets: 100,
      suspicious: 150,
      left_out: 50,
      suspicious_kinds: { quote: 50, separator: 100 },
    })
    expect(report.suspicions).toHaveLength(100)
    expect(report.suspicions.slice(0, 3)).toMatchObject([
      { line: 1, kind: 'separator', taken: true, repaired: 'a\n1' },
      { line: 2, taken: true },
      { line: 3, kind: 'quote', taken: false, repaired: 'a3' },
    ])
  })
})

it('[LI-8] repeats are found by the identity of the task, and named with both lines', () => {
  const list = new TargetListBuilder()
  const lines = ['# a comment', spelled[2]!, 'x', '', spelled[2]!.toLowerCase(), 'x', spelled[2]!]
  for (const [i, line] of lines.entries()) list.addText(line, i + 1)
  const read = list.finish()
  expect(duplicatesIn(read, 'exact')).toEqual({
    count: 2,
    first: [
      { line: 6, first_line: 3, target: 'x' },
      { line: 7, first_line: 2, target: spelled[2] },
    ],
  })
  expect(duplicatesIn(read, 'evm').first.map(({ line, first_line }) => [line, first_line])).toEqual([
    [5, 2],
    [6, 3],
    [7, 2],
  ])
  const many = new TargetListBuilder()
  for (let line = 1; line <= 1000; line++) many.addText(`t${line % 100}`, line)
  expect(duplicatesIn(many.finish(), 'exact')).toMatchObject({ count: 900, first: { length: 20 } })
})
