import type { UpdateFault } from '../../contract/desktop-update.ts'

/** Why an update does not come; what it was caused by is for the log. */
export class UpdateProblem extends Error {
  readonly fault: UpdateFault
  /** The machine's own word; no address, and no more than a few letters. */
  readonly detail: string

  constructor(fault: UpdateFault, detail = '', cause?: unknown) {
    super(`${fault}${detail === '' ? '' : ` (${detail})`}`, { cause })
    this.fault = fault
    this.detail = detail
  }
}

const faults: Readonly<Record<string, UpdateFault>> = {
  ERR_CHECKSUM_MISMATCH: 'damaged',
  ERR_UPDATER_INVALID_SIGNATURE: 'publisher',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EACCES: 'unwritable',
  EPERM: 'unwritable',
  EROFS: 'unwritable',
  ECONNRESET: 'cut_off',
  EPIPE: 'cut_off',
  UND_ERR_SOCKET: 'cut_off',
  ABORT_ERR: 'cut_off',
  CONNECTION_RESET: 'cut_off',
  CONNECTION_CLOSED: 'cut_off',
  CONTENT_LENGTH_MISMATCH: 'cut_off',
  INCOMPLETE_CHUNKED_ENCODING: 'cut_off',
}

/** What it comes to, whichever part of the machine failed. @param otherwise where nothing more is known */
export function problemFrom(error: unknown, otherwise: UpdateFault): UpdateProblem {
  if (error instanceof UpdateProblem) return error
  const { name, message } = error as Error
  const { code } = causeWithCode(error)
  // Of Chromium: net::ERR_NAME_NOT_RESOLVED.
  const word = code ?? /net::ERR_([A-Z_]{2,40})/.exec(message)?.[1] ?? ''
  const status = /status(?:Code)?:? (\d{3})\b/.exec(message)?.[1] ?? /^HTTP_ERROR_(\d{3})$/.exec(word)?.[1]
  if (status !== undefined) return new UpdateProblem('refused', `HTTP ${status}`, error)
  if (name === 'CancellationError' || name === 'TimeoutError') return new UpdateProblem('cut_off', '', error)
  return new UpdateProblem(faults[word] ?? otherwise, word, error)
}

/** `fetch` hides what happened behind what it says itself. */
function causeWithCode(error: unknown): { code?: string } {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return { code: at.code }
  }
  return {}
}
