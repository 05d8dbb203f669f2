import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributesOf } from '../../contract/attributes.ts'
import { listSeparators } from '../../contract/list-format.ts'
import { priorities } from '../../planner/priority.ts'
import { separatorSigns } from './csv-separator.ts'
import { ListIntake } from './list-intake.ts'
import { noLimits } from './list-reader.ts'
import type { ReadingWish } from './reading-wish.ts'

const BASE_58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'.split('')
const address = fc.string({ unit: fc.constantFrom(...BASE_58), minLength: 31, maxLength: 43 }).map((text) => `${text}1`)
const row = fc.record({
  target: address,
  priority: fc.constantFrom('', 'high', 'LOW', '紧急', 'Medium'),
  label: fc.constantFrom('', 'Foo', '稳定币', 'a "b"; c,d|e\tf', 'null'),
})
const rows = fc.array(row, { minLength: 1, maxLength: 30 })
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never

const encode: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 with a mark': (text) => Buffer.from(`\uFEFF${text}`),
  'utf-16le with a mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'utf-16be with a mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
}

function* piecesOf(bytes: Buffer, cutAt: readonly number[]): Iterable<Buffer> {
  for (let from = 0, i = 0; from < bytes.length; i++) {
    const to = from + cutAt[i % cutAt.length]!
    yield Buffer.from(bytes.subarray(from, to))
    from = to
  }
}

function take(bytes: Buffer, cutAt: readonly number[] = [1000], wish: ReadingWish = {}) {
  const intake = new ListIntake('auto', 'replace', noLimits, { isKept: true, ...wish })
  for (const piece of piecesOf(bytes, cutAt)) intake.accept(piece)
  const report = intake.end()
  return { intake, report, ...resultOf(intake) }
}

function resultOf(intake: ListIntake) {
  const sent = intake.result
  if (sent?.kind !== 'replace') throw new Error('It is no list.')
  const { targets, ratings, attributes } = sent.list
  return {
    list: sent.list,
    read: targets.map((target, i) => ({
      target,
      priority: priorities[ratings?.[i] ?? 255] ?? '',
      label: attributesOf(attributes?.[i] ?? '{}').label ?? '',
    })),
  }
}

function expected(given: readonly Row[]) {
  const words: Readonly<Record<string, string>> = { 紧急: 'urgent', LOW: 'low', Medium: 'medium' }
  return given.map((one) => ({ ...one, priority: words[one.priority] ?? one.priority }))
}

