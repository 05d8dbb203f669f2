import { ATTRIBUTE_PREFIX, attributesOf, type Attributes } from '../../../contract/attributes.ts'
import { textLine } from '../../../contract/text-line.ts'
import { toExactCsv } from '../../../console/csv.ts'
import { type Assignment, type PlacedTarget, placedTargets } from '../../../planner/assignment.ts'
import { plainName, roleOfName } from '../../lists/column-names.ts'
import type { TargetsFormat } from '../port.ts'
import type { Breath } from './breath.ts'
import { LazyOrder } from './lazy-order.ts'

/** So many targets are made into text at a time. */
const TARGETS_PER_PIECE = 5000
/** Texts of attributes whose meaning is remembered. */
const MAX_KNOWN_TEXTS = 1 << 16

/**
 * `[AT-3]` The whole target set in code-unit order, as the bytes of a list: read again it is the same, with priorities and
 * attributes. Only a list of plain text has no room for these. Others have their turn in between.
 */
export async function exportTargets(
  assignment: Assignment,
  format: TargetsFormat,
  of: { readonly task_id: number; readonly epoch: number },
  breathe: Breath,
): Promise<Uint8Array> {
  const all = await inOrder(assignment, breathe)
  switch (format) {
    case 'text':
      return inPieces(all, breathe, (some) => some.map(({ target }) => `${textLine(target)}\n`).join(''))
    case 'ndjson':
      return inPieces(all, breathe, (some) => some.map((placed) => `${itemOf(placed)}\n`).join(''))
    case 'json': {
      const head = `{"task_id":${of.task_id},"epoch":${of.epoch},"targets":[`
      let isFirst = true
      const items = await inPieces(all, breathe, (some) => {
        const text = some.map(itemOf).join(',')
        const separator = isFirst ? '' : ','
        isFirst = false
        return separator + text
      })
      return Buffer.concat([Buffer.from(head), items, Buffer.from(']}')])
    }
    case 'csv':
      return csvOf(all, breathe)
  }
}

/** Targets, and their places in order. */
interface Ordered {
  readonly placed: readonly PlacedTarget[]
  readonly places: Uint32Array
}

async function inOrder(assignment: Assignment, breathe: Breath): Promise<Ordered> {
  const placed: PlacedTarget[] = []
  const targets: string[] = []
  for (const one of placedTargets(assignment)) {
    placed.push(one)
    targets.push(one.target)
    // oxlint-disable-next-line no-await-in-loop -- others come in between
    if (placed.length % TARGETS_PER_PIECE === 0) await breathe()
  }
  return { placed, places: await new LazyOrder(targets, 'exact').slice(0, targets.length, breathe) }
}

/** As JSON has it: a target of which there is nothing to say is its text (PL-5). */
function itemOf({ target, priority, attributes }: PlacedTarget): string {
  if (priority === 'medium' && attributes === null) return JSON.stringify(target)
  const rated = priority === 'medium' ? '' : `,"priority":"${priority}"`
  const described = attributes === null ? '' : `,"attributes":${attributes}`
  return `{"target":${JSON.stringify(target)}${rated}${described}}`
}

/** A column for each attribute that any target has, in code-unit order of their names. */
async function csvOf(all: Ordered, breathe: Breath): Promise<Buffer> {
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
  for (const [i, { attributes }] of all.placed.entries()) {
    if (attributes !== null) for (const name of Object.keys(meaning(attributes))) names.add(name)
    // oxlint-disable-next-line no-await-in-loop -- others come in between
    if (i % TARGETS_PER_PIECE === 0) await breathe()
  }
  const columns = [...names].toSorted()
  const header = Buffer.from(toExactCsv([['target', 'priority', ...columns.map(columnName)]]))
  const rows = await inPieces(all, breathe, (some) =>
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
async function inPieces(
  { placed, places }: Ordered,
  breathe: Breath,
  text: (some: readonly PlacedTarget[]) => string,
): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let from = 0; from < places.length; from += TARGETS_PER_PIECE) {
    const some = Array.from(places.subarray(from, from + TARGETS_PER_PIECE), (place) => placed[place]!)
    pieces.push(Buffer.from(text(some)))
    // oxlint-disable-next-line no-await-in-loop -- others come in between
    await breathe()
  }
  return Buffer.concat(pieces)
}
