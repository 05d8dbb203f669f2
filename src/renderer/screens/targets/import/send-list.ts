import { MAX_PIECE_BYTES, type ProcedureInput } from '../../../../contract/procedures.ts'
import type { ListReport } from '../../../../contract/resources/import.ts'
import type { ConsoleBackend } from '../../../../console/client.ts'
import { toBase64 } from './base64.ts'
import { bytesOf, type ListSource } from './list-source.ts'

export interface SendProgress {
  /** 0–1 of the file. */
  readonly share: number
  /** Lines the monitor has read; null where the format is read at its end. */
  readonly lines: number | null
}

/** For which task, as what, and what is known of how it is written. */
export type ImportPurpose = Omit<ProcedureInput<'import.open'>, 'total_bytes'>

interface Sending {
  readonly source: ListSource
  readonly purpose: ImportPurpose
  /** Aborted, nothing more is sent, and the monitor forgets what was. */
  readonly signal: AbortSignal
  readonly onOpen: (importId: number) => void
  readonly onProgress: (progress: SendProgress) => void
}

/**
 * Sends a list once, byte by byte as it is, in pieces, each when the one before has been taken in. It stays with the
 * monitor, to be read in another way, previewed and applied by its number.
 * @throws {ListError}, the reason of the signal, or what the monitor refuses it with; nothing of it is left there then
 */
export async function sendList(
  backend: Pick<ConsoleBackend, 'call'>,
  { source, purpose, signal, onOpen, onProgress }: Sending,
): Promise<ListReport> {
  const { size } = source.blob
  const { import_id } = await backend.call('import.open', { ...purpose, total_bytes: size })
  onOpen(import_id)
  try {
    let sent = 0
    for await (const bytes of bytesOf(source, MAX_PIECE_BYTES)) {
      signal.throwIfAborted()
      const { lines } = await backend.call('import.piece', { import_id, bytes: toBase64(bytes) })
      sent += bytes.length
      onProgress({ share: sent / size, lines })
    }
    signal.throwIfAborted()
    return await backend.call('import.close', { import_id })
  } catch (error) {
    // Where it is over already there is nothing to discard.
    backend.call('import.discard', { import_id }).catch(() => {})
    throw error
  }
}
