import type { ThreadClient } from '../../thread/thread-client.ts'
import type { Storage } from '../port.ts'
import type { Planning } from './planning.ts'

/** Calls a {@link Planning}, wherever it is. */
export type CallPlanning = ThreadClient<Planning>['call']

/** What a storage answers out of its {@link Planning}. */
export function planningCalls(call: CallPlanning): Omit<Storage, 'onChange' | 'watch' | 'close'> {
  return {
    load: () => call('load'),
    openList: (...args) => call('openList', ...args),
    receiveList: (...args) => call('receiveList', ...args),
    readList: (...args) => call('readList', ...args),
    rereadList: (...args) => call('rereadList', ...args),
    discardList: (...args) => call('discardList', ...args),
    preview: (...args) => call('preview', ...args),
    prepare: (...args) => call('prepare', ...args),
    targetChanges: (...args) => call('targetChanges', ...args),
    commit: (...args) => call('commit', ...args),
    createTask: (...args) => call('createTask', ...args),
    changeTask: (...args) => call('changeTask', ...args),
    deleteTask: (...args) => call('deleteTask', ...args),
    save: (...args) => call('save', ...args),
    decide: (...args) => call('decide', ...args),
    tokens: () => call('tokens'),
    putToken: (...args) => call('putToken', ...args),
    deleteToken: (...args) => call('deleteToken', ...args),
    saveTokenUse: (...args) => call('saveTokenUse', ...args),
    sources: () => call('sources'),
    putSource: (...args) => call('putSource', ...args),
    saveSource: (...args) => call('saveSource', ...args),
    deleteSource: (...args) => call('deleteSource', ...args),
    records: () => call('records'),
    putRecord: (...args) => call('putRecord', ...args),
    deleteRecord: (...args) => call('deleteRecord', ...args),
    epochs: (...args) => call('epochs', ...args),
    rollout: (...args) => call('rollout', ...args),
    diff: (...args) => call('diff', ...args),
    slotHistory: (...args) => call('slotHistory', ...args),
    batches: (...args) => call('batches', ...args),
    batchTargets: (...args) => call('batchTargets', ...args),
    targets: (...args) => call('targets', ...args),
    page: (...args) => call('page', ...args),
    findTargets: (...args) => call('findTargets', ...args),
    batchOf: (...args) => call('batchOf', ...args),
    reportTargets: (...args) => call('reportTargets', ...args),
    target: (...args) => call('target', ...args),
  }
}
