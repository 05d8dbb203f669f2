import { openMemoryStorage } from '../../src/monitor/storage/memory/memory-storage.ts'
import { SharedMemory } from '../../src/monitor/storage/memory/shared-memory.ts'
import type { Storage } from '../../src/monitor/storage/port.ts'
import { describeSharedStorage } from './contract.ts'

describeSharedStorage('in memory', () => {
  const memory = new SharedMemory()
  const opened: Storage[] = []
  const open = (keptEpochs?: number) => {
    const storage = openMemoryStorage(memory, keptEpochs)
    opened.push(storage)
    return storage
  }
  return {
    open,
    openBeside: () => open(),
    async dispose() {
      await Promise.all(opened.map(async (storage) => storage.close()))
    },
  }
})
