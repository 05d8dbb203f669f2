/** Why something was not downloaded: a clause for a person, such as "example.org does not exist". */
export class DownloadError extends Error {
  /**
   * @param {string} reason
   * @param {{ help?: string, isLasting?: boolean }} [more] `help`: what to do, a sentence; `isLasting`: the next try would end alike
   */
  constructor(reason, { help = '', isLasting = false } = {}) {
    super(reason)
    this.help = help
    this.isLasting = isLasting
  }
}

/** What may be over at the next try: a clause as well. */
export class Setback extends Error {}

const unreachable = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
])

const untrusted = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/**
 * What is wrong between here and `host`, after an error of `fetch`.
 * @returns {{ reason: string, help?: string, isFinal: boolean }} `isFinal`: waiting would not help
 */
export function networkTrouble(error, host) {
  if (error instanceof Setback) return { reason: error.message, isFinal: false }
  const { code, message } = deepest(error)
  const refusal = /Proxy response \((\d+)\)/.exec(message)?.[1]
  if (refusal) {
    return {
      reason: `the proxy answers ${refusal}`,
      help: refusal === '407' ? 'It wants a name and a password: HTTPS_PROXY=http://name:password@host:port.' : '',
      isFinal: Number(refusal) < 500,
    }
  }
  if (unreachable.has(code)) {
    return {
      reason: `${host} cannot be reached (${code})`,
      help: 'Behind a proxy set HTTPS_PROXY; with a mirror, ELECTRON_MIRROR (docs/faq.md).',
      isFinal: true,
    }
  }
  if (untrusted.has(code)) {
    return {
      reason: `the certificate of ${host} is not trusted (${code})`,
      help: 'Name the authority of your network in NODE_EXTRA_CA_CERTS, or install it on this system.',
      isFinal: true,
    }
  }
  return { reason: `the connection to ${host} broke off${code ? ` (${code})` : ''}`, isFinal: false }
}

/** `fetch` wraps what happened, a proxy once more. */
function deepest(error) {
  let inner = error
  while (inner.cause instanceof Error) inner = inner.cause
  // Of a host with several addresses: one for each.
  const [first] = inner.errors ?? []
  return { code: inner.code ?? first?.code ?? '', message: String(inner.message) }
}

/**
 * What a failed file operation means, or null where `error` is none.
 * @param {NodeJS.ErrnoException} error
 * @param {string} folder where it was tried, for errors that do not say it
 */
export function diskTrouble(error, folder) {
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return new DownloadError('the disk is full', { help: `Electron needs about 500 MiB; free some for ${folder}.` })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    // Of the lock.
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
      return new DownloadError(`${error.path ?? folder} cannot be written (${error.code})`, {
        help: 'Make it writable for this user; another place for the cache is set with electron_config_cache.',
      })
    default:
      return null
  }
}
