import { closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import pino from 'pino'
import type { ErrorCode } from '../core/errors.ts'
import { BatchdeckError } from '../core/errors.ts'
import type { Role } from './access.ts'

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
  /** Everything is written when this is done, or cannot be. */
  close(): Promise<void>
}

/** What may wait for a slow disk, in bytes; beyond it lines are dropped. */
const MOST_WAITING = 16 * 1024 * 1024
/** How long the last lines may take, ms. */
const CLOSE_PATIENCE = 300

/**
 * Opens the access log that a setting names.
 * @param where `off`, `stdout`, or the path of a file, which is appended to
 * @param log told once when it can be written no more, and when it can again; requests go on
 * @returns null where it is off
 * @throws {BatchdeckError} `INVALID_SETTING` where the file cannot be written
 */
export function openAccessLog(where: string, log: (line: string) => void): AccessLog | null {
  if (where === 'off') return null
  const file = where === 'stdout' ? null : resolve(where)
  if (file !== null) assertWritable(file)
  const destination = pino.destination({ dest: file ?? 1, append: true, sync: false, maxLength: MOST_WAITING })
  let isFailing = false
  const fail = (reason: string) => {
    if (!isFailing)
      log(`The access log ${file ?? 'on stdout'} cannot be written: ${reason}. Requests are answered all the same.`)
    isFailing = true
  }
  destination.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
  destination.on('drop', () => fail('lines come faster than they can be written, and some are dropped'))
  destination.on('write', () => {
    if (isFailing) log(`The access log ${file ?? 'on stdout'} can be written again.`)
    isFailing = false
  })
  // A level says nothing here; in its place stands what kind of line this is, for who mixes it with others.
  const writer = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: () => ({ log: 'access' }) } },
    destination,
  )
  return {
    write: (entry) => writer.info(entry),
    reopen: () => {
      if (file !== null) destination.reopen()
    },
    close: () =>
      // Not flushSync: on a full disk that tries for ever.
      new Promise((closed) => {
        const giveUp = setTimeout(end, CLOSE_PATIENCE)
        function end(): void {
          clearTimeout(giveUp)
          destination.destroy()
          closed()
        }
        destination.once('error', end)
        destination.once('close', end)
        destination.end()
      }),
  }
}

function assertWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'))
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new BatchdeckError(
      'INVALID_SETTING',
      `server.access-log: ${file} cannot be written (${code}); give a file that this user may write, or stdout, or off.`,
      { cause: error },
    )
  }
}
