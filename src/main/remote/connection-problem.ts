import type { ConnectionFault, ConnectionProblem } from '../../contract/connection-problem.ts'
import { errorTable } from '../../contract/errors.ts'

/** By the codes of Node and OpenSSL. */
const faults: Readonly<Record<string, ConnectionFault>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'no_answer',
  EPIPE: 'no_answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_untrusted',
  CERT_UNTRUSTED: 'tls_untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_name',
  CERT_HAS_EXPIRED: 'tls_date',
  CERT_NOT_YET_VALID: 'tls_date',
  EPROTO: 'tls_none',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls_none',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls_none',
}

/** Why a socket failed. */
export function problemOfError(error: Error & { code?: string }): ConnectionProblem {
  const { code = '', message } = error
  const known = faults[code]
  if (known) return { fault: known, detail: code }
  if (/timed out/i.test(message)) return { fault: 'timeout', detail: '' }
  // What answers, but not in HTTP.
  if (code.startsWith('HPE_')) return { fault: 'not_batchdeck', detail: code }
  return { fault: 'lost', detail: code || message.slice(0, 200) }
}

/** Why a handshake was refused: by a monitor, which gives the problem's code, or by another server. */
export function problemOfAnswer(status: number, body: string, hasToken: boolean): ConnectionProblem {
  const detail = `HTTP ${status}`
  switch (codeOf(body)) {
    case 'UNAUTHORIZED':
      return { fault: hasToken ? 'token_wrong' : 'token_missing', detail }
    case 'FORBIDDEN':
      return { fault: 'not_allowed', detail }
    case 'TOO_MANY_CONNECTIONS':
    case 'RATE_LIMITED':
      return { fault: 'busy', detail }
    case 'SERVER_SHUTDOWN':
      return { fault: 'stopped', detail }
    default:
      return { fault: 'not_batchdeck', detail }
  }
}

/** Why an open socket ended. */
export function problemOfClose(code: number): ConnectionProblem {
  const detail = code === 1006 ? '' : String(code)
  if (code === errorTable.SERVER_SHUTDOWN.close) return { fault: 'stopped', detail }
  return { fault: code === errorTable.TOO_SLOW.close ? 'busy' : 'lost', detail }
}

/** Whether this app's page can show what a monitor of that version sends. */
export function isCompatible(theirs: string, ours: string): boolean {
  // Before 1.0 a new minor version may change anything.
  const line = (version: string) => /^(0\.\d+|[1-9]\d*)\./.exec(version)?.[1]
  return line(theirs) !== undefined && line(theirs) === line(ours)
}

function codeOf(body: string): unknown {
  try {
    return (JSON.parse(body) as { code?: unknown } | null)?.code
  } catch {
    return undefined
  }
}
