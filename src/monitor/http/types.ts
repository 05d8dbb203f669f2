import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ErrorCode } from '../../contract/errors.ts'

/** Fastify with the types of our schemas. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether no token is needed: nothing of the fleet is in the answer. */
    isPublic?: boolean
    /** Whether the consumer token is enough (SEC-1). */
    isForConsumers?: boolean
    /** Whether it changes nothing, although it is no GET. */
    isReading?: boolean
  }
  interface FastifySchema {
    /** What this operation may refuse with beyond what all of them may ({@link commonProblems}). */
    problems?: readonly ErrorCode[]
  }
}
