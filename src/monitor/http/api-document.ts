import swagger from '@fastify/swagger'
import { IsOptional } from 'typebox'
import type { ErrorCode } from '../../contract/errors.ts'
import { problemResponses } from './problems.ts'
import type { HttpServer } from './types.ts'
import { socketDocument } from './socket-document.ts'

/** What any operation may answer with: who may not, what nobody foresaw, and what its query, path or body must not hold. */
const commonProblems: readonly ErrorCode[] = [
  'UNAUTHORIZED',
  'TOO_MANY_ATTEMPTS',
  'FORBIDDEN',
  'INTERNAL',
  'INVALID_MESSAGE',
]

const tags = [
  { name: 'tasks', description: 'Monitored jobs and their options.' },
  { name: 'targets', description: 'The target set of a task.' },
  { name: 'planning', description: 'Plans: previewed, applied, compared, taken back.' },
  { name: 'batches', description: 'What consumers fetch, and who owns what.' },
  { name: 'consumers', description: 'The fleet.' },
  { name: 'access', description: 'Named tokens (SEC-4), for admins.' },
  { name: 'monitor', description: 'The monitor itself.' },
]

interface Described {
  'x-problems'?: readonly ErrorCode[]
  summary?: string
  operationId?: string
  requestBody?: { required?: boolean }
  responses?: Record<string, { description?: string }>
}

/**
 * Serves the OpenAPI document, made of the schemas that validate. Every route that is added later is in it.
 * @param version of the product
 */
export async function addApiDocument(server: HttpServer, version: string): Promise<void> {
  /** Operations that need no body, and what each may refuse with. */
  const bodyless = new Set<string>()
  const refusals = new Map<string, readonly ErrorCode[]>()
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Batchdeck',
        version,
        description:
          'The monitor of a fleet of batch consumers. Times are ms since 1970, names are snake_case, errors are problem ' +
          'documents (RFC 9457). The socket of the consumers is described at `/api/asyncapi.json`.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: server.base.prefix || '/', description: 'This monitor.' }],
      tags,
      security: [{ token: [] }],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description:
              'A named token (SEC-4), or the operator, consumer or viewer token of the settings (SEC-1); none is needed where there is no admin token and none is set.',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const { problems = [], response = {}, ...rest } = schema ?? {}
      if (rest.body !== undefined && IsOptional(rest.body) && rest.operationId) bodyless.add(rest.operationId)
      const isPublic = route.config?.isPublic === true
      const needed: ErrorCode[] = isPublic ? ['FORBIDDEN', 'INVALID_MESSAGE'] : [...commonProblems]
      if (rest.body) needed.push('INVALID_JSON', 'UNSUPPORTED_MEDIA_TYPE', 'TOO_LARGE')
      const { does, tries } = route.config?.route ?? {}
      if (does?.inTurns || tries?.inTurns) needed.push('RATE_LIMITED')
      const codes = [...needed, ...problems]
      if (rest.operationId) refusals.set(rest.operationId, codes)
      const responses = { ...(response as object), ...problemResponses(codes) }
      return { schema: { ...rest, response: responses, ...(isPublic && { security: [] }) }, url }
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return {}
      const { openapiObject } = document
      for (const path of Object.values(openapiObject.paths ?? {})) {
        for (const operation of Object.values(path ?? {}) as Described[]) {
          operation['x-problems'] = refusals.get(operation.operationId ?? '') ?? []
          for (const answer of Object.values(operation.responses ?? {})) {
            if (answer.description === 'Default Response') answer.description = operation.summary ?? ''
          }
          if (operation.requestBody && bodyless.has(operation.operationId ?? '')) operation.requestBody.required = false
        }
      }
      return withComponents(openapiObject)
    },
  })
  const open = { config: { isPublic: true }, schema: { hide: true } }
  server.get('/api/openapi.json', open, async () => server.swagger())
  server.get('/api/asyncapi.json', open, async () => socketDocument(version, server.base))
}

/** An object or a choice with a title becomes a component of that name, and is referred to wherever it stands. */
function withComponents<D extends object>(document: D): D {
  const schemas: Record<string, unknown> = {}
  const visit = (node: unknown, isComponent = false): unknown => {
    if (Array.isArray(node)) return node.map((item) => visit(item))
    if (typeof node !== 'object' || node === null) return node
    if ('items' in node && Array.isArray(node.items))
      return tuple(
        node.items.map((item) => visit(item)),
        node,
      )
    const { title } = node as { title?: unknown }
    const isNamed = 'anyOf' in node || ('type' in node && node.type === 'object')
    if (typeof title === 'string' && !isComponent && isNamed) {
      schemas[title] ??= visit(node, true)
      return { $ref: `#/components/schemas/${title}` }
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, visit(value)]))
  }
  const visited = visit(document) as D & { components?: Record<string, unknown> }
  return { ...visited, components: { ...visited.components, schemas } }
}

/** A list of fixed places in the words of OpenAPI 3.1 (JSON Schema 2020-12); TypeBox says it in those of an older draft. */
function tuple(
  places: unknown[],
  { items: _items, additionalItems: _more, ...rest }: { items?: unknown; additionalItems?: unknown },
) {
  return { ...rest, prefixItems: places, items: false }
}
