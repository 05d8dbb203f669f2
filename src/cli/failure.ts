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
const unreached: ReadonlySet<ErrorCode> = new Set(['SERVER_SHUTDOWN', 'TOO_MANY_CONNECTIONS'])

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
  UNAUTHORIZED: 'Give a token in the variable BATCHDECK_TOKEN, or in a file with --token-file FILE.',
  STALE_EPOCH: 'Look at what it is now, and ask again.',
}

/** Whether a code is one that a monitor refuses with. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorTable, code)
}

/** No monitor at an address, by what Node says of it. */
export function unreachedAt(base: string, error: unknown): Failure {
  const { cause, message, name } = error as Error
  const inner = (cause ?? error) as Error & { code?: string }
  const said = sentences[inner.code ?? ''] ?? (inner.message || message)
  const hint = said === cutOff && base.startsWith('http:') ? '. If it speaks TLS, give the address with https://' : ''
  const sentence = name === 'TimeoutError' ? 'it took too long to answer' : said + hint
  return new Failure('unreached', `The monitor at ${base} is not reached: ${sentence}.`, error)
}

const cutOff = 'the connection was cut'
const untrusted = 'its certificate is not trusted here; give the one it was signed with by --ca FILE'
const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Start it, or give another address with --url',
  ENOTFOUND: 'there is no host of this name. Give another address with --url',
  EAI_AGAIN: 'the name of the host could not be looked up',
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
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there. Give the address with http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there. Give the address with http://',
}

/** Something answers that is no monitor. @param what it answered */
export function noMonitorAt(base: string, what: string): Failure {
  return new Failure('unreached', `What answers at ${base} is no Batchdeck monitor (${what}). Look at --url.`)
}
