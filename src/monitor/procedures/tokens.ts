import type { TokenResource } from '../../contract/resources/token.ts'
import type { StoredToken } from '../storage/port.ts'
import type { Context } from './context.ts'
import { procedure } from './procedure.ts'

/** `[SEC-4]` In order of name, without secrets. */
export const listTokens = procedure('tokens.list', {
  role: 'admin',
  audit: null,
  run: (context) => ({
    tokens: context.tokens.list().map((token) => shown(context, token)),
    is_open: context.access.isOpen,
    settings: context.access.settings,
  }),
})

/** `[SEC-4]` The one answer with the secret. `TOKEN_EXISTS`, `CONFLICT`, `STORAGE_FAILED` */
export const createToken = procedure('tokens.create', {
  role: 'admin',
  audit: { name: 'tokens.create', facts: ({ name }) => ({ name }) },
  async run(context, options) {
    const { token, secret } = await context.tokens.create(options, context.caller)
    return { token: shown(context, token), secret }
  },
})

/** `[SEC-4]` Another secret; the sockets that came in by the one before are closed. `UNKNOWN_TOKEN`, `STORAGE_FAILED` */
export const rotateToken = procedure('tokens.rotate', {
  role: 'admin',
  audit: { name: 'tokens.rotate', facts: ({ name }) => ({ name }) },
  async run(context, { name }) {
    const { token, secret } = await context.tokens.rotate(name)
    return { token: shown(context, token), secret }
  },
})

/** `[SEC-4]` The sockets that came in by it are closed. `UNKNOWN_TOKEN`, `CONFLICT` for the last admin's, `STORAGE_FAILED` */
export const revokeToken = procedure('tokens.revoke', {
  role: 'admin',
  audit: { name: 'tokens.revoke', facts: ({ name }) => ({ name }) },
  async run({ tokens, settings }, { name }) {
    await tokens.revoke(name, settings['server.token'] === null)
    return null
  },
})

/** A token without its digest. */
function shown({ engine, openSockets }: Context, stored: StoredToken): TokenResource {
  const { digest: _digest, ...token } = stored
  return { ...token, sockets: openSockets(token.name), consumers: engine.consumersOfToken(token.name) }
}
