import type { roles } from '../../contract/events.ts'

/** What a caller may do: register and fetch; look; act; act and manage tokens. */
export type Role = (typeof roles)[number]

/** What somebody comes in with: by a token, or because none is needed. */
export interface Grant {
  readonly role: Role
  /** The name of the token, as the audit log has it; null where none was needed. */
  readonly token: string | null
  /**
   * Whether it may manage tokens: an admin's, and in the simple case the operator's of the settings, the window of the
   * desktop, and everybody where no token is needed.
   */
  readonly isAdmin: boolean
  /** The consumer ids that it speaks for, of a named consumer token; null where it is not bound to any. */
  readonly pattern: string | null
  /** WS-21: how many ids it may make known; null for as many as there may be. */
  readonly maxConsumers: number | null
}

/** Of whoever runs the monitor, and of everybody where no token is needed. */
export const ownGrant: Grant = { role: 'operator', token: null, isAdmin: true, pattern: null, maxConsumers: null }

/** Who may do what somebody of a lower role may not. */
const ranks: Readonly<Record<Role, number>> = { consumer: 0, viewer: 1, operator: 2, admin: 3 }

/** `[SEC-1]` Whether this is for a higher role only. */
export function mayNot({ role, isAdmin }: Pick<Grant, 'role' | 'isAdmin'>, needed: Role): boolean {
  return needed === 'admin' ? !isAdmin : ranks[role] < ranks[needed]
}

/** `[SEC-4]` Whether it may be this consumer: one that is bound to no ids may be all. */
export function speaksFor({ pattern }: Pick<Grant, 'pattern'>, consumerId: string): boolean {
  return pattern === null || matches(pattern, consumerId)
}

/**
 * Whether a text is as a pattern says, in which `*` stands for any text. Each part is looked for once, from left to right:
 * no pattern makes it slow.
 */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return text === pattern
  if (!text.startsWith(first)) return false
  let from = first.length
  for (const part of others) {
    const at = text.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return text.length - last.length >= from && text.endsWith(last)
}
