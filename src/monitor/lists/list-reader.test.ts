import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListFormat } from '../../contract/list-format.ts'
import { priorities, type Priority } from '../../planner/priority.ts'
import type { TargetList } from './target-list.ts'
import { TargetListBuilder } from './target-list-builder.ts'
import { createListReader } from './list-reader.ts'
import { MAX_JSON_DEPTH } from '../../contract/bounded-json.ts'
import { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import { MAX_ITEM_BYTES } from './json-rest.ts'
import { LineSplitter, MAX_LINE_BYTES } from './line-splitter.ts'

/** Reads a body that comes in pieces of these lengths, over and over. */
function read(format: ListFormat, body: string | Uint8Array, cuts: readonly number[] = []): TargetList {
  const reader = createListReader(format, 'replace')
  for (const piece of piecesOf(Buffer.from(body), cuts)) reader.accept(piece)
  const sent = reader.end()
  if (sent.kind !== 'replace') throw new Error('It is no list.')
  return sent.list
}

function* piecesOf(bytes: Buffer, cuts: readonly number[]): Iterable<Buffer> {
  for (let from = 0, i = 0; from < bytes.length; i++) {
    const to = from + (cuts[i % cuts.length] ?? bytes.length)
    yield bytes.subarray(from, to)
    from = to
  }
}

const NOT_JSON = 'The body is not JSON.'

function outcomeOf<T>(work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof BatchdeckError)) return NOT_JSON
    // Which of two mistakes is found first is no matter.
    return /must be a list|There is no list/.test(error.message) ? 'another field' : error.message
  }
}

/** What a reader of the whole body makes of it: the last of two lists of the same name counts. */
function targetsInJson(text: string): string[] {
  const body = JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
  if (!isObject && !Array.isArray(body)) throw refusal('list_not_object')
  const fields = isObject ? (body as Record<string, unknown>) : { targets: body }
  if (Object.keys(fields).length === 0) throw refusal('targets_missing')
  if (!Object.hasOwn(fields, 'targets')) throw refusal('list_not_found', { fields: '' })
  if (!Array.isArray(fields.targets)) throw refusal('field_not_list', { field: 'targets' })
  return itemsOf(parseItems(fields.targets)).map(({ target: name }) => name)
}

function parseItems(given: readonly unknown[]): TargetList {
  const list = new TargetListBuilder()
  for (const [index, one] of given.entries()) list.addItem(one, index + 1)
  return list.finish()
}

interface Item {
  readonly target: string
  readonly priority?: Priority
}

function itemsOf({ targets, ratings }: TargetList): Item[] {
  return targets.map((target, i) => {
    const priority = priorities[ratings?.[i] ?? 255]
    return priority ? { target, priority } : { target }
  })
}

/** Signs that mean something to some format, others, and those of two to four bytes. */
const sign = fc.constantFrom('a', 'Z', '0', '"', ',', ';', '#', "'", '\\', '{', '[', 'ä', '好', '\u{1F600}')
const target = fc.string({ unit: sign, minLength: 1, maxLength: 6 })
const priority = fc.constantFrom(...priorities)
const item: fc.Arbitrary<Item> = fc.oneof(fc.record({ target }), fc.record({ target, priority }))
const items = fc.array(item, { maxLength: 12 })
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
const mark = fc.constantFrom('', '\uFEFF')

