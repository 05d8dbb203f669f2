import { Type } from 'typebox'
import { tokenName, tokenOptions } from '../../contract/resources/token.ts'
import { createToken, listTokens, revokeToken, rotateToken } from '../procedures/tokens.ts'
import { route } from './route.ts'

const tags = ['access']
const params = Type.Object({ name: tokenName })

/** `/api/tokens` */
export const tokenRoutes = [
  route('GET /api/tokens', {
    operationId: 'listTokens',
    summary: 'The named tokens, in order of name; no secret',
    tags,
    does: listTokens,
    input: () => ({}),
  }),
  route('POST /api/tokens', {
    operationId: 'createToken',
    summary: 'A new token; the only answer with its secret',
    tags,
    body: tokenOptions,
    problems: ['TOKEN_EXISTS', 'CONFLICT', 'STORAGE_FAILED'],
    does: createToken,
    input: ({ body }) => body,
    status: 201,
    answer(result, _request, reply) {
      void reply.header('Cache-Control', 'no-store')
      return result
    },
  }),
  route('POST /api/tokens/:name/rotate', {
    operationId: 'rotateToken',
    summary: 'Another secret for a token; the one before is no longer good',
    tags,
    params,
    problems: ['UNKNOWN_TOKEN', 'STORAGE_FAILED'],
    does: rotateToken,
    input: ({ params: one }) => one,
    answer(result, _request, reply) {
      void reply.header('Cache-Control', 'no-store')
      return result
    },
  }),
  route('DELETE /api/tokens/:name', {
    operationId: 'revokeToken',
    summary: 'Ends a token, and the sockets that came in by it',
    tags,
    params,
    responses: { 204: Type.Null({ description: 'It is no longer good.' }) },
    problems: ['UNKNOWN_TOKEN', 'CONFLICT', 'STORAGE_FAILED'],
    does: revokeToken,
    input: ({ params: one }) => one,
    status: 204,
  }),
]
