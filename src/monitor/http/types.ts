import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ErrorCode } from '../../contract/errors.ts'
import type { BasePath } from '../edge/base-path.ts'
import type { Door } from '../procedures/call.ts'
import type { Route } from './route.ts'

/** Fastify with the types of our schemas. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** As much of the door as HTTP goes through. */
export type HttpDoor = Pick<Door, 'call' | 'refused' | 'notLetIn'>

declare module 'fastify' {
  interface FastifyInstance {
    base: BasePath
  }
  interface FastifyContextConfig {
    /** Whether no token is needed: nothing of the fleet is in the answer. */
    isPublic?: boolean
    /** What is done here; of what is not public nothing else is. */
    route?: Route
  }
  interface FastifySchema {
    /** What this operation may refuse with beyond what all of them may. */
    problems?: readonly ErrorCode[]
  }
}
