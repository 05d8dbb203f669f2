import type { FastifyReply, FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'

/** A weak validator (RFC 9110, 8.8.3) of anything that can be JSON: equal content, equal tag, however it is encoded. */
export function etagOf(content: unknown): string {
  return `W/"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}"`
}

/**
 * Whether the caller has this already (RFC 9110, 13.1.2: the comparison is the weak one). A `no-cache` of the request does
 * not count: it speaks to caches on the way, and `fetch` adds it to every request with this header.
 */
export function isFresh({ headers }: FastifyRequest, etag: string): boolean {
  const given = headers['if-none-match']
  if (given === undefined) return false
  const plain = (tag: string) => tag.trim().replace(/^W\//, '')
  return given.trim() === '*' || given.split(',').some((tag) => plain(tag) === plain(etag))
}

/** Every answer to a reading request gets an `ETag`, and is not sent to whom has it; for a route's own see {@link isFresh}. */
export async function addEtag(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (!isRead || reply.statusCode !== 200 || reply.hasHeader('ETag') || typeof payload !== 'string') return payload
  const etag = etagOf(payload)
  void reply.header('ETag', etag)
  if (!isFresh(request, etag)) return payload
  void reply.status(304)
  return ''
}
