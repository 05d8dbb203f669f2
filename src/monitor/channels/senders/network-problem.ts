import { BatchdeckError } from '../../../contract/errors.ts'
import { refusal } from '../../../contract/refusal.ts'

const untrusted: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is unknown here',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is unknown here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is unknown here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the server does not send the certificates between it and its authority',
  CERT_UNTRUSTED: 'its authority is unknown here',
  CERT_REVOKED: 'it was revoked',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
}
const expired = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']
const unknown = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'ENODATA', 'EAI_FAIL']
/** The last is what nodemailer says. */
const cut = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ECONNECTION']

/** What went wrong on the way to a host, as data: never the words of an error, which may hold anything. */
export function networkProblem(error: unknown, host: string): BatchdeckError {
  if (error instanceof BatchdeckError) return error
  const code = codeOf(error)
  if (Object.hasOwn(untrusted, code)) {
    return refusal('channel_certificate_untrusted', { host, detail: untrusted[code]! })
  }
  if (expired.includes(code)) return refusal('channel_certificate_expired', { host })
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return refusal('channel_certificate_of_another', { host })
  if (unknown.includes(code)) return refusal('channel_host_unknown', { host })
  if (code === 'ECONNREFUSED') return refusal('channel_connection_refused', { host })
  if (cut.includes(code)) return refusal('channel_cut', { host })
  if (code.startsWith('HPE_')) return refusal('channel_not_http', { host })
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') {
    return refusal('channel_tls_failed', { host, detail: code })
  }
  return refusal('channel_unreachable', { host, detail: code || 'unknown' })
}

/** The code of an error, or of the first of those that it stands for: a name may have several addresses. */
function codeOf(error: unknown): string {
  const { code, errors, originalCode } = error as NodeJS.ErrnoException & {
    errors?: readonly NodeJS.ErrnoException[]
    /** What nodemailer has put another one in place of. */
    originalCode?: string
  }
  const found = originalCode ?? errors?.[0]?.code ?? code
  return typeof found === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(found) ? found : ''
}
