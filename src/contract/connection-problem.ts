import type { ServerResource } from './resources/server.ts'

/** Why another monitor cannot be shown. */
export const connectionFaults = [
  'address',
  'refused',
  'unknown_host',
  'unreachable',
  'timeout',
  'no_answer',
  'token_missing',
  'token_wrong',
  'not_allowed',
  'not_batchdeck',
  'other_version',
  'tls_untrusted',
  'tls_name',
  'tls_date',
  'tls_none',
  'ssh_address',
  'ssh_missing',
  'ssh_unknown_host',
  'ssh_unreachable',
  'ssh_host_key',
  'ssh_host_changed',
  'ssh_denied',
  'ssh_forbidden',
  'ssh_forward',
  'ssh_failed',
  'stopped',
  'busy',
  'lost',
] as const
export type ConnectionFault = (typeof connectionFaults)[number]

export interface ConnectionProblem {
  readonly fault: ConnectionFault
  /** The machine's own words, for example the code of the system; may be empty. */
  readonly detail: string
}

/** What was found at an address. */
export type RemoteFinding =
  | { ok: true; url: string; version: string; role: ServerResource['role']; consumers: number }
  | { ok: false; problem: ConnectionProblem }
