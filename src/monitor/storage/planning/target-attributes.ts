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
 * What the text of a target has in it that has this attribute, and no other text has: a quote inside of a name or a value
 * is escaped, and behind the one that ends a value there is no colon.
 * @param value any where it is left out
 */
export function attributeMark({ name, value }: { readonly name: string; readonly value?: string | undefined }): string {
  return value === undefined ? `${JSON.stringify(name)}:` : `${JSON.stringify(name)}:${JSON.stringify(value)}`
}
