import { Type } from 'typebox'
import { BatchdeckError } from '../../core/errors.ts'

// Whatever stands in an address is text, so numbers are checked as text and then read.

const digits = { pattern: '^[0-9]{1,15}$' }

/** `{task_id}` of a path. */
export const taskParams = Type.Object({ task_id: Type.String(digits) })
export const epochParams = Type.Object({ task_id: Type.String(digits), epoch: Type.String(digits) })
export const twoEpochParams = Type.Object({
  task_id: Type.String(digits),
  epoch: Type.String(digits),
  other: Type.String(digits),
})
/** A whole number in a query. */
export const number = Type.Optional(Type.String(digits))
export const flag = Type.Optional(Type.Enum(['true', 'false']))

export const MAX_LIMIT = 100_000

/** How many to answer with: at most 100,000. @throws {BatchdeckError} `INVALID_MESSAGE` */
export function readLimit(given: string | undefined, usual = 1000): number {
  const limit = given === undefined ? usual : Number(given)
  if (limit >= 1 && limit <= MAX_LIMIT) return limit
  throw new BatchdeckError('INVALID_MESSAGE', `limit must be 1 to ${MAX_LIMIT}.`)
}

export function readNumber(given: string | undefined): number | undefined {
  return given === undefined ? undefined : Number(given)
}
