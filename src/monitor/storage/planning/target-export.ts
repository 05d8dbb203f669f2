import { ATTRIBUTE_PREFIX, attributesOf, type Attributes } from '../../../contract/attributes.ts'
import { textLine } from '../../../contract/text-line.ts'
import { toExactCsv } from '../../../console/csv.ts'
import { type Assignment, type PlacedTarget, placedTargets } from '../../../planner/assignment.ts'
import { plainName, roleOfName } from '../../lists/column-names.ts'
import type { TargetsFormat } from '../port.ts'

/** So many targets are made into text at a time. */
const TARGETS_PER_PIECE = 10_000
/** Texts of attributes whose meaning is remembered. */
const MAX_KNOWN_TEXTS = 1 << 16

/**
 * `[AT-3]` The whole target set in code-unit order, as the bytes of a list: read again it is the same, with priorities and
 * attributes. Only a list of plain text has no room for these.
 */
export function exportTargets(
  assignment: Assignment,
  format: TargetsFormat,
  of: { readonly task_id: number; readonly epoch: number },
): Uint8Array {
  const all = Array.from(placedTargets(assignment))
  all.sort((a, b) => (a.target < b.target ? -1 : 1))
  switch (format) {
    case 'text':
      return inPieces(all, (some) => some.map(({ target }) => `${textLine(target)}\n`).join(''))
    case 'ndjson':
      return inPieces(all, (some) => some.map((placed) => `${itemOf(placed)}\n`).join(''))
    case 'json': {
      const head = `{"task_id":${of.task_id},"epoch":${of.epoch},"targets":[`
      let isFirst = true
      const items = inPieces(all, (some) => {
        const text = some.map(itemOf).join(',')
        const separator = isFirst ? '' : ','
        isFirst = false
        return separator + text
      })
      return Buffer.concat([Buffer.from(head), items, Buffer.from(']}')])
    }
    case 'csv':
      return csvOf(all)
  }
}

/** As JSON has it: a target of which there is nothing to say is its text (PL-5). */
function itemOf({ target, priority, attributes }: PlacedTarget): string {
  if (priority === 'medium' && attributes === null) return JSON.stringify(target)
  const rated = priority === 'medium' ? '' : `,"priority":"${priority}"`
  const described = attributes === null ? '' : `,"attributes":${attributes}`
  return `{"target":${JSON.stringify(target)}${rated}${described}}`
}

/** A column for each attribute that any target has, in code-unit order of their names. */
function csvOf(all: readonly PlacedTarget[]): Buffer {
  const known = new Map<string, Attributes>()
  const meaning = (text: string): Attributes => {
    let attributes = known.get(text)
    if (!attributes) {
      if (known.size === MAX_KNOWN_TEXTS) known.clear()
      known.set(text, (attributes = attributesOf(text)))
    }
    return attributes
  }
  const names = new Set<string>()
  for (const { attributes } of all) {
    if (attributes !== null) for (const name of Object.keys(meaning(attributes))) names.add(name)
  }
  const columns = [...names].toSorted()
  const header = Buffer.from(toExactCsv([['target', 'priority', ...columns.map(columnName)]]))
  const rows = inPieces(all, (some) =>
    toExactCsv(
      some.map(({ target, priority, attributes }) => {
        const own: Attributes = attributes === null ? {} : meaning(attributes)
        return [target, priority, ...columns.map((name) => (Object.hasOwn(own, name) ? own[name]! : null))]
      }),
    ),
  )
  return Buffer.concat([header, rows])
}

/** What a column of an attribute is called, so that it is one again where the list is read. */
function columnName(attribute: string): string {
  const { role } = roleOfName(attribute)
  const isOther = role === 'priority' || role === 'ignored' || plainName(attribute) === 'target'
  return isOther || attribute.startsWith(ATTRIBUTE_PREFIX) ? `${ATTRIBUTE_PREFIX}${attribute}` : attribute
}

/** A long text at once would be in memory twice. */
function inPieces(all: readonly PlacedTarget[], text: (some: readonly PlacedTarget[]) => string): Buffer {
  const pieces: Buffer[] = []
  for (let from = 0; from < all.length; from += TARGETS_PER_PIECE) {
    pieces.push(Buffer.from(text(all.slice(from, from + TARGETS_PER_PIECE))))
  }
  return Buffer.concat(pieces)
}
