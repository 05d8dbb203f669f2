import type { Grant } from './tokens/grant.ts'

/** Who wants something, as far as quotas tell people apart: by role, token and address. */
export interface Asker extends Pick<Grant, 'role' | 'token'> {
  readonly remote: string | null
}
