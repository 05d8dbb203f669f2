import type { FastifySchemaCompiler } from 'fastify'
import { IsOptional, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { BatchdeckError } from '../../contract/errors.ts'
import { complaintsOf } from '../../contract/validation.ts'

const names: Readonly<Record<string, string>> = { params: 'path', querystring: 'query', headers: 'head', body: 'body' }

/**
 * Checks requests with the validator of everything else, so that a complaint reads the same everywhere. What stands in an
 * address is text and is read as what it should be; in a body "7" is no number, and what is unknown is refused. A body that
 * may be left out is then an empty object.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  const validator = Compile(schema)
  const isBody = httpPart === 'body'
  return (given: unknown) => {
    if (isBody && (given === undefined || given === null) && IsOptional(schema)) return { value: {} }
    const value = isBody ? given : Value.Convert(schema, given)
    if (validator.Check(value)) return { value }
    const complaints = complaintsOf(validator, value)
    const words = complaints.map(({ path, reason }) => `${path} ${reason}`).join('; ')
    return {
      error: new BatchdeckError('INVALID_MESSAGE', `The ${names[httpPart]} is not valid: ${words}.`, { complaints }),
    }
  }
}