function cell(text: string): string {
  return /["\t,;|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

describe('[LI-1] any list, however it is written down', () => {
  it('[LI-2] [LI-3] [LI-4] is the same out of a table, whatever separates, names, encodes and cuts it', () => {
    const look = fc.record({
      separator: fc.constantFrom(...listSeparators),
      target: fc.constantFrom('target', 'Contract Address', 'ca', 'token_address', '合约地址', 'mint'),
      priority: fc.constantFrom('priority', 'Priority', '优先级'),
      order: fc.shuffledSubarray(['target', 'priority', 'label'] as const, { minLength: 3 }),
      end: fc.constantFrom('\n', '\r\n', '\r'),
      says: fc.boolean(),
      encoding: fc.constantFrom(...Object.keys(encode)),
    })
    fc.assert(
      fc.property(rows, look, cuts, (given, { separator, order, end, says, encoding, ...names }, cutAt) => {
        const sign = separatorSigns[separator]
        const named = { ...names, label: 'label' }
        const lines = [order.map((name) => named[name]), ...given.map((one) => order.map((name) => cell(one[name])))]
        const body = [...(says ? [`sep=${sign}`] : []), ...lines.map((cells) => cells.join(sign))].join(end)
        const { report, read } = take(encode[encoding]!(body), cutAt)
        expect(report.complaints).toEqual([])
        expect(read).toEqual(expected(given))
        expect(report.reading).toMatchObject({ format: 'csv', separator, header: true, header_line: says ? 2 : 1 })
        expect(report.reading.encoding).toBe(encoding.split(' ')[0])
      }),
      { numRuns: 200 },
    )
  })

  it('[LI-5] is the same in JSON, at any of the usual places, under any of the known names', () => {
    const places = fc.constantFrom<(list: unknown) => unknown>(
      (list) => list,
      (list) => ({ targets: list }),
      (list) => ({ status: 'ok', count: 3, data: list, next: null }),
      (list) => ({ data: { meta: { page: [1, 2] }, tokens: list } }),
      (list) => ({ result: { data: { pools: list } }, took: 1.5 }),
    )
    const key = fc.constantFrom('target', 'address', 'mint', 'tokenAddress', '合约')
    fc.assert(
      fc.property(rows, places, key, fc.constantFrom(undefined, 2), cuts, (given, place, name, indent, cutAt) => {
        const items = given.map(({ target, priority, label }, i) => ({
          [name]: target,
          priority: priority === '' && i % 2 === 0 ? null : priority,
          label,
          nested: { of: [1] },
        }))
        const { report, read } = take(Buffer.from(JSON.stringify(place(items), null, indent)), cutAt)
        expect(read).toEqual(expected(given))
        expect(report).toMatchObject({ invalid: 0, ignored_columns: expect.arrayContaining(['nested']) as string[] })
        expect(report.reading).toMatchObject({ format: 'json', encoding: 'utf-8' })
      }),
    )
  })

  it('[LI-2] is the same in GB18030, if it has Chinese in it, said or not; read again it is the same, too', () => {
    // 地址, then 币
    const header = Buffer.from([0xb5, 0xd8, 0xd6, 0xb7, 0x2c, 0x6c, 0x61, 0x62, 0x65, 0x6c, 0x0a])
    const coin = Buffer.from([0xb1, 0xd2])
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 10 }), cuts, (targets, cutAt) => {
        const lines = targets.map((target) => Buffer.concat([Buffer.from(`${target},`), coin, Buffer.from('\n')]))
        const body = Buffer.concat([header, ...lines])
        const { intake, report, read } = take(body, cutAt)
        const wanted = targets.map((target) => ({ target, priority: '', label: '币' }))
        expect(read).toEqual(wanted)
        expect(report.reading).toMatchObject({ encoding: 'gb18030', encoding_by: 'content' })
        expect(intake.reread({ encoding: 'gb18030' }).reading).toMatchObject({ encoding_by: 'said' })
        expect(resultOf(intake).read).toEqual(wanted)
        expect(intake.reread({ encoding: 'utf-8' }).invalid).toBe(targets.length + 1)
      }),
      { numRuns: 30 },
    )
  })

  it('[LI-7] nothing is repaired that was not asked for, and a repaired list has nothing left to repair', () => {
    const odd = fc.constantFrom<(text: string) => string>(
      (text) => `"${text}",`,
      (text) => `https://solscan.io/token/${text}`,
      (text) => `${text};${text}`,
      (text) => `\u00A0${text}`,
      (text) => `${text}\u200B`,
      (text) => `${text} // a note`,
      (text) => `"${text}","${text}"`,
      (text) => `'${text}', '${text}',`,
      (text) => `https:${text}`,
      (text) => text,
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(address, odd), { minLength: 1, maxLength: 12 }), (given) => {
        const lines = given.map(([text, spoil]) => spoil(text))
        const { intake, report, list } = take(Buffer.from(lines.join('\n')), [1000], { format: 'text' })
        // Whatever is taken stands in the list as it is.
        for (const target of list.targets) expect(lines).toContain(target)
        expect(report.targets + report.invalid).toBe(lines.length)
        const mended = intake.reread({ format: 'text', repairs: ['invisible', 'comment', 'unquote', 'split', 'url'] })
        expect(mended).toMatchObject({ invalid: 0, suspicious: 0 })
        expect(new Set(resultOf(intake).list.targets)).toEqual(new Set(given.map(([text]) => text)))
      }),
    )
  })

  it('[LI-1] what is too long to be kept cannot be read again, and is read as ever', () => {
    const intake = new ListIntake('text', 'replace', noLimits, { isKept: true })
    const piece = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(1024))
    for (let mebibytes = 0; mebibytes < 65; mebibytes++) intake.accept(piece)
    expect(intake.end()).toMatchObject({ targets: 0, invalid: 65 * 1024 })
    expect(() => intake.reread({})).toThrow(expect.objectContaining({ reason: 'list_not_kept' }) as Error)
  })
})
