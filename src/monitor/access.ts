import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { refusal } from '../contract/refusal.ts'
import type { Settings } from '../settings/settings.ts'
import { isLoopback } from './origin.ts'

/** What a caller may do: everything; register and fetch; look. */
export type Role = 'operator' | 'consumer' | 'viewer'

/** Who may connect (SEC-1). */
export interface Access {
  /** By `Authorization: Bearer`; null where a token is needed and none fits. */
  role(request: IncomingMessage): Role | null
  /** The same for a handshake, which may also bring `?token=` in its address: a page cannot set headers there. */
  handshakeRole(request: IncomingMessage): Role | null
  roleOf(token: string | undefined): Role | null
}

export function createAccess(settings: Settings): Access {
  const tokens = (
    [
      ['operator', settings['server.token']],
      ['consumer', settings['server.consumer-token']],
      ['viewer', settings['server.viewer-token']],
    ] as const
  ).flatMap(([role, token]) => (token === null ? [] : [{ role, digest: digest(token) }]))

  function roleOf(token: string | undefined): Role | null {
    if (tokens.length === 0) return 'operator'
    if (token === undefined) return null
    const given = digest(token)
    // Every token is compared, so that the time taken tells nothing.
    let found: Role | null = null
    for (const { role, digest: expected } of tokens) if (timingSafeEqual(given, expected)) found ??= role
    return found
  }

  return {
    roleOf,
    role: (request) => roleOf(bearerOf(request)),
    handshakeRole: (request) => roleOf(bearerOf(request) ?? tokenInAddress(request)),
  }
}

/**
 * `[SEC-1]` Anybody can reach an address that is not loopback, so that needs a token, or an explicit wish.
 * @throws {BatchdeckError} `INVALID_SETTING`
 */
export function assertSafeBinding(settings: Settings, isInsecure: boolean): void {
  const host = settings['server.host']
  if (isLoopback(host) || settings['server.token'] !== null || isInsecure) return
  throw refusal('address_unguarded', { host })
}

function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
}

function tokenInAddress({ url = '/' }: IncomingMessage): string | undefined {
  return URL.parse(url, 'http://localhost')?.searchParams.get('token') ?? undefined
}

/** Of equal length whatever the token, as a comparison in constant time needs it. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
