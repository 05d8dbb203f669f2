import type { TLocalizedValidationError } from 'typebox/error'
import type { Validator } from 'typebox/compile'
import type { Complaint } from './errors.ts'
import type { Phrase } from './phrase.ts'
import { consumerIdPattern } from './primitives.ts'
import { channelNamePattern } from './resources/channel.ts'
import { httpUrlPattern } from './resources/source.ts'
import { consumerPatternPattern, tokenNamePattern } from './resources/token.ts'
import { complaint, fault } from './refusal.ts'

/** What is wrong with `value`, by JSON pointer (RFC 6901), first ten. */
export function complaintsOf(validator: Pick<Validator, 'Errors'>, value: unknown): Complaint[] {
  return (
    validator
      .Errors(value)
      // What these say is said by another one already.
      .filter(({ keyword }) => keyword !== 'boolean' && keyword !== 'anyOf')
      .flatMap((error): Complaint[] => {
        const { instancePath: path } = error
        if (error.keyword === 'required') {
          return error.params.requiredProperties.map((name) => complaint(`${path}/${name}`, fault('missing')))
        }
        if (error.keyword === 'additionalProperties') {
          return error.params.additionalProperties.map((name) => complaint(`${path}/${name}`, fault('not_known')))
        }
        return [complaint(path || '/', faultOf(error))]
      })
      .slice(0, 10)
  )
}

/** In words of our own, or in those of the validator. */
function faultOf(error: TLocalizedValidationError): Phrase {
  switch (error.keyword) {
    case 'enum':
      return fault('not_one_of', { choices: error.params.allowedValues.join(', ') })
    case 'pattern':
      if (error.params.pattern === consumerIdPattern) return fault('not_consumer_id')
      if (error.params.pattern === channelNamePattern) return fault('not_channel_name')
      if (error.params.pattern === tokenNamePattern) return fault('not_token_name')
      if (error.params.pattern === consumerPatternPattern) return fault('not_consumer_pattern')
      if (error.params.pattern === httpUrlPattern) return fault('not_http_url')
      if (error.params.pattern === '\\S') return fault('blank')
      break
    case 'type':
      if (typeof error.params.type === 'string') return fault('of_other_type', { type: error.params.type })
      break
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum': {
      const { comparison, limit } = error.params
      return fault('beyond_limit', { comparison, limit: String(limit) })
    }
    case 'minLength':
      return fault('too_short', { limit: error.params.limit })
    case 'maxLength':
      return fault('too_long', { limit: error.params.limit })
    case 'minItems':
      return fault('too_few', { limit: error.params.limit })
    case 'maxItems':
      return fault('too_many', { limit: error.params.limit })
    default:
  }
  return fault('otherwise_wrong', { detail: error.message })
}
