import type { RegisterFrame } from '../../contract/consumer-frames.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Access } from '../access.ts'
import { type Grant, speaksFor } from '../tokens/grant.ts'

/** As much of a connection as says who is on it. */
interface Introduced {
  readonly remote: string
  /** By the token of the handshake, or else of its first frame that brought one; null before. */
  grant: Grant | null
}

/** `[SEC-1]` `[SEC-4]` Who may register or subscribe on a connection, by the token of its handshake or that of its frame. */
export class Introductions {
  private readonly access: Pick<Access, 'grantOf'>

  constructor(access: Pick<Access, 'grantOf'>) {
    this.access = access
  }

  /**
   * `[WS-26]` Whoever may not introduce itself at all is told so before the rest of its frame is looked at.
   * @param given the token of the frame, whatever that is
   * @throws {BatchdeckError} `UNAUTHORIZED`
   */
  admit(connection: Introduced, type: string, given: unknown): void {
    const token = typeof given === 'string' ? given : undefined
    if (type === 'register' && !mayRegister(connection.grant) && !mayRegister(this.grantOf(connection, token))) {
      throw refusal('register_token_missing')
    }
    if (type === 'subscribe' && connection.grant === null && this.grantOf(connection, token) === null) {
      throw refusal('subscribe_token_missing')
    }
  }

  /**
   * Whoever registers may do so only as an id that its token speaks for.
   * @throws {BatchdeckError} `UNAUTHORIZED`, `FORBIDDEN`
   */
  register(connection: Introduced, { token, consumer_id: consumer }: RegisterFrame): void {
    const { grant: before } = connection
    // Where none is needed, whoever brings one all the same is whom it speaks for.
    const isKnown = mayRegister(before) && (before.token !== null || token === undefined)
    const grant = isKnown ? before : this.grantOf(connection, token)
    if (!mayRegister(grant)) throw refusal('register_token_missing')
    if (!speaksFor(grant, consumer)) {
      throw refusal('consumer_of_other_token', { token: String(grant.token), pattern: String(grant.pattern), consumer })
    }
    connection.grant = grant
  }

  /**
   * An observer only looks: any token will do, but for one that speaks for some consumers only.
   * @throws {BatchdeckError} `UNAUTHORIZED`, `FORBIDDEN`
   */
  subscribe(connection: Introduced, token: string | undefined): void {
    const grant = connection.grant ?? this.grantOf(connection, token)
    if (grant === null) throw refusal('subscribe_token_missing')
    if (grant.pattern !== null) throw refusal('role_may_not', { role: grant.role })
    connection.grant = grant
  }

  private grantOf({ remote }: Introduced, token: string | undefined): Grant | null {
    return this.access.grantOf(token, remote)
  }
}

/** Consumers and operators may, and in simple fleets everybody. */
function mayRegister(grant: Grant | null): grant is Grant {
  return grant !== null && grant.role !== 'viewer'
}
