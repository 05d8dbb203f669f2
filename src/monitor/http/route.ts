import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'
import type { ErrorCode } from '../../contract/errors.ts'
import type { Procedure } from '../procedures/procedure.ts'
import { dryRun, queryOf } from './query.ts'

/** A request whose parts are as the route says. */
export interface CheckedRequest<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly request: FastifyRequest
}

interface Description {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly produces?: readonly string[]
  /** What it may refuse with beyond what all of them may. */
  readonly problems?: readonly ErrorCode[]
}

interface Definition<
  P extends TObject,
  Q extends TProperties,
  B extends TSchema,
  Input extends TSchema,
  Result extends TSchema,
  TriedInput extends TSchema,
> extends Description {
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** A body that may be long, as the API document has it: it is passed on as it comes in, and read where it is worked with. */
  readonly streamedBody?: object
  /** What is done. */
  readonly does: Procedure<string, Input, Result>
  /** What is done in its place where the query asks for a dry run (EP-7). */
  readonly tries?: Procedure<string, TriedInput>
  /** How the request says what to do. */
  readonly input: (
    request: CheckedRequest<Static<P>, Static<TObject<Q>>, Static<B>>,
  ) => Static<Input> & Static<TriedInput>
  /** Where it is not 200. */
  readonly status?: 201 | 204
  /** Of the answers that are no problems, by status; by default the result of what is done or tried. */
  readonly responses?: Readonly<Record<number, object>>
  /** Makes the answer of what was done; by default it is the result. */
  readonly answer?: (
    result: Static<Result>,
    request: CheckedRequest<Static<P>, Static<TObject<Q>>, Static<B>>,
    reply: FastifyReply,
  ) => unknown
}

/** A place of the HTTP API: what is done there, and how a request and its answer say it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly schema: Readonly<Record<string, unknown>>
  readonly does: Procedure
  readonly tries: Procedure | null
  readonly status: number
  readonly isStreamed: boolean
  readonly input: (request: CheckedRequest<unknown, unknown, unknown>) => unknown
  readonly answer: (result: unknown, request: CheckedRequest<unknown, unknown, unknown>, reply: FastifyReply) => unknown
}

/** @param place for example `GET /api/tasks/:task_id` */
export function route<
  Input extends TSchema,
  Result extends TSchema,
  TriedInput extends TSchema = Input,
  P extends TObject = TObject,
  Q extends TProperties = TProperties,
  B extends TSchema = TSchema,
>(
  place: `${Route['method']} /${string}`,
  {
    does,
    tries,
    params,
    query,
    body,
    streamedBody,
    status,
    responses,
    input,
    answer,
    ...description
  }: Definition<P, Q, B, Input, Result, TriedInput>,
): Route {
  const [method, url] = place.split(' ') as [Route['method'], string]
  const properties = { ...(tries && { dry_run: dryRun }), ...query }
  const answers = tries ? Type.Union([tries.result, does.result]) : does.result
  return {
    method,
    url,
    does,
    tries: tries ?? null,
    status: status ?? 200,
    isStreamed: streamedBody !== undefined,
    schema: {
      ...description,
      ...(params && { params }),
      ...(Object.keys(properties).length > 0 && { querystring: queryOf(properties) }),
      ...((streamedBody ?? body) && { body: streamedBody ?? body }),
      response: responses ?? { [status ?? 200]: answers },
    },
    input: input as Route['input'],
    answer: (answer ?? ((result: unknown) => result)) as Route['answer'],
  }
}
