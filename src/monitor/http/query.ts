import type { FastifyRequest } from 'fastify'
import { type TProperties, Type } from 'typebox'

export const wholeNumber = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** `{task_id}` of a path. */
export const taskParams = Type.Object({ task_id: wholeNumber })
export const epochParams = Type.Object({ task_id: wholeNumber, epoch: wholeNumber })
export const twoEpochParams = Type.Object({ task_id: wholeNumber, epoch: wholeNumber, other: wholeNumber })

/** What is not known in a query is refused: a slip of the pen in `dry_run` must not publish. */
export function queryOf<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

export const dryRun = Type.Optional(
  Type.Boolean({ description: 'Answers what would change, and changes nothing (EP-7).' }),
)

/** `[CH-2]` */
export const confirmed = Type.Optional(
  Type.String({
    pattern: '^removed:(0|[1-9][0-9]{0,14})$',
    description: 'That exactly so many removals are meant, for example `removed:5900`; without it `GUARDED` (CH-2).',
  }),
)

/** The same as the procedures have it. */
export function confirmOf(text: string | undefined): { readonly confirm?: { readonly removed: number } } {
  return text === undefined ? {} : { confirm: { removed: Number(text.slice('removed:'.length)) } }
}

/** A place to go on from, as `next` gives it. */
export const place = (description: string) => Type.Optional(Type.Integer({ ...wholeNumber, description }))

/** How many a list answers with unless it is told. */
export const DEFAULT_LIMIT = 1000
export const limit = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: DEFAULT_LIMIT,
    description: 'How many at most; `next` is the path of those that follow.',
  }),
)

/** Of an answer that may have more to come. */
export const next = Type.Optional(
  Type.String({ description: 'The path of the next page; missing where this is the last.' }),
)

/** The address of a next page. @param request that asked for this one */
export function pathOf(
  { server }: FastifyRequest,
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return `${server.base.at(path)}?${search.toString()}`
}
