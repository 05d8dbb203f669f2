import { type Static, Type } from 'typebox'
import { count, named, orNull, time } from '../primitives.ts'
import { ways } from '../events.ts'

/** What a named token may be for: to look; to act; to manage tokens, too; to be a consumer. */
export const tokenRoles = ['viewer', 'operator', 'admin', 'consumer'] as const
export type TokenRole = (typeof tokenRoles)[number]

/** Names of the settings' own tokens begin with `server.`. */
export const tokenNamePattern = '^(?!server\\.)[A-Za-z0-9][A-Za-z0-9 ._:@-]{0,63}$'
export const tokenName = Type.String({
  pattern: tokenNamePattern,
  description: '1–64 of letters, digits, spaces and `. _ : @ -`; not beginning with `server.`.',
})

/** The end of the year 9999, ms since 1970: nothing can write down a later time as a date of four digits. */
export const MAX_EXPIRY_MS = Date.UTC(10_000, 0) - 1

/** Of consumer ids, with `*` for any text. */
export const consumerPatternPattern = '^[A-Za-z0-9._:@*-]{1,128}$'
export const consumerPattern = Type.String({
  pattern: consumerPatternPattern,
  description: 'The consumer ids that a consumer token speaks for; `*` stands for any text.',
})

const role = Type.Enum([...tokenRoles], {
  description:
    '`viewer` looks, `operator` acts, `admin` also manages tokens, `consumer` registers and fetches as the ids of its pattern (SEC-4).',
})
const maxConsumers = Type.Integer({
  minimum: 1,
  maximum: 1_000_000,
  description: 'How many ids a consumer token may make known (WS-21).',
})

/** A named token as it is shown: never with its secret. */
export const tokenResource = named('Token', 'A named token, without its secret.', {
  name: tokenName,
  role,
  consumer_pattern: orNull(consumerPattern, 'Null unless it is for consumers.'),
  max_consumers: orNull(maxConsumers, 'Null where only `monitor.limits.max-consumers` bounds it.'),
  created_at: time('When it was made.'),
  secret_since: time('When its present secret was made.'),
  created_by: orNull(Type.String(), 'The token of whoever made it; null where none was needed.'),
  created_via: Type.Enum([...ways]),
  expires_at: orNull(Type.Integer(), 'From when on it is no longer good; null where it does not expire.'),
  last_used_at: orNull(Type.Integer(), 'When somebody last came in by it; to the minute after a kill.'),
  last_used_from: orNull(Type.String(), 'The network address of that.'),
  sockets: count('Open sockets that came in by it.'),
  consumers: count('Known consumers whose id became known by it.'),
})
export type TokenResource = Static<typeof tokenResource>

/** What a new token is to be. */
export const tokenOptions = Type.Object(
  {
    name: tokenName,
    role,
    consumer_pattern: Type.Optional(consumerPattern),
    max_consumers: Type.Optional(maxConsumers),
    expires_at: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_EXPIRY_MS,
        description: 'ms since 1970, within the year 9999 at the latest; never where left out.',
      }),
    ),
  },
  { additionalProperties: false, title: 'TokenOptions' },
)
export type TokenOptions = Static<typeof tokenOptions>

/** The answer that shows a secret, once and never again. */
export const tokenWithSecret = named('TokenWithSecret', 'A token with its new secret, which is shown only here.', {
  token: tokenResource,
  secret: Type.String({ description: 'What to send as `Authorization: Bearer …`. It cannot be had again.' }),
})
export type TokenWithSecret = Static<typeof tokenWithSecret>

export const tokenList = Type.Object({
  tokens: Type.Immutable(Type.Array(tokenResource)),
  is_open: Type.Boolean({
    description: 'Whether nobody needs a token at present; over as soon as there is an admin token (SEC-1).',
  }),
  settings: Type.Immutable(
    Type.Array(Type.String(), { description: 'The tokens that the settings give, for example `server.token`.' }),
  ),
})
export type TokenList = Static<typeof tokenList>
