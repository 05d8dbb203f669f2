import { Type } from 'typebox'
import { refusal } from '../../contract/refusal.ts'

/** A time in a query, to be read with {@link readTime}. */
export const timeText = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 40, description }))

/** @returns ms since 1970 @throws {BatchdeckError} `INVALID_MESSAGE` */
export function readTime(name: string, given: string): number {
  const at = /^[0-9]{1,15}$/.test(given) ? Number(given) : Date.parse(given)
  if (Number.isFinite(at)) return at
  throw refusal('time_unreadable', { name })
}
