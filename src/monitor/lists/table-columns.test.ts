import { describe, expect, it } from 'vitest'
import { ListIntake } from './list-intake.ts'
import { noLimits } from './list-reader.ts'
import type { ReadingWish } from './reading-wish.ts'

const A = '0x52908400098527886E0F7030069857D2E4169EE7'
const B = '0x8617E340B3D01FA5F11F306F4090FD50E238070D'
const HASH = `0x${'ab12'.repeat(16)}`

function read(body: string, wish: ReadingWish = {}) {
  const intake = new ListIntake(wish.format ?? 'auto', 'replace', noLimits, wish)
  intake.accept(Buffer.from(body))
  const report = intake.end()
  const sent = intake.result
  if (sent?.kind !== 'replace') throw new Error('It is no list.')
  return { report, targets: sent.list.targets, attributes: sent.list.attributes }
}

const csv = (...rows: (readonly string[])[]) => rows.map((cells) => cells.join(',')).join('\n')
const json = ([names = [], ...rows]: (readonly string[])[]) =>
  JSON.stringify(rows.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))))

describe('[LI-4] two columns of priorities', () => {
  it('the first counts, and what the other says is kept as it is', () => {
    const { targets, attributes, report } = read(`address,priority,优先级\n${A},high,低\n${B},,低`)
    expect([targets, attributes]).toEqual([
      [A, B],
      ['{"优先级":"低"}', '{"优先级":"低"}'],
    ])
    expect(report.reading.columns.map(({ role }) => role)).toEqual(['target', 'priority', 'attribute'])
    expect(report.reading.rows.map(({ priority }) => priority)).toEqual(['high', null])
  })
})

