import pino from 'pino'
import type { ErrorCode } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import { narrow } from './file-modes.ts'
import { filePath } from './file-path.ts'
import { type LinePlace, LineWriter } from './line-writer.ts'
import type { Role } from './tokens/grant.ts'

/** A line of the access log: one request, or the handshake of a socket. */
export interface AccessEntry {
  /** Null where the request could not be read that far. */
  readonly request_id: string | null
  readonly kind: 'http' | 'websocket'
  readonly method: string | null
  /** Without secrets. */
  readonly path: string | null
  /** 101 for a socket that was opened. */
  readonly status: number
  /** The code of the problem where it was refused, as far as that is known. */
  readonly code?: ErrorCode
  /** Sent, with the head of the answer. */
  readonly bytes: number
  readonly ms: number
  /** By the token it came with; null where none was needed or none fitted. */
  readonly role: Role | null
  readonly remote: string | null
  readonly user_agent: string | null
  readonly referer: string | null
  /** The client went away before it had its answer. */
  readonly aborted?: true
}

/** Where requests are written down. */
export interface AccessLog {
  write(entry: AccessEntry): void
  /** Goes on in a new file after the old one was moved away. */
  reopen(): void
  close(): Promise<void>
}

/**
 * Opens the access log that a setting names.
 * @param where `off`, `stdout`, or the path of a file, which is appended to
 * @param log told once when it can be written no more, and when it can again; requests go on
 * @returns null where it is off
 * @throws {BatchdeckError} `INVALID_SETTING` where the file cannot be written
 */
export function openAccessLog(where: string, log: (line: string) => void): AccessLog | null {
  if (where === 'off') return null
  const lines = openLines(where === 'stdout' ? where : { file: filePath(where) }, log)
  // A level says nothing here; in its place stands what kind of line this is, for who mixes it with others.
  const writer = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: () => ({ log: 'access' }) } },
    lines,
  )
  return {
    write: (entry) => writer.info(entry),
    reopen: () => lines.reopen(),
    close: () => lines.close(),
  }
}

function openLines(place: LinePlace, log: (line: string) => void): LineWriter {
  try {
    const lines = new LineWriter(place, log)
    if (typeof place !== 'string' && narrow(place.file, log)) {
      log(`Others could read ${place.file}; now only this user can.`)
    }
    return lines
  } catch (error) {
    const { code: errno = 'unknown' } = error as NodeJS.ErrnoException
    throw refusal(
      'access_log_unwritable',
      { file: typeof place === 'string' ? place : place.file, errno },
      { cause: error },
    )
  }
}
