import { type ErrorCode, errorTable } from '../contract/errors.ts'

/** `[CMD-3]` How a command ends, as scripts see it. */
export const exitCodes = {
  done: 0,
  /** It was refused or went wrong; with `status --check`: something critical stands. */
  failed: 1,
  /** Asked in a way that is not understood. */
  wrong: 2,
  /** No monitor answers there. */
  unreached: 3,
  /** The token is missing or wrong, or may not do that. */
  forbidden: 4,
  /** It has to be confirmed. */
  unconfirmed: 5,
  /** The fleet is not as it was taken to be. */
  conflict: 6,
} as const

/** What a shell says of a command that Ctrl-C has ended. */
export const INTERRUPTED = 130

type Ending = Exclude<keyof typeof exitCodes, 'done'>

/** The end of a command that did not do what it was asked for: one sentence for a person, and a code for a script. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly ending: Ending

  constructor(ending: Ending, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.ending = ending
  }

  get exitCode(): number {
    return exitCodes[this.ending]
  }
}

/** What the monitor refuses with, as it comes over HTTP and over the console's socket. */
interface Refused {
  readonly code: ErrorCode
  readonly message: string
  /** `line 7: …` */
  readonly places: readonly { readonly path: string; readonly reason: string }[]
}

/** The most places that are named. */
const MAX_PLACES = 20

const forbidden: ReadonlySet<ErrorCode> = new Set(['UNAUTHORIZED', 'FORBIDDEN', 'TOO_MANY_ATTEMPTS'])
const conflicts: ReadonlySet<ErrorCode> = new Set(['STALE_EPOCH', 'CONFLICT', 'TASK_EXISTS', 'CANCELLED'])
// What is not there at all, other than a consumer or an epoch, is an address of the monitor.
const unreached: ReadonlySet<ErrorCode> = new Set(['SERVER_SHUTDOWN', 'TOO_MANY_CONNECTIONS', 'NOT_FOUND'])

/** The failure of a command that the monitor refused. */
export function refusedBy({ code, message, places }: Refused): Failure {
  const named = places.slice(0, MAX_PLACES).filter(({ reason }) => !message.includes(reason))
  const hint = hints[code]
  const lines = [message, ...named.map(({ path, reason }) => `  ${path}: ${reason}`), ...(hint ? [hint] : [])]
  return new Failure(endingOf(code), lines.join('\n'))
}

function endingOf(code: ErrorCode): Ending {
  if (forbidden.has(code)) return 'forbidden'
  if (conflicts.has(code)) return 'conflict'
  if (unreached.has(code)) return 'unreached'
  return code === 'GUARDED' ? 'unconfirmed' : 'failed'
}

/** What helps here, beside what the monitor says to everybody. */
const hints: Readonly<Partial<Record<ErrorCode, string>>> = {
  UNAUTHORIZED: 'Set BATCHDECK_TOKEN, or give a file with --token-file FILE.',
  NOT_FOUND: 'Check the path of --url; a monitor of an older version may lack this command.',
  STALE_EPOCH: 'Check the current state and try again.',
}

/** Whether a code is one that a monitor refuses with. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorTable, code)
}

/** No monitor at an address, by what Node says of it. @param hasBegun whether a part of an answer was there */
export function unreachedAt(base: string, error: unknown, hasBegun = false): Failure {
  const { cause, message, name } = error as Error
  const inner = (cause ?? error) as Error & { code?: string }
  const said = sentences[inner.code ?? ''] ?? noTlsIn(inner) ?? firstLine(inner.message || message)
  const hint =
    said === cutOff && !hasBegun && base.startsWith('http:') ? '. If it speaks TLS, give the address with https://' : ''
  const sentence = name === 'TimeoutError' ? 'it took too long to answer' : said + hint
  return new Failure('unreached', `Can't reach the monitor at ${base}: ${sentence}.`, error)
}

/** `ws` hands on what OpenSSL says, without a code of its own. */
function noTlsIn({ message }: Error): string | null {
  return /wrong version number|packet length too long/.test(message) ? noTls : null
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.trim().replace(/\.$/, '') ?? ''
}

const noTls = 'it does not speak TLS there. Give the address with http://'
const cutOff = 'the connection was cut'
const untrusted = 'its certificate is not trusted here. Give the one that signed it with --ca FILE'
const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused. Start it, or give another address with --url',
  ENOTFOUND: 'no such host. Give another address with --url',
  EAI_AGAIN: 'the host name could not be resolved',
  ECONNRESET: cutOff,
  UND_ERR_SOCKET: cutOff,
  ETIMEDOUT: 'it took too long to answer',
  UND_ERR_CONNECT_TIMEOUT: 'it took too long to answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
}

/** Something answers that is no monitor. @param what it answered */
export function noMonitorAt(base: string, what: string): Failure {
  return new Failure('unreached', `${base} is not a Batchdeck monitor (${what}). Check --url.`)
}
