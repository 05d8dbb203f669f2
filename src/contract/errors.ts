import type { PhraseValues, Sentence } from './phrase.ts'
import { reasons } from './reasons.ts'

/**
 * Every way the product says no, in one table: the code is the same on the socket (WS-12), over HTTP (RFC 9457)
 * and in the console; `http` is the status, `close` the WebSocket close code where the socket is ended too.
 */
export const errorTable = {
  INVALID_REQUEST: { http: 400, title: 'The request is not as HTTP wants it' },
  INVALID_JSON: { http: 400, title: 'The body or frame is not JSON' },
  INVALID_MESSAGE: { http: 422, title: 'A field is missing or wrong' },
  INVALID_ENCODING: { http: 400, title: 'The body is not what its Content-Encoding says' },
  UNKNOWN_TYPE: { http: 422, title: 'This type of message is not known' },
  NOT_REGISTERED: { http: 409, title: 'The consumer has not registered' },
  CONSUMER_MISMATCH: { http: 409, title: 'The consumer_id is not the one of this session' },
  INVALID_CONSUMER_ID: { http: 422, title: 'The consumer_id is not valid' },
  INVALID_TARGETS: { http: 422, title: 'Some targets are not valid' },
  UNAUTHORIZED: { http: 401, close: 1008, title: 'A token is needed, or the given one is wrong' },
  FORBIDDEN: { http: 403, title: 'This caller may not do that' },
  NOT_FOUND: { http: 404, title: 'There is nothing under this address' },
  UNKNOWN_TASK: { http: 404, title: 'This task does not exist' },
  UNKNOWN_CONSUMER: { http: 404, title: 'This consumer is not known' },
  UNKNOWN_TARGET: { http: 404, title: 'This target does not exist' },
  UNKNOWN_BATCH: { http: 404, title: 'This batch does not exist' },
  UNKNOWN_EPOCH: { http: 404, title: 'This epoch does not exist' },
  UNKNOWN_TOKEN: { http: 404, title: 'There is no token of this name' },
  UNKNOWN_IMPORT: { http: 404, title: 'This import does not exist, or is over' },
  UNKNOWN_NOTE: { http: 404, title: 'This note does not exist' },
  UNKNOWN_WINDOW: { http: 404, title: 'This silence or maintenance window does not exist, or is over' },
  UNKNOWN_CHANNEL: { http: 404, title: 'There is no channel of this name' },
  UNKNOWN_DELIVERY: { http: 404, title: 'This message does not exist, or is not kept any more' },
  UNKNOWN_SOURCE: { http: 404, title: 'This task has no source' },
  NOT_ACCEPTABLE: { http: 406, title: 'None of the wanted content types can be had' },
  TASK_EXISTS: { http: 409, title: 'A task with this id exists already' },
  TOKEN_EXISTS: { http: 409, title: 'A token of this name exists already' },
  STALE_EPOCH: { http: 409, title: 'The assignment has changed meanwhile' },
  GUARDED: { http: 409, title: 'This removes so many targets that it has to be confirmed' },
  CONFLICT: { http: 409, title: 'This is not possible in the present state' },
  CANCELLED: { http: 409, title: 'The import was cancelled; it has changed nothing' },
  TOO_LARGE: { http: 413, close: 1009, title: 'More data than this accepts' },
  RANGE_NOT_SATISFIABLE: { http: 416, title: 'The file has no such part' },
  UNSUPPORTED_MEDIA_TYPE: { http: 415, title: 'This content type is not accepted here' },
  RATE_LIMITED: { http: 429, close: 1008, title: 'Too many messages' },
  TOO_MANY_ATTEMPTS: { http: 429, close: 1008, title: 'Too many wrong tokens; wait before the next' },
  SESSION_REPLACED: { http: 409, close: 4409, title: 'Another connection registered the same consumer_id' },
  REQUEST_TIMEOUT: { http: 408, title: 'The request came in too slowly' },
  REGISTER_TIMEOUT: { http: 408, close: 4408, title: 'Nothing registered on this connection in time' },
  PING_TIMEOUT: { http: 408, close: 4410, title: 'The connection was silent and answered no ping' },
  TOO_SLOW: { http: 503, close: 4413, title: 'The connection reads more slowly than it is sent to' },
  TOO_MANY_CONSUMERS: { http: 503, close: 4429, title: 'No more consumers are accepted' },
  TOO_MANY_CONNECTIONS: { http: 503, close: 1013, title: 'No more connections are accepted' },
  SERVER_SHUTDOWN: { http: 503, close: 1012, title: 'The monitor is stopping' },
  STORAGE_FAILED: { http: 503, title: 'The change could not be written to disk' },
  SOURCE_FAILED: { http: 502, title: 'The source gave nothing that can be taken' },
  DELIVERY_FAILED: { http: 502, title: 'A channel did not take the message' },
  INVALID_SETTING: { http: 422, title: 'A setting is not valid' },
  ADDRESS_UNAVAILABLE: { http: 500, title: 'The address cannot be listened on' },
  INTERNAL: { http: 500, title: 'The monitor failed' },
} as const satisfies Record<string, { http: number; close?: number; title: string }>

