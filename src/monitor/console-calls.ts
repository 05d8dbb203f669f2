import { Compile, type Validator } from 'typebox/compile'
import {
  type ConsoleApi,
  type ConsoleMethod,
  type ConsoleParams,
  consoleRequests,
  type ConsoleResults,
} from '../contract/procedures.ts'
import { BatchdeckError } from '../contract/errors.ts'
import { complaintsOf } from '../contract/validation.ts'
import { ConsoleImports } from './console-imports.ts'
import type { DemoControl } from './demo-control.ts'
import type { EventLog } from './events/event-log.ts'
import type { Feed } from './feed.ts'
import type { Imports } from './imports.ts'
import type { Operations } from './operations.ts'

type Handlers = { [M in ConsoleMethod]: (params: ConsoleParams<M>) => ConsoleResults[M] | Promise<ConsoleResults[M]> }

const validators = Object.fromEntries(
  Object.entries(consoleRequests).map(([method, schema]) => [method, Compile(schema)]),
) as Record<ConsoleMethod, Validator>

/** A console's connection. What it began and did not finish ends with it. */
export interface ConsoleConnection extends ConsoleApi {
  close(): void
}

interface Parts {
  readonly operations: Operations
  readonly imports: Imports
  readonly feed: Feed
  readonly demo: DemoControl
  readonly events: EventLog
}

/** The one API of all consoles, for one of them. Whatever arrives is checked here, whichever way it came. */
export function connectConsole({ operations, imports, feed, demo, events }: Parts): ConsoleConnection {
  const ownImports = new ConsoleImports(imports, operations)
  const handlers: Handlers = {
    'task.create': (options) => operations.createTask(options),
    'task.delete': async ({ task_id }) => {
      await operations.deleteTask(task_id)
      return null
    },
    'task.change.preview': ({ task_id, options }) => operations.previewChange(task_id, options),
    'task.change': ({ task_id, options, base_epoch }) => operations.changeTask(task_id, options, base_epoch),
    'targets.page': ({ task_id, ...page }) => operations.targetPage(task_id, page),
    'import.open': (params) => ownImports.open(params),
    'import.piece': (params) => ownImports.piece(params),
    'import.close': (params) => ownImports.close(params),
    'import.preview': (params) => ownImports.preview(params),
    'import.apply': (params) => ownImports.apply(params),
    'import.discard': (params) => ownImports.discard(params),
    'import.cancel': ({ import_id }) => {
      imports.cancel(import_id)
      return null
    },
    'sync.preview': ({ task_id, rebalance }) => operations.preview(task_id, { kind: 'keep' }, { rebalance }),
    'sync.apply': ({ task_id, base_epoch: baseEpoch, rebalance = false }) =>
      operations.publish(
        task_id,
        { kind: 'keep' },
        { causes: () => [{ kind: 'sync', rebalance }], baseEpoch, rebalance },
      ),
    'plan.what-if': ({ task_id, ...whatIf }) => operations.preview(task_id, { kind: 'keep' }, whatIf),
    reload: ({ task_id, consumers = 'all' }) => operations.reload(task_id, consumers),
    'batch.targets': async ({ batch_id }) => ({ batch_id, targets: await operations.batchTargets(batch_id) }),
    'epochs.before': async ({ task_id, before, limit }) => ({
      epochs: await operations.epochs(task_id, before, limit),
    }),
    'epochs.diff': ({ task_id, from, to, start = 0, limit = 1000 }) =>
      operations.epochDiff(task_id, from, to, { start, limit }),
    'rollback.preview': ({ task_id, epoch }) => operations.preview(task_id, { kind: 'epoch', epoch }),
    'rollback.apply': ({ task_id, epoch, base_epoch: baseEpoch }) =>
      operations.publish(
        task_id,
        { kind: 'epoch', epoch },
        { causes: ({ added, removed }) => [{ kind: 'rollback', to: epoch, added, removed }], baseEpoch },
      ),
    'epoch.rollout': async ({ task_id, epoch }) => ({ rollout: (await operations.epoch(task_id, epoch)).rollout }),
    'epochs.slots': ({ task_id, from, to }) => operations.slotHistory(task_id, from, to),
    'events.query': ({ order = 'desc', limit = 1000, ...filter }) => events.page({ ...filter, order, limit }),
    'settings.list': () => ({ settings: operations.settings() }),
    'consumers.dismiss': ({ consumers }) => ({ consumers: operations.dismissLost(consumers) }),
    'consumers.drain': ({ consumers }) => ({ consumers: operations.setAllDrained(consumers, true) }),
    'consumers.undrain': ({ consumers }) => ({ consumers: operations.setAllDrained(consumers, false) }),
    'demo.start': async () => {
      await demo.start()
      return null
    },
    'demo.stop': async () => {
      await demo.stop()
      return null
    },
  }

  return {
    async call(method, params) {
      if (!Object.hasOwn(handlers, method)) {
        throw new BatchdeckError('NOT_FOUND', `"${method.slice(0, 64)}" is not a method of this monitor.`)
      }
      const validator = validators[method]
      if (!validator.Check(params)) {
        const complaints = complaintsOf(validator, params)
        const words = complaints.map(({ path, reason }) => `${path} ${reason}`).join('; ')
        throw new BatchdeckError('INVALID_MESSAGE', `${method}: ${words}.`, { complaints })
      }
      return handlers[method](params)
    },
    subscribe: (listener, after) => feed.subscribe(listener, after),
    close: () => ownImports.end(),
  }
}
