import { type Static, Type } from 'typebox'
import type { StoredToken, TokenUse } from '../../port.ts'
import { type Cells, natural, orNull, RowReader, text, time } from './row.ts'

/** `tokens.view`. */
const tokenJson = Type.Object({
  name: text,
  role: Type.Enum(['viewer', 'operator', 'admin', 'consumer']),
  digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  consumer_pattern: orNull(text),
  max_consumers: orNull(natural),
  created_at: time,
  secret_since: time,
  created_by: orNull(text),
  created_via: Type.Enum(['http', 'browser', 'desktop', 'command']),
  expires_at: orNull(time),
})
type TokenJson = Static<typeof tokenJson>

/** `tokens.used`; null before the first time. */
const useJson = Type.Object({ at: orNull(time), from: orNull(text) })

const tokens = new RowReader('tokens', tokenJson)
const uses = new RowReader('tokens', useJson)

export function readToken({ name, view, used }: Cells): StoredToken {
  const row = `token ${String(name)}`
  const { at, from } = used === null ? { at: null, from: null } : uses.json(used, row)
  return { ...tokens.json(view, row), last_used_at: at, last_used_from: from }
}

export function tokenCell(token: StoredToken): string {
  return JSON.stringify({
    name: token.name,
    role: token.role,
    digest: token.digest,
    consumer_pattern: token.consumer_pattern,
    max_consumers: token.max_consumers,
    created_at: token.created_at,
    secret_since: token.secret_since,
    created_by: token.created_by,
    created_via: token.created_via,
    expires_at: token.expires_at,
  } satisfies TokenJson)
}

export function usedCell({ last_used_at: at, last_used_from: from }: TokenUse): string {
  return JSON.stringify({ at, from } satisfies Static<typeof useJson>)
}
