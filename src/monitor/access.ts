import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { refusal } from '../contract/refusal.ts'
import type { Settings } from '../settings/settings.ts'
import { Guesses } from './edge/guesses.ts'
import { isLoopback } from './origin.ts'
import { type Grant, ownGrant } from './tokens/grant.ts'
import type { NamedTokens } from './tokens/named-tokens.ts'

/** Who may connect (SEC-1). Whoever has to wait for its next attempt is refused with `TOO_MANY_ATTEMPTS` (ED-6). */
export interface Access {
  /**
   * By `Authorization: Bearer`; null where a token is needed and none fits.
   * @param from the network address of the caller
   */
  grant(request: IncomingMessage, from: string | null): Grant | null
  /** The same for a handshake, which may also bring `?token=` in its address: a page cannot set headers there. */
  handshakeGrant(request: IncomingMessage, from: string | null): Grant | null
  grantOf(token: string | undefined, from: string | null): Grant | null
  /** Whether nobody needs a token at present. */
  readonly isOpen: boolean
  /** The names of the tokens that the settings give. */
  readonly settings: readonly string[]
}

/** The roles of the settings' tokens. An operator's counts as an admin's: nobody else could make the first named token. */
const settingsTokens = {
  'server.token': { role: 'operator', isAdmin: true },
  'server.consumer-token': { role: 'consumer', isAdmin: false },
  'server.viewer-token': { role: 'viewer', isAdmin: false },
} as const

const noNamedTokens: Pick<NamedTokens, 'grantOf' | 'hasAdmin'> = { grantOf: () => null, hasAdmin: false }

/**
 * @param demoToken by which the monitor's own demo fleet comes in
 * @param guesses makes who has had many wrong tokens wait (ED-6)
 */
export function createAccess(
  settings: Settings,
  named = noNamedTokens,
  demoToken: string | null = null,
  guesses: Pick<Guesses, 'attempt'> = new Guesses(),
): Access {
  const given = Object.entries(settingsTokens).flatMap(([name, may]) => {
    const token = settings[name as keyof typeof settingsTokens]
    return token === null ? [] : [tokenOf(name, token, may)]
  })
  const demo = demoToken === null ? [] : [tokenOf('demo', demoToken, { role: 'operator', isAdmin: false })]
  const tokens = [...given, ...demo]

  function isOpen(): boolean {
    return given.length === 0 && !named.hasAdmin
  }

  function grantOf(token: string | undefined, from: string | null): Grant | null {
    return guesses.attempt(
      from,
      token,
      () =>
        (token === undefined ? null : (ofSettings(token) ?? named.grantOf(token, from))) ??
        (isOpen() ? ownGrant : null),
    )
  }

  function ofSettings(token: string): Grant | null {
    const digest = digestOf(token)
    // People choose these: every one of them is compared, and in constant time, so that the time taken tells nothing.
    let found: Grant | null = null
    for (const { grant, digest: expected } of tokens) if (timingSafeEqual(digest, expected)) found ??= grant
    return found
  }

  return {
    grantOf,
    grant: (request, from) => grantOf(bearerOf(request), from),
    handshakeGrant: (request, from) => grantOf(bearerOf(request) ?? tokenInAddress(request), from),
    get isOpen() {
      return isOpen()
    },
    settings: given.map(({ grant }) => grant.token),
  }
}

/**
 * `[SEC-1]` Anybody can reach an address that is not loopback, so that needs a token, or an explicit wish.
 * @param hasAdmin whether there is an admin token
 * @throws {BatchdeckError} `INVALID_SETTING`
 */
export function assertSafeBinding(settings: Settings, hasAdmin: boolean, isInsecure: boolean): void {
  const host = settings['server.host']
  if (isLoopback(host) || settings['server.token'] !== null || hasAdmin || isInsecure) return
  throw refusal('address_unguarded', { host })
}

function tokenOf(name: string, token: string, may: Pick<Grant, 'role' | 'isAdmin'>) {
  return { grant: { ...may, token: name, pattern: null, maxConsumers: null }, digest: digestOf(token) }
}

function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer +(\S.*)$/i.exec(headers.authorization ?? '')?.[1]
}

function tokenInAddress({ url = '/' }: IncomingMessage): string | undefined {
  return URL.parse(url, 'http://localhost')?.searchParams.get('token') ?? undefined
}

/** Of equal length whatever the token, as a comparison in constant time needs it. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
