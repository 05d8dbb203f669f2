import { startThread, threadScript } from '../../thread/thread-client.ts'
import type { Planning } from '../planning/planning.ts'
import { StaleRevision, type Storage } from '../port.ts'

/**
 * Everything in one SQLite file. Targets are read, planned and written in a thread of its own, the planning thread, so
 * that neither a million of them nor a slow disk holds up the sockets. Nobody else can write to the file meanwhile.
 * @param log where bugs of the thread are told
 * @param keptEpochs how many epochs of each task are kept
 */
export function openSqliteStorage(file: string, log: (line: string) => void, keptEpochs = Infinity): Storage {
  const thread = startThread<Planning>({
    script: threadScript('planning-thread', import.meta.url),
    data: { file, keptEpochs },
    name: 'planning',
    holds: 'database',
    log,
    refusal(data) {
      const { taskId, revision } = data as StaleRevision
      return new StaleRevision(taskId, revision)
    },
  })
  return {
    load: () => thread.call('load'),
    openList: (...args) => thread.call('openList', ...args),
    receiveList: (...args) => thread.call('receiveList', ...args),
    readList: (...args) => thread.call('readList', ...args),
    discardList: (...args) => thread.call('discardList', ...args),
    preview: (...args) => thread.call('preview', ...args),
    prepare: (...args) => thread.call('prepare', ...args),
    commit: (...args) => thread.call('commit', ...args),
    createTask: (...args) => thread.call('createTask', ...args),
    changeTask: (...args) => thread.call('changeTask', ...args),
    deleteTask: (...args) => thread.call('deleteTask', ...args),
    save: (...args) => thread.call('save', ...args),
    epochs: (...args) => thread.call('epochs', ...args),
    rollout: (...args) => thread.call('rollout', ...args),
    diff: (...args) => thread.call('diff', ...args),
    slotHistory: (...args) => thread.call('slotHistory', ...args),
    batches: (...args) => thread.call('batches', ...args),
    batchTargets: (...args) => thread.call('batchTargets', ...args),
    targets: (...args) => thread.call('targets', ...args),
    page: (...args) => thread.call('page', ...args),
    onChange: () => () => {},
    close: (patienceMs) => thread.close(patienceMs),
  }
}
