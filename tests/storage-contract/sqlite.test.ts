import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from '../../src/monitor/storage/port.ts'
import { openSqliteStorage } from '../../src/monitor/storage/sqlite/sqlite-storage.ts'
import { describeStorage } from './contract.ts'

describeStorage('SQLite, in its thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-contract-'))
  const opened: Storage[] = []
  return {
    open(keptEpochs) {
      const storage = openSqliteStorage(join(folder, 'batchdeck.db'), () => {}, { keptEpochs })
      opened.push(storage)
      return storage
    },
    async dispose() {
      await Promise.all(opened.map(async (storage) => storage.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
})
