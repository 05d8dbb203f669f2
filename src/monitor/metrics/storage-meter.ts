import { Counter, Histogram, type Registry } from 'prom-client'
import { problemOf } from '../../contract/errors.ts'
import type { Storage } from '../storage/port.ts'

/** The calls that are timed, under the names that dashboards know them by. */
const methods = {
  load: 'load',
  openList: 'open',
  receiveList: 'receive',
  readList: 'read',
  rereadList: 'read',
  discardList: 'discard',
  preview: 'preview',
  prepare: 'prepare',
  targetChanges: 'targetChanges',
  commit: 'publish',
  createTask: 'createTask',
  changeTask: 'changeTask',
  deleteTask: 'deleteTask',
  save: 'save',
  decide: 'decide',
  tokens: 'tokens',
  putToken: 'putToken',
  deleteToken: 'deleteToken',
  saveTokenUse: 'saveTokenUse',
  sources: 'sources',
  putSource: 'putSource',
  saveSource: 'saveSource',
  deleteSource: 'deleteSource',
  records: 'records',
  putRecord: 'putRecord',
  deleteRecord: 'deleteRecord',
  epochs: 'epochs',
  rollout: 'rollout',
  diff: 'diff',
  slotHistory: 'slotHistory',
  batches: 'batches',
  batchTargets: 'batchTargets',
  targets: 'targets',
  page: 'page',
  findTargets: 'findTargets',
  batchOf: 'batchOf',
  reportTargets: 'reportTargets',
  target: 'target',
} satisfies Record<keyof Omit<Storage, 'onChange' | 'watch' | 'close'>, string>

/** The same storage, with its calls timed and its failures counted. */
export function meteredStorage(storage: Storage, registry: Registry): Storage {
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
  const timed =
    <Args extends unknown[], Result>(method: string, call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const end = duration.startTimer({ method })
      try {
        return await call(...args)
      } catch (error) {
        if (problemOf(error).code === 'STORAGE_FAILED') failures.inc()
        throw error
      } finally {
        end()
      }
    }
  const names = Object.keys(methods) as (keyof typeof methods)[]
  const calls = names.map((name) => [
    name,
    timed(methods[name], storage[name] as (...args: unknown[]) => Promise<unknown>),
  ])
  return { ...storage, ...(Object.fromEntries(calls) as Pick<Storage, keyof typeof methods>) }
}
