import { Counter, Histogram, type Registry } from 'prom-client'
import { problemOf } from '../../contract/errors.ts'
import type { LedgerClient } from '../storage/ledger-client.ts'

/** The same ledger, with its calls timed and its failures counted. */
export function meteredLedger(ledger: LedgerClient, registry: Registry): LedgerClient {
  const registers = [registry]
  const duration = new Histogram({
    name: 'batchdeck_ledger_call_duration_seconds',
    help: 'From a call of the thread of targets and database to its answer, its wait for others before it included. Long saves: a slow disk.',
    labelNames: ['method'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30],
    registers,
  })
  const failures = new Counter({
    name: 'batchdeck_storage_failures_total',
    help: 'Calls that the disk refused. The alert `storage` says what it complains of; free space, or mend it.',
    registers,
  })
  return {
    async call(method, ...args) {
      const end = duration.startTimer({ method })
      try {
        return await ledger.call(method, ...args)
      } catch (error) {
        if (problemOf(error).code === 'STORAGE_FAILED') failures.inc()
        throw error
      } finally {
        end()
      }
    },
    close: (patience) => ledger.close(patience),
  }
}
