import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asHeld, hold, inGroups, linesOf } from './table-lines.ts'

interface Row {
  readonly id: string
  readonly kind: string
}

const order = ['trouble', 'errors', 'rest']
const grouping = { of: ({ kind }: Row) => kind, order }
const row = (id: string, kind: string): Row => ({ id, kind })
const none: ReadonlySet<string> = new Set()
const shown = (lines: ReturnType<typeof linesOf<Row>>) =>
  lines.map((line) => (line.row === null ? `${line.group} ${line.count}` : line.id))

const anyRows = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    kind: fc.constantFrom('trouble', 'errors', 'rest', 'else'),
  }),
  { selector: ({ id }) => id, maxLength: 30 },
)

describe('groups of rows', () => {
  it('stand in their order, each below its head, and only those with a row', () => {
    const rows = [row('a', 'rest'), row('b', 'trouble'), row('c', 'rest'), row('d', 'else')]
    expect(shown(linesOf(inGroups(rows, grouping), none))).toEqual([
      'trouble 1',
      'b',
      'rest 2',
      'a',
      'c',
      'else 1',
      'd',
    ])
    expect(shown(linesOf(inGroups(rows, grouping), new Set(['rest'])))).toEqual([
      'trouble 1',
      'b',
      'rest 2',
      'else 1',
      'd',
    ])
  })

  it('[UI-1] lose no row and keep the order within each', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const lines = linesOf(inGroups(rows, grouping), none)
        expect(lines.flatMap((line) => line.row ?? []).toSorted(byId)).toEqual(rows.toSorted(byId))
        for (const line of lines) {
          if (line.row !== null) continue
          const members = lines.flatMap(({ row: each, group }) => (each !== null && group === line.group ? each : []))
          expect(members).toEqual(rows.filter(({ kind }) => kind === line.group))
          expect(line.count).toBe(members.length)
        }
      }),
    )
  })
})

describe('[UI-1] rows that are looked at', () => {
  it('stay in their group and place when they change, and say how many would stand elsewhere', () => {
    const held = hold(inGroups([row('a', 'trouble'), row('b', 'rest'), row('c', 'rest')], grouping))
    const now = inGroups([row('c', 'trouble'), row('b', 'rest'), row('a', 'rest'), row('new', 'trouble')], grouping)
    const { placed, waiting } = asHeld(now, held, true)
    expect(shown(linesOf(placed, none))).toEqual(['trouble 1', 'a', 'rest 2', 'b', 'c'])
    // c and a changed their group, and one is new.
    expect(waiting).toBe(3)
  })

  it('are in the same order however the others change, and nothing is lost that was there', () => {
    fc.assert(
      fc.property(anyRows, anyRows, fc.boolean(), (before, after, isGrouped) => {
        const of = isGrouped ? grouping : { of: () => '', order: [''] }
        const held = hold(inGroups(before, of))
        const { placed, waiting } = asHeld(inGroups(after, of), held, isGrouped)
        const left = [...held.keys()].filter((id) => after.some((each) => each.id === id))
        expect(placed.map((each) => each.row.id).slice(0, left.length)).toEqual(left)
        const added = after.length - left.length
        expect(placed.length).toBe(isGrouped ? left.length : after.length)
        expect(waiting).toBeGreaterThanOrEqual(isGrouped ? added : 0)
      }),
    )
  })

  it('wait for nothing where nothing changed', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const placed = inGroups(rows, grouping)
        expect(asHeld(placed, hold(placed), true)).toEqual({ placed, waiting: 0 })
      }),
    )
  })
})

function byId(a: Row, b: Row): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
