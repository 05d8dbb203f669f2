import type { FastifyRequest } from 'fastify'
import { refusal } from '../../contract/refusal.ts'
import type { Access } from '../access.ts'
import { mayNot, type Role } from '../tokens/grant.ts'
import { METRICS_PATH } from './metrics-route.ts'
import { procedureFor } from './known-queries.ts'

/**
 * `[SEC-1]` Whether a token is needed. It goes by the route that answers and not by how its path is written: `/%61pi/tasks`
 * and `http://host/api/tasks` lead to the same one.
 */
export function isGuarded({ url, routeOptions }: FastifyRequest): boolean {
  const route = routeOptions.url ?? url
  return route.startsWith('/api/') || route === METRICS_PATH
}

/**
 * `[SEC-1]` What a token may do is said by the procedure that is asked for.
 * @throws {BatchdeckError} `UNAUTHORIZED`, `FORBIDDEN`
 */
export function authorize(request: FastifyRequest, access: Access): void {
  const { isPublic = false } = request.routeOptions.config
  if (isPublic) return
  const grant = access.grant(request.raw, request.remote)
  request.grant = grant
  if (grant === null) throw refusal('token_missing')
  if (mayNot(grant, neededFor(request))) throw refusal('role_may_not', { role: grant.role })
}

function neededFor(request: FastifyRequest): Role {
  const { route } = request.routeOptions.config
  if (route) return procedureFor(request, route).role
  // There is nothing here; whoever may look may know.
  return request.method === 'GET' || request.method === 'HEAD' ? 'viewer' : 'operator'
}
