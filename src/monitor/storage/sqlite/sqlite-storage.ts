import { type ListLimits, noLimits } from '../../lists/list-reader.ts'
import { startThread, threadScript } from '../../thread/thread-client.ts'
import { planningCalls } from '../planning/planning-calls.ts'
import type { Planning } from '../planning/planning.ts'
import { StaleRevision, type Storage } from '../port.ts'

interface PlanningLimits {
  readonly limits?: ListLimits
  /** Bytes. */
  readonly maxHeap?: number
}

/**
 * Everything in one SQLite file. Targets are read, planned and written in a thread of its own, the planning thread, so
 * that neither a million of them nor a slow disk holds up the sockets. Nobody else can write to the file meanwhile.
 * @param log where bugs of the thread are told
 * @param keptEpochs how many epochs of each task are kept
 * @param limits what the planning thread takes in and takes up
 */
export function openSqliteStorage(
  file: string,
  log: (line: string) => void,
  keptEpochs = Infinity,
  { limits = noLimits, maxHeap }: PlanningLimits = {},
): Storage {
  const thread = startThread<Planning>({
    script: threadScript('planning-thread', import.meta.url),
    data: { file, keptEpochs, limits },
    name: 'planning',
    holds: 'database',
    maxHeap,
    log,
    refusal(data) {
      const { taskId, revision } = data as StaleRevision
      return new StaleRevision(taskId, revision)
    },
  })
  return {
    ...planningCalls((method, ...args) => thread.call(method, ...args)),
    // Nobody else can write to the file.
    onChange: () => () => {},
    watch: (listener) => thread.watch(listener),
    close: (patienceMs) => thread.close(patienceMs),
  }
}
