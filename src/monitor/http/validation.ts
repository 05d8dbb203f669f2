import type { FastifySchemaCompiler } from 'fastify'
import { IsBoolean, IsInteger, IsObject, IsOptional, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import type { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import { complaintsOf } from '../../contract/validation.ts'

const reasons = {
  params: 'path_invalid',
  querystring: 'query_invalid',
  body: 'body_invalid',
} as const

/** What a validator makes of a part of a request. */
export type CheckedInput =
  | { readonly value: unknown; readonly error?: never }
  | { readonly value?: never; readonly error: BatchdeckError }

/**
 * Checks requests with the validator of everything else, so that a complaint reads the same everywhere. What stands in an
 * address is text and is read as what it should be; in a body "7" is no number, and what is unknown is refused. A body that
 * may be left out is then an empty object.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  const validator = Compile(schema)
  const isBody = httpPart === 'body'
  return (given: unknown): CheckedInput => {
    if (isBody && (given === undefined || given === null) && IsOptional(schema)) return { value: {} }
    const value = isBody ? given : readText(schema, given as Readonly<Record<string, unknown>>)
    if (validator.Check(value)) return { value }
    const complaints = complaintsOf(validator, value)
    return { error: refusal(reasons[httpPart as keyof typeof reasons], {}, { complaints }) }
  }
}

const wholeNumber = /^-?[0-9]{1,16}$/

/** What was given stays as it is: it may be read more than once. */
function readText(schema: TSchema, given: Readonly<Record<string, unknown>>): unknown {
  const copy = { ...given }
  const value = Value.Convert(schema, copy) as Record<string, unknown>
  if (!IsObject(schema)) return value
  // `0`, `1` and `TRUE` would be read as Booleans, too, and 1.5 as 1. Whoever writes them may mean anything.
  for (const [name, property] of Object.entries(schema.properties)) {
    const text = given[name]
    if (typeof text !== 'string') continue
    if (IsBoolean(property) && text !== 'true' && text !== 'false') value[name] = text
    if (IsInteger(property) && !wholeNumber.test(text)) value[name] = text
  }
  return value
}
