import { type BatchView, type InvalidLine, type PlanPreview, type TaskView } from '../core/console-api.ts'
import type { Effect } from '../core/consumer-sessions.ts'
import type { Engine } from '../core/engine.ts'
import { BatchdeckError, problemOf } from '../core/errors.ts'
import { slotTargets } from '../core/planner/assignment.ts'
import { type Counts, plan, type Plan, type TargetEdit } from '../core/planner/plan.ts'
import type { Settings } from '../core/settings.ts'
import type { TaskState } from '../core/task-state.ts'
import type { BatchWithTargets, Operations } from './operations.ts'
import type { Store } from './store/store.ts'

interface Parts {
  readonly engine: Engine
  readonly store: Store
  readonly settings: Settings
  readonly now: () => number
  /** Lets the sockets do what the engine says. */
  readonly perform: (effects: readonly Effect[]) => void
  /** Writes and shows what changed. */
  readonly flush: () => void
}

/** The operations on a running monitor: what is decided goes to disk first, then to the consumers, then to consoles. */
export function createOperations({ engine, store, settings, now, perform, flush }: Parts): Operations {
  function preview(taskId: number, edit: TargetEdit, skipped: readonly InvalidLine[] = []): PlanPreview {
    const task = engine.task(taskId)
    return previewOf(task, plan(engine.planInput(taskId, edit)), skipped)
  }

  function write(action: () => void): void {
    try {
      action()
    } catch (error) {
      engine.setStorageProblem(problemOf(error).message)
      throw error
    }
  }

  function knownConsumers(consumers: readonly string[]): readonly string[] {
    for (const id of consumers) {
      if (!engine.fleet.get(id)) throw new BatchdeckError('UNKNOWN_CONSUMER', `There is no consumer ${id}.`)
    }
    return [...new Set(consumers)]
  }

  return {
    createTask(options) {
      const taskId = options.task_id ?? engine.freeTaskId()
      if (engine.tasks.has(taskId)) throw new BatchdeckError('TASK_EXISTS', `There is a task ${taskId} already.`)
      const view: TaskView = {
        task_id: taskId,
        name: options.name.trim(),
        epoch: 0,
        targets: 0,
        batches: 0,
        batch_size: options.batch_size ?? settings['monitor.batch.batch-size'],
        virtual_nodes: options.virtual_nodes ?? settings['monitor.batch.virtual-nodes'],
        strategy: options.strategy ?? settings['monitor.batch.strategy'],
        auto_sync: options.auto_sync ?? true,
        created_at: now(),
        sync_due: false,
      }
      write(() => store.createTask(view))
      engine.addTask(view)
      flush()
      return { ...view }
    },

    async deleteTask(taskId) {
      engine.task(taskId)
      write(() => store.deleteTask(taskId))
      engine.removeTask(taskId)
      flush()
    },

    tasks: () => [...engine.tasks.values()].map(({ view }) => ({ ...view })),
    task: (taskId) => ({ ...engine.task(taskId).view }),

    targets(taskId) {
      const { view, assignment } = engine.task(taskId)
      const targets = [...assignment.batches.values()].flatMap((batch) => batch.targets).toSorted()
      return { epoch: view.epoch, targets }
    },

    preview,

    async publish(taskId, edit, { cause, baseEpoch, tell = 'changed', message, skipped = [] }) {
      const task = engine.task(taskId)
      if (baseEpoch !== undefined && baseEpoch !== task.view.epoch) {
        throw new BatchdeckError(
          'STALE_EPOCH',
          `The plan was made for epoch ${baseEpoch}; now it is ${task.view.epoch}.`,
          {
            detail: preview(taskId, edit, skipped),
          },
        )
      }
      const chosen = typeof tell === 'string' ? tell : knownConsumers(tell)
      const result = plan(engine.planInput(taskId, edit))
      const { counts, duplicates } = result
      const answer = { task_id: taskId, counts, duplicates, skipped }
      if (!result.changed) return { ...answer, published: false, epoch: task.view.epoch, consumers_told: [] }
      const words = `${cause}${targetChange(counts)}`
      const record = engine.draft(taskId, result, words, chosen, now())
      write(() => store.publish(record))
      perform(engine.adopt(record, message ?? words, now()))
      flush()
      const consumersTold = record.rollout.map(({ consumer_id }) => consumer_id)
      return { ...answer, published: true, epoch: record.epoch.epoch, consumers_told: consumersTold }
    },

    reload(taskId, consumers) {
      const { view, assignment } = engine.task(taskId)
      if (view.epoch === 0)
        throw new BatchdeckError('CONFLICT', `Task ${taskId} has no epoch yet: import targets first.`)
      const told = consumers === 'all' ? assignment.members : knownConsumers(consumers)
      perform(engine.reload(taskId, told, now()))
      flush()
      return { task_id: taskId, epoch: view.epoch, consumers_told: told }
    },

    batches(taskId, { consumerId, after, limit }) {
      const { view, assignment } = engine.task(taskId)
      const all =
        consumerId === undefined ? [...assignment.batches.values()] : engine.task(taskId).batchesOf(consumerId)
      const rest = after === undefined ? all : all.filter(({ batch_id }) => batch_id > after)
      const page = rest.slice(0, limit).map(({ batch_id, consumer_id, targets }): BatchWithTargets => {
        const { status = 'pending', progress = 0 } = engine.board.get(batch_id) ?? {}
        return { batch_id, consumer_id, priority: 'medium', status, progress, targets }
      })
      const nextAfter = rest.length > page.length ? (page.at(-1)?.batch_id ?? null) : null
      return { task_id: taskId, epoch: view.epoch, batches: page, nextAfter }
    },

    confirmFetch(taskId, consumerId) {
      engine.task(taskId).rollout.confirm(consumerId, now())
    },

    epochs(taskId, before, limit) {
      engine.refresh(now())
      const { epochs } = engine.task(taskId)
      const recent = before === undefined ? epochs : epochs.filter(({ epoch }) => epoch < before)
      if (recent.length >= limit || epochs.at(-1)?.epoch === 1 || epochs.length === 0) {
        return recent.slice(0, limit).map((epoch) => ({ ...epoch }))
      }
      const oldest = recent.at(-1)?.epoch ?? before ?? 0
      return [...recent, ...store.epochs(taskId, oldest, limit - recent.length)]
    },

    epoch(taskId, number) {
      engine.refresh(now())
      const task = engine.task(taskId)
      const view =
        task.epochs.find(({ epoch }) => epoch === number) ??
        store.epochs(taskId, number + 1, 1).find(({ epoch }) => epoch === number)
      if (!view) throw new BatchdeckError('UNKNOWN_EPOCH', `Task ${taskId} has no epoch ${number}.`)
      const rollout = number === task.view.epoch ? [...task.rollout.views()] : store.rollout(taskId, number)
      return { ...view, rollout }
    },

    consumers() {
      const counts = new Map<string | null, Record<BatchView['status'], number>>()
      for (const { consumer_id, status } of engine.board.all()) {
        const own = counts.get(consumer_id) ?? noBatches()
        own[status]++
        counts.set(consumer_id, own)
      }
      return Array.from(engine.fleet.views(), (view) => ({
        ...view,
        batch_counts: counts.get(view.consumer_id) ?? noBatches(),
      }))
    },

    consumer(consumerId) {
      const view = engine.fleet.get(consumerId)
      if (!view) throw new BatchdeckError('UNKNOWN_CONSUMER', `There is no consumer ${consumerId}.`)
      return { ...view, batches: Array.from(engine.board.ofConsumer(consumerId), (batch) => ({ ...batch })) }
    },

    dismissConsumer(consumerId) {
      const view = engine.fleet.get(consumerId)
      if (!view) throw new BatchdeckError('UNKNOWN_CONSUMER', `There is no consumer ${consumerId}.`)
      if (view.state !== 'lost') {
        throw new BatchdeckError('CONFLICT', `${consumerId} is ${view.state}; only a lost consumer can be dismissed.`)
      }
      engine.fleet.remove(consumerId)
      flush()
    },

    slots(taskId) {
      const { view, assignment } = engine.task(taskId)
      const targets = slotTargets(assignment)
      const slots = assignment.owners.map((consumer_id, slot) => ({ slot, consumer_id, targets: targets[slot] ?? 0 }))
      return { task_id: taskId, epoch: view.epoch, slots }
    },

    batchTargets(batchId) {
      const targets = engine.board.targetsOf(batchId)
      if (!targets) throw new BatchdeckError('UNKNOWN_BATCH', `Batch ${batchId} is not planned here.`)
      return targets
    },
  }
}

function previewOf({ view, assignment }: TaskState, result: Plan, skipped: readonly InvalidLine[]): PlanPreview {
  const members = new Set(result.assignment.members)
  return {
    task_id: view.task_id,
    base_epoch: view.epoch,
    changed: result.changed,
    counts: result.counts,
    duplicates: result.duplicates,
    skipped,
    consumers_touched: result.consumersTouched.filter((id) => members.has(id)),
    slots_moved: result.assignment.owners.flatMap((to, slot) => {
      const from = assignment.owners[slot] ?? null
      return from === to ? [] : [[slot, from, to] as const]
    }),
    remarks: result.remarks,
  }
}

/** ": +100 −3", or nothing where the target list stays. */
function targetChange({ added, removed }: Counts): string {
  const parts = [added > 0 ? `+${added}` : '', removed > 0 ? `−${removed}` : ''].filter(Boolean)
  return parts.length > 0 ? `: ${parts.join(' ')}` : ''
}

function noBatches(): Record<BatchView['status'], number> {
  return { pending: 0, running: 0, completed: 0, error: 0 }
}
