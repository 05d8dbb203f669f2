/** Names of fields, from the outside in. */
export type JsonPath = readonly string[]

/** What is looked for in a body. */
export interface JsonShape {
  /** Whether a list that stands there is wanted. */
  readonly isList: (path: JsonPath) => boolean
  /** Whether one may stand within an object that stands there. */
  readonly isWay: (path: JsonPath) => boolean
  /** Whether what stands there has to be a list. */
  readonly isListOnly: (path: JsonPath) => boolean
  /** Whether the list may stand alone, without an object around it. */
  readonly isAloneToo: boolean
  /** A list begins; anew where it is there twice. @param path null where it stands alone */
  readonly begin: (path: JsonPath | null) => void
  /** The next items of that list. */
  readonly take: (items: readonly unknown[]) => void
  /** Another field. Null where there must be none: a slip of the pen must not empty a task. */
  readonly pass: ((path: JsonPath, value: unknown) => void) | null
}
