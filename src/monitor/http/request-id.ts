import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const ids = new WeakMap<IncomingMessage, string>()

/**
 * The id of a request: its `X-Request-Id` where that is 1–64 of letters, digits and `. _ -`, else a new one.
 * @param isSecret whether a text must not be written down
 */
export function requestIdOf(request: IncomingMessage, isSecret: (text: string) => boolean): string {
  const known = ids.get(request)
  if (known !== undefined) return known
  const given = request.headers['x-request-id']
  const isGood = typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) && !isSecret(given)
  const id = isGood ? given : randomUUID()
  ids.set(request, id)
  return id
}
