import { startThread, threadScript, type ThreadClient } from '../thread/thread-client.ts'
import type { Ledger } from './ledger.ts'

/** The {@link Ledger} in its thread. */
export type LedgerClient = ThreadClient<Ledger>

/**
 * Starts the thread. What keeps it from opening the file comes with the first answer.
 * @param keptEpochs how many epochs of each task are kept
 */
export function openLedger(file: string, log: (line: string) => void, keptEpochs = Infinity): LedgerClient {
  return startThread<Ledger>({
    script: threadScript('ledger-thread', import.meta.url),
    data: { file, keptEpochs },
    name: 'ledger',
    holds: 'the database',
    log,
  })
}