export type ErrorCode = keyof typeof errorTable

/** One place in the input that is wrong: `path` is a JSON pointer (RFC 6901) or `line 7`. */
export interface Complaint {
  readonly path: string
  /** In English. */
  readonly reason: string
  /** Which of the faults it is (`faults.ts`), and what its words are filled with. A monitor of an older version says neither. */
  readonly complaint?: string
  readonly values?: PhraseValues
}

/** What an error carries across a wire: enough to show it and to act on it, never a stack. */
export interface Problem extends Sentence {
  readonly code: ErrorCode
  readonly complaints?: readonly Complaint[]
  /** What the caller needs to go on, for example the fresh preview beside `STALE_EPOCH`. */
  readonly detail?: unknown
}

/** The only error class that is thrown on purpose; anything else that arrives is a bug and shown as `INTERNAL`. */
export class BatchdeckError extends Error {
  override readonly name = 'BatchdeckError'
  readonly code: ErrorCode
  readonly reason: string | undefined
  readonly values: PhraseValues | undefined
  readonly complaints: readonly Complaint[]
  readonly detail: unknown

  private constructor({ code, message, reason, values, complaints = [], detail }: Problem, cause: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.reason = reason
    this.values = values
    this.complaints = complaints
    this.detail = detail
  }

  /** The error of a problem that came over a wire. Whoever refuses something himself does it by `refusal`. */
  static from(problem: Problem, cause?: unknown): BatchdeckError {
    return new BatchdeckError(problem, cause)
  }

  toProblem(): Problem {
    return {
      code: this.code,
      message: this.message,
      ...(this.reason !== undefined && { reason: this.reason, values: this.values ?? {} }),
      ...(this.complaints.length > 0 && { complaints: this.complaints }),
      ...(this.detail !== undefined && { detail: this.detail }),
    }
  }
}

/** The problem to show for anything thrown. The message of an unknown error stays inside: it may hold anything. */
export function problemOf(error: unknown): Problem {
  if (error instanceof BatchdeckError) return error.toProblem()
  const { code, text } = reasons.monitor_failed
  return { code, message: text, reason: 'monitor_failed', values: {} }
}

/** Only what is to be said of it; what its sentence says of places in the input is a part of that. */
export function sentenceOf(error: unknown): Sentence {
  const { message, reason, values, complaints = [] } = problemOf(error)
  if (reason === undefined) return { message }
  const places = complaints.map(
    ({ path, reason: detail, complaint = 'otherwise_wrong', values: given = { detail } }) => ({
      key: 'at_place',
      values: { place: path, fault: { key: complaint, values: given } },
    }),
  )
  return { message, reason, values: { ...values, ...(places.length > 0 && { complaints: places }) } }
}
