import { type Static, Type } from 'typebox'

/** Attributes of one target. */
export const MAX_ATTRIBUTES = 32
/** Characters of a name. */
export const MAX_ATTRIBUTE_NAME = 64
/** Characters of a value. */
export const MAX_ATTRIBUTE_VALUE = 256

/** `[AT-3]` In front of the name of a column, says that it is an attribute, whatever its name means elsewhere. */
export const ATTRIBUTE_PREFIX = 'attributes.'

/** `[AT-1]` What else a list says of a target, by name. */
export const attributes = Type.Immutable(
  Type.Record(
    Type.String({ minLength: 1, maxLength: MAX_ATTRIBUTE_NAME }),
    Type.String({ maxLength: MAX_ATTRIBUTE_VALUE }),
    {
      maxProperties: MAX_ATTRIBUTES,
      description: 'What else the list says of it: a label, its chain, anything (AT-1).',
    },
  ),
)
export type Attributes = Static<typeof attributes>

/**
 * The one text for these attributes, names in code-unit order, so that equal ones are equal texts; null where there are
 * none. A value that is empty is none: a table says nothing else. The text has no line break in it.
 */
export function attributesText(given: Iterable<readonly [name: string, value: string]>): string | null {
  const members = [...given]
    .filter(([, value]) => value !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return members.length > 0 ? `{${members.join(',')}}` : null
}

/** The way back from {@link attributesText}. */
export function attributesOf(text: string): Attributes {
  return JSON.parse(text) as Attributes
}
