import type { Validator } from 'typebox/compile'
import type { Complaint } from './errors.ts'
import { consumerIdPattern } from './primitives.ts'

/** What is wrong with `value`, by JSON pointer (RFC 6901), first ten. */
export function complaintsOf(validator: Validator, value: unknown): Complaint[] {
  return (
    validator
      .Errors(value)
      // What these say is said by another one already.
      .filter(({ keyword }) => keyword !== 'boolean' && keyword !== 'anyOf')
      .flatMap((error): Complaint[] => {
        if (error.keyword === 'required') {
          return error.params.requiredProperties.map((name) => ({
            path: `${error.instancePath}/${name}`,
            reason: 'is missing',
          }))
        }
        if (error.keyword === 'enum') {
          return [{ path: error.instancePath, reason: `must be one of ${error.params.allowedValues.join(', ')}` }]
        }
        if (error.keyword === 'pattern' && error.params.pattern === consumerIdPattern) {
          return [{ path: error.instancePath, reason: 'must be 1–128 of letters, digits and . _ : @ -' }]
        }
        if (error.keyword === 'pattern' && error.params.pattern === '\\S') {
          return [{ path: error.instancePath, reason: 'must not be blank' }]
        }
        if (error.keyword === 'additionalProperties') {
          return error.params.additionalProperties.map((name) => ({
            path: `${error.instancePath}/${name}`,
            reason: 'is not known here',
          }))
        }
        return [{ path: error.instancePath || '/', reason: error.message }]
      })
      .slice(0, 10)
  )
}
