import type { Assignment } from '../../../planner/assignment.ts'
import { priorities } from '../../../planner/priority.ts'
import { attributesAt, type Leaf, ratingAt } from '../../../planner/slot.ts'
import type { PlacedFilter } from '../port.ts'

/** What a target has to be, beside its text. */
export interface Sieve {
  readonly passes: (leaf: Leaf, place: number) => boolean
  /** A target has to be in one of these; null where it may be in any. */
  readonly batches: ReadonlySet<number> | null
}

/** `[TG-2]` Null where any target passes. */
export function sieveOf({ batches: all }: Assignment, filter: PlacedFilter): Sieve | null {
  const { priority, attribute, batch_id, consumer_id, batches: given } = filter
  let batches = given ? new Set(given) : null
  if (batch_id !== undefined) batches = new Set(batches && !batches.has(batch_id) ? [] : [batch_id])
  if (consumer_id !== undefined) {
    const own = [...all].flatMap((batch) => (batch.consumer_id === consumer_id ? batch.batch_id : []))
    batches = new Set(batches ? own.filter((id) => batches!.has(id)) : own)
  }
  if (!batches && priority === undefined && attribute === undefined) return null
  const rating = priority === undefined ? null : priorities.indexOf(priority)
  const hasAttribute = attribute ? attributeTest(attribute) : null
  return {
    batches,
    passes(leaf, place) {
      if (batches !== null && !batches.has(leaf.batches[place]!)) return false
      if (rating !== null && ratingAt(leaf, place) !== rating) return false
      if (hasAttribute === null) return true
      const text = attributesAt(leaf, place)
      return text !== null && hasAttribute(text)
    },
  }
}

/**
 * Whether the text of a target has this attribute, without reading it as JSON: a name stands behind `{` or `,` and its quote,
 * and within a name or value a quote is escaped, so that nothing else looks like it.
 * @param value any where it is left out
 */
function attributeTest({ name, value }: NonNullable<PlacedFilter['attribute']>): (text: string) => boolean {
  const mark = `${JSON.stringify(name)}:${value === undefined ? '' : JSON.stringify(value)}`
  const [first, later] = [`{${mark}`, `,${mark}`]
  return (text) => text.startsWith(first) || text.includes(later)
}
