import { MAX_PIECE_LENGTH } from '../../../contract/procedures.ts'
import type { ListFormat } from '../../../contract/list-format.ts'
import type { ListReport } from '../../../contract/resources/import.ts'
import type { ConsoleBackend } from '../../../console/client.ts'
import { type ListSource, textOf } from './list-source.ts'

export interface SendProgress {
  /** 0–1 of the file. */
  readonly share: number
  /** Lines the monitor has read; null where the format is read at its end. */
  readonly lines: number | null
}

interface Sending {
  readonly taskId: number
  readonly source: ListSource
  readonly format: ListFormat
  /** Aborted, nothing more is sent, and the monitor forgets what was. */
  readonly signal: AbortSignal
  readonly onOpen: (importId: number) => void
  readonly onProgress: (progress: SendProgress) => void
}

/**
 * Sends a list once, in pieces, each when the one before has been taken in. It stays with the monitor, to be previewed
 * and applied by its number.
 * @throws {ListError}, the reason of the signal, or what the monitor refuses it with; nothing of it is left there then
 */
export async function sendList(
  backend: Pick<ConsoleBackend, 'call'>,
  { taskId, source, format, signal, onOpen, onProgress }: Sending,
): Promise<ListReport> {
  const { blob, isGzip } = source
  const { import_id } = await backend.call('import.open', {
    task_id: taskId,
    format,
    // How much it is unpacked is not known before.
    total_bytes: isGzip ? null : blob.size,
  })
  onOpen(import_id)
  try {
    let read = 0
    for await (const text of textOf(source, { onBytes: (count) => void (read += count) })) {
      for (const piece of piecesOf(text)) {
        signal.throwIfAborted()
        const { lines } = await backend.call('import.piece', { import_id, piece })
        onProgress({ share: blob.size === 0 ? 1 : read / blob.size, lines })
      }
    }
    signal.throwIfAborted()
    return await backend.call('import.close', { import_id })
  } catch (error) {
    // Where it is over already there is nothing to discard.
    backend.call('import.discard', { import_id }).catch(() => {})
    throw error
  }
}

/** As long as they may be, and never ending within a character of two code units. */
function* piecesOf(text: string): Iterable<string> {
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + MAX_PIECE_LENGTH)
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to--
    yield text.slice(from, to)
    from = to
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