/** As any writer of CSV does it: what has a quote, a comma or a line end is quoted; some quote everything. */
function cell(text: string, isQuoted: boolean): string {
  return isQuoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const csvLook = fc.record({
  end: lineEnd,
  mark,
  isQuoted: fc.boolean(),
  hasLastEnd: fc.boolean(),
  /** Order of the columns; what is neither is in the way. */
  columns: fc.constantFrom<readonly string[]>(
    ['target', 'priority'],
    ['PRIORITY', 'note', 'Target'],
    ['note', 'target'],
    ['Target'],
  ),
  note: fc.constantFrom('', 'x', 'a "b", c', 'two\nlines', 'two\r\nlines', ' padded '),
  blank: fc.boolean(),
})

describe('list readers', () => {
  it('[HT-1] gives back what a writer of CSV has written, wherever the pieces part', () => {
    fc.assert(
      fc.property(items, csvLook, cuts, (given, look, cutAt) => {
        const values = ({ target: text, priority: rating }: Item): Record<string, string> => ({
          target: text,
          priority: rating ?? '',
          note: look.note,
        })
        const rows = given.map((one) =>
          look.columns.map((name) => cell(values(one)[name.toLowerCase()]!, look.isQuoted)),
        )
        const lines = [look.columns.join(','), ...rows.map((row) => row.join(','))]
        const body = look.mark + lines.join(look.end + (look.blank ? look.end : '')) + (look.hasLastEnd ? look.end : '')
        const list = read('csv', body, cutAt)
        const isRated = look.columns.some((name) => name.toLowerCase() === 'priority')
        expect(list).toMatchObject({ invalid: [], fault: null })
        expect(itemsOf(list)).toEqual(isRated ? given : given.map(({ target: text }) => ({ target: text })))
        expect(list.look.ignored).toEqual([])
      }),
    )
  })

  it.each([[[]], [[1]], [[20]], [[30]]])(
    '[HT-1] the first of two faults that end the reading is told, cut at %j',
    (cutAt) => {
      const { fault } = read('csv', 'target,target\na,high\n"b",null"low"\n', cutAt)
      expect(fault).toMatchObject({ line: 1, fault: 'column_twice' })
    },
  )

  it('[HT-1] names the line of CSV where a bad row starts, however many lines each row has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ lines: fc.integer({ min: 1, max: 3 }), isBad: fc.boolean() }), { minLength: 1 }),
        lineEnd,
        cuts,
        (rows, end, cutAt) => {
          const bad: number[] = []
          let body = `target,note${end}`
          let line = 2
          for (const { lines, isBad } of rows) {
            if (isBad) bad.push(line)
            body += `${isBad ? 'no target' : 'fine'},"${Array.from({ length: lines }, () => 'x').join(end)}"${end}`
            line += lines
          }
          const list = read('csv', body, cutAt)
          expect(list.invalid.map((complaint) => complaint.line)).toEqual(bad)
          expect(list.targets).toHaveLength(rows.length - bad.length)
        },
      ),
    )
  })

  it.each([
    ['target,priority without a header', 'a,high\nb\n c , LOW \nd,\n', ['a high', 'b', 'c low', 'd'], []],
    ['bad priorities', 'a,top\nb,low', ['b low'], ['1 has a priority that is none of urgent, high, medium, low']],
    [
      'a third cell without a header',
      'a,high,\nb,high,x',
      ['a high'],
      ['2 has more than target and priority, and there is no header'],
    ],
    ['more cells than the header', 'target\na\nb,c', ['a'], ['3 has more cells than the header']],
    ['a row without a target', 'priority,target\nhigh,\n,\nlow,a', ['a low'], ['2 is empty']],
    [
      'comments, which CSV has not',
      '# x\na',
      ['a'],
      ['1 has white space inside (U+0020 as character 2); give each target a line of its own'],
    ],
    ['nothing', '', [], []],
    ['a header alone', 'target', [], []],
    ['quoted cells with spaces around them', '"a" , "high"', ['a high'], []],
  ])('[HT-1] CSV: %s', (_what, body, good, bad) => {
    const list = read('csv', body)
    expect(itemsOf(list).map((one) => Object.values(one).join(' '))).toEqual(good)
    expect(list.invalid.map(({ line, reason }) => `${line} ${reason}`)).toEqual(bad)
    expect(list.fault).toBeNull()
  })

  it.each([
    ['a quote that is never closed', 'a\n"b\nc\nd', 2, 'begins a quoted cell that does not end'],
    [
      'a quote that is not closed for long',
      `a\n"b\n${'x\n'.repeat(600_000)}`,
      2,
      'begins a quoted cell that does not end',
    ],
    ['a quote within a cell', 'a\nb"c"\nd', 2, 'has a quote where none may be'],
    ['more behind a quoted cell', 'a\n"b"c\nd', 2, 'has a quote where none may be'],
    ['a column twice', 'target,priority,Target\na,,b', 1, 'names the column "target" twice'],
  ])('[HT-1] CSV: %s ends the reading', (_what, body, line, reason) => {
    const { fault, targets } = read('csv', body, [7])
    expect(fault).toMatchObject({ line, reason: expect.stringContaining(reason) as string })
    expect(targets).toEqual(line === 1 ? [] : ['a'])
  })

  it('[HT-1] gives back NDJSON, wherever the pieces part', () => {
    fc.assert(
      fc.property(items, lineEnd, mark, cuts, fc.boolean(), (given, end, begin, cutAt, hasBlanks) => {
        const lines = given.map((one) => JSON.stringify(one.priority ? one : one.target))
        const list = read('ndjson', begin + lines.join(hasBlanks ? `${end} ${end}` : end), cutAt)
        expect(itemsOf(list)).toEqual(given)
        expect(list.invalid).toEqual([])
      }),
    )
  })

  it('[HT-1] names bad lines of NDJSON', () => {
    const { targets, invalid } = read('ndjson', '"a"\n{"target":\n\n7\n{"target":"b","priority":"top"}\n"c"')
    expect(targets).toEqual(['a', 'c'])
    expect(invalid.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '2 is not JSON',
      '4 is neither a text nor an object with a text "target"',
      '5 has a priority that is none of urgent, high, medium, low',
    ])
  })

  it('[HT-1] gives back JSON, with its names or without, wherever the pieces part', () => {
    fc.assert(
      fc.property(items, mark, cuts, fc.boolean(), (given, begin, cutAt, isNamed) => {
        const list = read('json', begin + JSON.stringify(isNamed ? { targets: given } : given), cutAt)
        expect(itemsOf(list)).toEqual(given)
      }),
    )
  })

  it('[HT-1] a text is the same lines, wherever the pieces part and whatever ends them', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'ä', '\u{1F600}', ' ', '#', '\uFEFF'), maxLength: 5 })
    const lines = fc.array(fc.tuple(line, lineEnd), { maxLength: 12 })
    fc.assert(
      fc.property(lines, line, cuts, (ended, last, cutAt) => {
        const body = ended.flat().join('') + last
        const found: string[] = []
        const splitter = new LineSplitter((text, number, wrong) => {
          expect(wrong).toBeNull()
          found.push(text)
          expect(number).toBe(found.length)
        })
        for (const piece of piecesOf(Buffer.from(body), cutAt)) splitter.accept(piece)
        splitter.end()
        const expected = body.split(/\r\n|\n|\r/)
        if (expected.at(-1) === '') expected.pop()
        if (expected[0]?.startsWith('\uFEFF')) expected[0] = expected[0].slice(1)
        expect(found).toEqual(expected)
      }),
    )
  })

  it('[HT-1] knows the lines that are not UTF-8, wherever the pieces part', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), cuts, (areClean, cutAt) => {
        // The first two bytes of a character that has three, and a whole one.
        const body = Buffer.concat(
          areClean.map((isClean) => Buffer.from(isClean ? [0x61, 0xe5, 0xa5, 0xbd, 0x0a] : [0x61, 0xe5, 0xa5, 0x0a])),
        )
        const list = read('text', body, cutAt)
        expect(list.targets).toEqual(areClean.filter(Boolean).map(() => 'a好'))
        const bad = areClean.flatMap((isClean, i) => (isClean ? [] : [i + 1]))
        expect(list.invalid.map(({ line }) => line)).toEqual(bad)
      }),
    )
  })

  it('[HT-1] takes of JSON what JSON.parse makes of it, and refuses what that refuses, wherever the pieces part', () => {
    const value = fc.oneof(
      fc.constantFrom(
        '"a"',
        '{"target":"b","priority":"low"}',
        '7',
        'null',
        '{"target":["x,]"]}',
        '"\\\\\\",]"',
        '"好"',
        ' ',
      ),
      fc.json({ maxDepth: 3 }),
    )
    const listed = fc.array(value, { maxLength: 4 }).map((all) => `[${all.join(',')}]`)
    const name = fc.constantFrom('targets', 'tar\\u0067ets', 'other')
    // The last of two lists of a name counts.
    const fields = fc.oneof(
      fc.tuple(fc.tuple(name, fc.oneof(listed, value))),
      fc.array(fc.tuple(name, listed), { maxLength: 2 }),
    )
    const named = fields.map((all) => `{${all.map(([key, list]) => `"${key}" : ${list}`).join(', ')}}`)
    const body = fc.oneof(listed, named)
    const slip = fc.record({
      at: fc.nat(),
      sign: fc.constantFrom('', ',', ']', '}', '[', '{', '"', '\\', ':', 'x', ' '),
    })
    fc.assert(
      fc.property(mark, body, fc.option(slip), cuts, (begin, whole, slipped, cutAt) => {
        const at = slipped ? slipped.at % whole.length : 0
        const text = begin + (slipped ? whole.slice(0, at) + slipped.sign + whole.slice(at + 1) : whole)
        const [found, expected] = [() => read('json', text, cutAt).targets, () => targetsInJson(text)].map(outcomeOf)
        expect(found).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    '[{"target":"a"},',
    '{"targets":[',
    '{"targets":',
    '{"targ',
    '{',
    '"',
    ' ',
    '',
    '[]]',
    '{"targets":[]} 1',
    '\u00EF[]',
  ])('[HT-1] JSON that ends or goes on where it may not: %j', (body) =>
    expect(() => read('json', body, [1])).toThrow('The body is not JSON.'),
  )

  it('[HT-2] JSON is bounded in depth and in the length of an item, and keeps nothing of what is longer', () => {
    const nested = (depth: number) => `[${'['.repeat(depth)}${']'.repeat(depth)}]`
    expect(read('json', nested(MAX_JSON_DEPTH))).toMatchObject({ invalidCount: 1 })
    expect(() => read('json', nested(MAX_JSON_DEPTH + 1))).toThrow('nested more than 32 deep')
    const fits = JSON.stringify(['x'.repeat(MAX_ITEM_BYTES - 2), 'a'])
    expect(read('json', fits, [1000])).toMatchObject({ targets: ['a'] })
    for (const long of [
      JSON.stringify(['x'.repeat(MAX_ITEM_BYTES), 'a']),
      JSON.stringify(['a', 'x'.repeat(MAX_ITEM_BYTES)]),
    ]) {
      for (const cutAt of [[1000], []]) expect(() => read('json', long, cutAt)).toThrow('longer than 64 KiB')
    }
    for (const body of ['x', '"', '{"']) {
      expect(() => read('json', body + 'x'.repeat(MAX_ITEM_BYTES + 1))).toThrow('longer than 64 KiB')
    }
  })

  it('[HT-2] a line of text or NDJSON is bounded: what is longer is a bad line, and the next ones are read', () => {
    const long = 'x'.repeat(MAX_LINE_BYTES + 1)
    for (const [format, quote] of [
      ['text', ''],
      ['ndjson', '"'],
    ] as const) {
      for (const end of ['\n', '\r\n', '\r']) {
        for (const cutAt of [[100_000], [MAX_LINE_BYTES + 1], []]) {
          const lines = ['a', long, 'b', long].map((line) => quote + line + quote)
          const list = read(format, lines.join(end), cutAt)
          expect(list.targets).toEqual(['a', 'b'])
          expect(list.invalid.map(({ line, reason, text }) => [line, reason, text.length])).toEqual([
            [2, 'is longer than 1 MiB', 80],
            [4, 'is longer than 1 MiB', 80],
          ])
        }
      }
    }
    expect(read('ndjson', `"a"\n${'['.repeat(MAX_JSON_DEPTH + 1)}\n"b"`)).toMatchObject({
      targets: ['a', 'b'],
      invalid: [{ line: 2, reason: 'is nested more than 32 deep' }],
    })
  })

  it('[HT-2] a line of CSV that is too long ends the reading, with a row before it or not', () => {
    const { targets, fault } = read('csv', `a\nb,"${'x'.repeat(MAX_LINE_BYTES)}"\nc\n`, [100_000])
    expect({ targets, fault }).toMatchObject({ targets: ['a'], fault: { line: 2, reason: 'is longer than 1 MiB' } })
  })

  it.each([
    ['text', 'a\n'],
    ['csv', 'a\n'],
    ['ndjson', '"a"\n'],
    ['json', '"a",'],
  ] as const)('[HT-2] %s has no more lines than the limit, and says so again', (format, line) => {
    const open = () => createListReader(format, 'replace', { maxLines: 3 })
    const begin = format === 'json' ? '[' : ''
    const end = format === 'json' ? '"b"]' : ''
    const full = open()
    full.accept(Buffer.from(begin + line.repeat(format === 'json' ? 2 : 3) + end))
    expect(full.end()).toMatchObject({ kind: 'replace' })
    const over = open()
    expect(() => over.accept(Buffer.from(begin + line.repeat(4)))).toThrow('more than 3 lines')
    expect(() => over.accept(Buffer.from(line))).toThrow('more than 3 lines')
    expect(() => over.end()).toThrow('more than 3 lines')
  })

  it('[HT-2] additions and removals count together', () => {
    const change = (body: unknown) => {
      const reader = createListReader('json', 'change', { maxLines: 3 })
      reader.accept(Buffer.from(JSON.stringify(body)))
      return reader.end()
    }
    expect(change({ add: ['a', 'b'], remove: ['c'] })).toMatchObject({ add: { targets: ['a', 'b'] }, remove: ['c'] })
    expect(change({})).toMatchObject({ add: { targets: [] }, remove: [] })
    expect(() => change({ remove: ['a', 'b'], add: ['c', 'd'] })).toThrow('more than 3 lines')
    expect(() => change(['a'])).toThrow('Give a JSON object with add and remove.')
    expect(() => change({ add: 'a' })).toThrow('/add must be a list.')
  })

  it('counts the lines while they come', () => {
    const reader = createListReader('csv', 'replace')
    reader.accept(Buffer.from('a\n"b\n'))
    expect(reader.lines).toBe(2)
    expect(createListReader('json', 'replace').lines).toBeNull()
  })
})
