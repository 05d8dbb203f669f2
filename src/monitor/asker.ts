import { addressGroup } from './edge/address-group.ts'
import type { Grant } from './tokens/grant.ts'

/** Who wants something, as far as quotas tell people apart: by role, token and address. */
export interface Asker extends Pick<Grant, 'role' | 'token'> {
  readonly remote: string | null
}

/** The same for all who are one to quotas: of one token, from addresses that one has at will. */
export const whoAsks = ({ token, remote }: Pick<Asker, 'token' | 'remote'>): string =>
  `${token} ${addressGroup(remote ?? '')}`