describe('[LI-4] the column of the targets', () => {
  it.each<[string, (readonly string[])[], string[]]>([
    [
      'is not one without any address, where another is nothing else',
      [
        ['Token', 'Symbol', 'Address on chain'],
        ['Foo', 'FOO', A],
        ['Bar', 'BAR', B],
      ],
      [A, B],
    ],
    [
      'of two such the one whose name speaks of it',
      [
        ['token', 'creator', 'the contract'],
        ['Foo', B, A],
      ],
      [A],
    ],
    [
      'or another whose name is known',
      [
        ['token', 'creator', 'pair'],
        ['FOO', B, A],
      ],
      [A],
    ],
    [
      'but is the one that is called target',
      [
        ['target', 'address'],
        ['pool-1', A],
        ['pool-2', B],
      ],
      ['pool-1', 'pool-2'],
    ],
    [
      'and not the hash of a transaction',
      [
        ['token', 'tx_hash'],
        ['FOO', HASH],
      ],
      ['FOO'],
    ],
    [
      'and stays what it is where nothing has an address',
      [
        ['token', 'name'],
        ['FOO', 'Foo'],
      ],
      ['FOO'],
    ],
  ])('%s', (_what, rows, targets) => {
    expect(read(csv(...rows)).targets).toEqual(targets)
    expect(read(json(rows)).targets).toEqual(targets)
  })

  it('leaves what was passed over as an attribute', () => {
    const { attributes, report } = read(csv(['Token', 'Symbol', 'On chain'], ['Foo', 'FOO', A]))
    expect(attributes).toEqual(['{"Symbol":"FOO","Token":"Foo"}'])
    expect(report.reading.columns.map(({ role }) => role)).toEqual(['attribute', 'attribute', 'target'])
    const item = read(`[{"token":"Foo","on chain":"${A}"}]`)
    expect(item).toMatchObject({ targets: [A], attributes: ['{"token":"Foo"}'] })
  })

  it('may hold a sum below them, which is suspicious', () => {
    const { targets, report } = read(csv(['Token', 'Address on chain'], ['Foo', A], ['', 'Total']))
    expect(targets).toEqual([A, 'Total'])
    expect(report.suspicions).toMatchObject([{ line: 3, kind: 'table_part', taken: true }])
    const beside = read(csv(['No', 'address', 'sum'], ['1', A, '5'], ['Total', '1', '5'], ['Grand Total:', '', '']))
    expect(beside.targets).toEqual([A, '1'])
    expect(beside.report).toMatchObject({
      suspicions: [
        { line: 3, kind: 'table_part', taken: true },
        { line: 4, kind: 'table_part', taken: false },
      ],
      complaints: [{ line: 4, fault: 'target_empty' }],
    })
    // A name that only contains it sums up nothing.
    expect(read(csv(['address', 'name'], [A, 'Total'], ['pool-1', 'Total War'])).report.suspicious).toBe(0)
  })

  it.each([
    ['Markdown', `| Address | Symbol |\n| :--- | ---: |\n| ${A} | FOO |\n| ${B} | BAR |\n`],
    ['psql', ` address | symbol \n---------+--------\n ${A} | FOO\n ${B} | BAR\n(2 rows)\n`],
    [
      'mysql',
      `+------+-----+\n| address | symbol |\n+------+-----+\n| ${A} | FOO |\n| ${B} | BAR |\n+------+-----+\n2 rows in set (0.00 sec)\n`,
    ],
  ])('is found in what %s has drawn', (_who, body) => {
    const { targets, attributes, report } = read(body)
    expect({ targets, invalid: report.invalid, suspicious: report.suspicious }).toEqual({
      targets: [A, B],
      invalid: 0,
      suspicious: 0,
    })
    expect(attributes?.[1]).toMatch(/BAR/)
  })

  it('passes over nothing that separates otherwise: what is drawn is suspicious there', () => {
    const { targets, report } = read('address,symbol\n---,---\n', { format: 'csv' })
    expect(targets).toEqual(['---'])
    expect(report.suspicious_kinds).toEqual({ table_part: 1 })
  })

  it('can be said by its number without a header, whatever stands before it', () => {
    const wish: ReadingWish = { format: 'csv', header: false, columns: { target: 1 } }
    expect(read(csv(['FOO', A], ['BAR', B]), wish).targets).toEqual([A, B])
    const rated = read(csv(['high', A], ['', B]), wish)
    expect(rated.report.reading.columns).toMatchObject([{ role: 'priority' }, { role: 'target' }])
  })

  it.each<[ReadingWish['columns'], boolean, object]>([
    [{ target: 8 }, true, { column: 9, columns: 'address, name' }],
    [{ target: 'mint' }, true, { column: 'mint', columns: 'address, name' }],
    [{ priority: 4 }, true, { column: 5, columns: 'address, name' }],
    [{ target: 2 }, false, { column: 3, columns: '1, 2' }],
    [{ target: 'address' }, false, { column: 'address', columns: '1, 2' }],
  ])('that is asked for and not there is named with those there are: %j', (columns, header, values) => {
    const { report } = read(csv(['address', 'name'], [A, 'Foo']), { format: 'csv', header, columns })
    expect(report.complaints).toMatchObject([{ line: 1, fault: 'column_missing', values }])
    expect(report.can_skip).toBe(false)
  })

  it('names the field of JSON that was asked for and is not there', () => {
    const { report } = read(`[{"address":"${A}"}]`, { columns: { target: 'mint' } })
    expect(report.complaints).toMatchObject([{ line: 1, fault: 'field_not_text', values: { field: 'mint' } }])
  })

  it('[AT-3] a column called attributes. and a name is an attribute of that name', () => {
    const { report, attributes } = read(
      csv(
        ['target', 'attributes.Target', 'attributes.prio', 'attributes.attributes.x', 'attributes.'],
        ['a', '1', '2', '3', '4'],
      ),
    )
    expect(report).toMatchObject({ invalid: 0, ignored_columns: [] })
    expect(attributes).toEqual(['{"Target":"1","attributes.":"4","attributes.x":"3","prio":"2"}'])
  })
})
