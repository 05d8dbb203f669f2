import type { FastifyRequest } from 'fastify'
import { BatchdeckError } from '../../contract/errors.ts'
import type { Access } from '../access.ts'
import { METRICS } from './metrics-route.ts'
import { isDryRun } from './query.ts'

/**
 * `[SEC-1]` Whether a token is needed. It goes by the route that answers and not by how its path is written: `/%61pi/tasks`
 * and `http://host/api/tasks` lead to the same one.
 */
export function isGuarded({ url, routeOptions }: FastifyRequest): boolean {
  const route = routeOptions.url ?? url
  return route.startsWith('/api/') || route === METRICS
}

/**
 * `[SEC-1]` The consumer token reads tasks and batches, the viewer token reads and tries out, the operator token may do
 * everything.
 * @throws {BatchdeckError} `UNAUTHORIZED`, `FORBIDDEN`
 */
export function authorize(request: FastifyRequest, access: Access): void {
  const { isPublic = false, isForConsumers = false, isReading = false } = request.routeOptions.config
  if (isPublic) return
  const role = access.role(request.raw)
  request.role = role
  if (role === null) throw new BatchdeckError('UNAUTHORIZED', 'Give a token: Authorization: Bearer ….')
  if (role === 'operator') return
  const isRead = request.method === 'GET' || request.method === 'HEAD' || isReading || isDryRun(request)
  if (!isRead || (role === 'consumer' && !isForConsumers)) {
    throw new BatchdeckError('FORBIDDEN', `The ${role} token may not do that.`)
  }
}
