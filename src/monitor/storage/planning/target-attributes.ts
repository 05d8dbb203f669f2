import { attributesOf } from '../../../contract/attributes.ts'

/** The values of what the planner keeps as one text. */
export function attributeValues(text: string): string[] {
  return Object.values(attributesOf(text))
}

/** Counts the names of one target in or out. */
export function countAttributes(counts: Map<string, number>, text: string, by: 1 | -1): void {
  for (const name of Object.keys(attributesOf(text))) {
    const count = (counts.get(name) ?? 0) + by
    if (count > 0) counts.set(name, count)
    else counts.delete(name)
  }
}

/**
 * Whether the text of a target has this attribute, without reading it as JSON: a name stands behind `{` or `,` and its quote,
 * and within a name or value a quote is escaped, so that nothing else looks like it.
 * @param value any where it is left out
 */
export function attributeTest({
  name,
  value,
}: {
  readonly name: string
  readonly value?: string | undefined
}): (text: string) => boolean {
  const mark = `${JSON.stringify(name)}:${value === undefined ? '' : JSON.stringify(value)}`
  const [first, later] = [`{${mark}`, `,${mark}`]
  return (text) => text.startsWith(first) || text.includes(later)
}
