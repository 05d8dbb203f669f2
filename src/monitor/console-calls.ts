import { Compile, type Validator } from 'typebox/compile'
import {
  type ConsoleApi,
  type ConsoleMethod,
  type ConsoleParams,
  consoleRequests,
  type ConsoleResults,
} from '../core/console-api.ts'
import { BatchdeckError } from '../core/errors.ts'
import { complaintsOf } from '../core/protocol.ts'
import { acceptTargets, parseTargetText } from '../core/target-list.ts'
import type { DemoControl } from './demo-control.ts'
import type { Feed } from './feed.ts'
import type { Operations } from './operations.ts'

type Handlers = { [M in ConsoleMethod]: (params: ConsoleParams<M>) => ConsoleResults[M] | Promise<ConsoleResults[M]> }

const validators = Object.fromEntries(
  Object.entries(consoleRequests).map(([method, schema]) => [method, Compile(schema)]),
) as Record<ConsoleMethod, Validator>

/** The one API of all consoles. Whatever arrives is checked here, whichever way it came. */
export function createConsoleApi(operations: Operations, feed: Feed, demo: DemoControl): ConsoleApi {
  const handlers: Handlers = {
    'task.create': (options) => operations.createTask(options),
    'task.delete': async ({ task_id }) => {
      await operations.deleteTask(task_id)
      return null
    },
    'targets.text': ({ task_id }) => {
      const { epoch, targets } = operations.targets(task_id)
      return { task_id, epoch, text: targets.map((target) => `${target}\n`).join('') }
    },
    'targets.preview': ({ task_id, text, on_invalid = 'refuse' }) => {
      const { targets, skipped } = acceptTargets(parseTargetText(text), on_invalid)
      return operations.preview(task_id, { kind: 'replace', targets }, skipped)
    },
    'targets.apply': ({ task_id, text, on_invalid = 'refuse', base_epoch }) => {
      const { targets, skipped } = acceptTargets(parseTargetText(text), on_invalid)
      const edit = { kind: 'replace', targets } as const
      return operations.publish(task_id, edit, { cause: 'target import', baseEpoch: base_epoch, skipped })
    },
    'sync.preview': ({ task_id }) => operations.preview(task_id, { kind: 'keep' }),
    'sync.apply': ({ task_id, base_epoch }) =>
      operations.publish(task_id, { kind: 'keep' }, { cause: 'operator sync', baseEpoch: base_epoch }),
    reload: ({ task_id, consumers = 'all' }) => operations.reload(task_id, consumers),
    'batch.targets': ({ batch_id }) => ({ batch_id, targets: operations.batchTargets(batch_id) }),
    'epochs.before': ({ task_id, before, limit }) => ({ epochs: operations.epochs(task_id, before, limit) }),
    'epoch.rollout': ({ task_id, epoch }) => ({ rollout: operations.epoch(task_id, epoch).rollout }),
    'consumer.dismiss': ({ consumer_id }) => {
      operations.dismissConsumer(consumer_id)
      return null
    },
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
    subscribe: (listener) => feed.subscribe(listener),
  }
}
