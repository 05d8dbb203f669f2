import { setImmediate as immediate } from 'node:timers/promises'
import { causeText } from '../console/words/cause.ts'
import type { BatchWithTargets, BatchResource } from '../contract/resources/batch.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { ChangedTask, PlanPreview } from '../contract/resources/plan.ts'
import type { SlotsAnswer } from '../contract/resources/slots.ts'
import type { TaskChange, TaskResource } from '../contract/resources/task.ts'
import type { Effect } from '../engine/effects.ts'
import type { Engine } from '../engine/engine.ts'
import { BatchdeckError, problemOf } from '../contract/errors.ts'
import type { Batch } from '../planner/batch-list.ts'
import { priorities } from '../planner/priority.ts'
import { listSettings } from '../settings/setting-list.ts'
import type { GivenSetting, Settings } from '../settings/settings.ts'
import { type SlotMap, slotsAt } from '../contract/slot-history.ts'
import { choosesOwners, concernsPlan, optionsCause, realChange } from '../contract/task-change.ts'
import { type TaskState, unknownEpoch } from '../engine/task-state.ts'
import { type EditRequest, type PlanReport, type PlanRequest, StaleRevision, type Storage } from './storage/port.ts'
import type { Operations, PublishOptions, WhatIf } from './operations.ts'

interface Parts {
  readonly engine: Engine
  readonly storage: Storage
  readonly settings: Settings
  readonly given: readonly GivenSetting[]
  readonly now: () => number
  /** Lets the sockets do what the engine says. */
  readonly perform: (effects: readonly Effect[]) => void
  /** Writes and shows what changed. */
  readonly flush: () => void
  /** The disk has refused a change. */
  readonly storageFailed: (message: string) => void
}

/** The operations on a running monitor: what is decided goes to disk first, then to the consumers, then to consoles. */
export function createOperations(parts: Parts): Operations {
  const { engine, storage, settings, given: givenSettings, now, perform, flush, storageFailed } = parts
  /** What changes tasks or epochs is done one after the other. */
  let last: Promise<unknown> = Promise.resolve()
  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = last.then(action)
    last = result.catch(() => {})
    return result
  }

  async function write<T>(action: Promise<T>): Promise<T> {
    try {
      return await action
    } catch (error) {
      if (error instanceof StaleRevision) throw new BatchdeckError('STALE_EPOCH', error.message)
      storageFailed(problemOf(error).message)
      throw error
    }
  }

  function planRequest(
    taskId: number,
    edit: EditRequest,
    { without = [], more = 0, rebalance = false, change }: WhatIf = {},
  ): PlanRequest {
    const { members: present, ...terms } = engine.planTerms(taskId, change)
    // EP-6: a rollback changes targets only; members that wait for a sync go on waiting.
    const members = edit.kind === 'epoch' ? engine.task(taskId).members : present
    const left = new Set(without)
    const staying = members.filter((id) => !left.delete(id))
    const [unknown] = left
    if (unknown !== undefined)
      throw new BatchdeckError('UNKNOWN_CONSUMER', `There is no consumer ${unknown} to do without.`)
    return { ...terms, members: [...staying, ...newNames(more, members)], edit, rebalance }
  }

  /** Of the last hundred epochs some may be in memory only. */
  function isKept({ view }: TaskState, { epoch }: { epoch: number }): boolean {
    return epoch > view.epoch - settings['monitor.retention.epochs']
  }

  async function preview(taskId: number, edit: EditRequest, whatIf?: WhatIf): Promise<PlanPreview> {
    const report = await storage.preview(taskId, planRequest(taskId, edit, whatIf))
    return previewOf(engine.task(taskId), report, engine.canBeTold(report.members))
  }

  async function publish(taskId: number, edit: EditRequest, options: PublishOptions) {
    const { baseEpoch, tell = 'changed', message, rebalance = false, isForMembers = false } = options
    const { change, proceed } = options
    proceed?.('planning')
    const { view } = engine.task(taskId)
    await refuseStale(view, baseEpoch, () => preview(taskId, edit, { rebalance }))
    const chosen = typeof tell === 'string' ? tell : knownConsumers(tell)
    const { plan, report } = await storage.prepare(taskId, planRequest(taskId, edit, { rebalance, change }))
    const { counts, duplicates, skipped, ignoredColumns } = report
    const answer = { task_id: taskId, counts, duplicates, skipped, ignored_columns: ignoredColumns }
    if (!report.changed) return { ...answer, published: false, epoch: view.epoch, consumers_told: [] }
    proceed?.('writing')
    const causes = [...options.causes(counts), ...engine.memberNews(taskId, report.members, isForMembers, now())]
    const cause = causeText('en', causes)
    const record = engine.draft(taskId, report, { cause, causes }, chosen, now(), change)
    const outline = await write(storage.commit(plan, record, view.epoch))
    // Ten thousand batches take some 10 ms each to receive, to adopt, to tell of and to show: others come in between
    // (PL-9). Whoever connects meanwhile is told by itself.
    await nextTurn()
    const effects = engine.adopt(record, outline, message ?? cause, now())
    await nextTurn()
    perform(effects)
    await nextTurn()
    flush()
    const consumersTold = record.rollout.map(({ consumer_id }) => consumer_id)
    return { ...answer, published: true, epoch: record.epoch.epoch, consumers_told: consumersTold }
  }

  /** `[EP-7]` */
  async function refuseStale(
    { epoch }: TaskResource,
    baseEpoch: number | undefined,
    fresh: () => Promise<PlanPreview>,
  ): Promise<void> {
    if (baseEpoch === undefined || baseEpoch === epoch) return
    throw new BatchdeckError('STALE_EPOCH', `The plan was made for epoch ${baseEpoch}; now it is ${epoch}.`, {
      detail: await fresh(),
    })
  }

  async function previewChange(taskId: number, given: TaskChange): Promise<PlanPreview> {
    const { view, members } = engine.task(taskId)
    const change = realChange(view, given)
    const keep = { kind: 'keep' } as const
    if (concernsPlan(view, change)) return preview(taskId, keep, { change, rebalance: choosesOwners(view, change) })
    // Members that wait for a sync are none of its business.
    const request = { ...engine.planTerms(taskId), members, edit: keep, rebalance: false }
    return previewOf(engine.task(taskId), await storage.preview(taskId, request), new Set())
  }

  async function changeTask(taskId: number, given: TaskChange, baseEpoch: number | undefined): Promise<ChangedTask> {
    engine.refresh(now())
    const { view } = engine.task(taskId)
    await refuseStale(view, baseEpoch, () => previewChange(taskId, given))
    const change = realChange(view, given)
    if (Object.keys(change).length === 0) return { task: { ...view }, publication: null }
    if (concernsPlan(view, change)) {
      const causes = [optionsCause(view, change)]
      const options = { causes: () => causes, change, rebalance: choosesOwners(view, change) }
      const publication = await publish(taskId, { kind: 'keep' }, options)
      if (publication.published) return { task: { ...engine.task(taskId).view }, publication }
    }
    await write(storage.changeTask({ ...view, ...change }))
    engine.changeTask(taskId, change)
    flush()
    return { task: { ...engine.task(taskId).view }, publication: null }
  }

  function knownConsumers(consumers: readonly string[]): readonly string[] {
    for (const id of consumers) knownConsumer(id)
    return [...new Set(consumers)]
  }

  function knownConsumer(id: string): ConsumerResource {
    const view = engine.fleet.get(id)
    if (!view) throw new BatchdeckError('UNKNOWN_CONSUMER', `There is no consumer ${id}.`)
    return view
  }

  function setAllDrained(consumerIds: readonly string[], isDrained: boolean): readonly string[] {
    const known = knownConsumers(consumerIds)
    const changed = known.filter((id) => (engine.fleet.get(id)?.drained_at !== null) !== isDrained)
    for (const id of changed) {
      if (isDrained) engine.fleet.drain(id, now())
      else engine.fleet.undrain(id, now())
    }
    flush()
    return changed
  }

  return {
    createTask: (options) =>
      inTurn(async () => {
        const taskId = options.task_id ?? engine.freeTaskId()
        if (engine.tasks.has(taskId)) throw new BatchdeckError('TASK_EXISTS', `There is a task ${taskId} already.`)
        const view: TaskResource = {
          task_id: taskId,
          name: options.name.trim(),
          epoch: 0,
          targets: 0,
          batches: 0,
          batch_size: options.batch_size ?? settings['monitor.batch.batch-size'],
          virtual_nodes: options.virtual_nodes ?? settings['monitor.batch.virtual-nodes'],
          strategy: options.strategy ?? settings['monitor.batch.strategy'],
          priority_levels: options.priority_levels ?? 'auto',
          auto_sync: options.auto_sync ?? true,
          created_at: now(),
          sync_due: false,
        }
        await write(storage.createTask(view))
        engine.addTask(view)
        flush()
        return { ...view }
      }),

    deleteTask: (taskId) =>
      inTurn(async () => {
        engine.task(taskId)
        await write(storage.deleteTask(taskId))
        engine.removeTask(taskId)
        flush()
      }),

    previewChange,
    changeTask: (taskId, change, baseEpoch) => inTurn(() => changeTask(taskId, change, baseEpoch)),

    tasks: () => [...engine.tasks.values()].map(({ view }) => ({ ...view })),
    task: (taskId) => ({ ...engine.task(taskId).view }),

    async targets(taskId, format) {
      engine.task(taskId)
      return storage.targets(taskId, format)
    },

    async targetPage(taskId, page) {
      engine.task(taskId)
      return storage.page(taskId, page)
    },

    preview,
    publish: (taskId, edit, options) => inTurn(() => publish(taskId, edit, options)),

    reload(taskId, consumers) {
      const { view, members } = engine.task(taskId)
      if (view.epoch === 0)
        throw new BatchdeckError('CONFLICT', `Task ${taskId} has no epoch yet: import targets first.`)
      const told = consumers === 'all' ? members : knownConsumers(consumers)
      perform(engine.reload(taskId, told, now()))
      flush()
      return { task_id: taskId, epoch: view.epoch, consumers_told: told }
    },

    async batches(taskId, { consumerId, from, limit }) {
      for (;;) {
        const task = engine.task(taskId)
        const { epoch } = task.view
        const all = consumerId === undefined ? [...task.batches.values()] : mostUrgentFirst(task.batchesOf(consumerId))
        const page = all.slice(from, from + limit).map(({ batch_id }) => batch_id)
        const found = await storage.batches(taskId, page)
        // A newer epoch is on disk already, and about to be adopted: ask for the batches of that one.
        if (found.epoch !== epoch) continue
        const batches = found.batches.map((batch): BatchWithTargets => {
          const { status = 'pending', progress = 0 } = engine.board.get(batch.batch_id) ?? {}
          return { ...batch, status, progress }
        })
        const next = from + limit < all.length ? from + limit : null
        return { task_id: taskId, epoch, batches, next }
      }
    },

    confirmFetch(taskId, consumerId, epoch) {
      const task = engine.task(taskId)
      if (task.view.epoch === epoch) task.rollout.confirm(consumerId, now())
    },

    async epochs(taskId, before, limit) {
      engine.refresh(now())
      const task = engine.task(taskId)
      const epochs = task.epochs.filter((view) => isKept(task, view))
      const recent = (before === undefined ? epochs : epochs.filter(({ epoch }) => epoch < before)).slice(0, limit)
      const views = recent.map((epoch) => ({ ...epoch }))
      if (recent.length >= limit || epochs.at(-1)?.epoch === 1 || epochs.length === 0) return views
      const oldest = recent.at(-1)?.epoch ?? before ?? 0
      return [...views, ...(await storage.epochs(taskId, oldest, limit - recent.length))]
    },

    async epoch(taskId, number) {
      engine.refresh(now())
      const task = engine.task(taskId)
      const current = number === task.view.epoch ? [...task.rollout.views()] : null
      const recent = task.epochs.find((view) => view.epoch === number && isKept(task, view))
      const [view] = recent ? [{ ...recent }] : await storage.epochs(taskId, number + 1, 1)
      if (view?.epoch !== number) throw unknownEpoch(taskId, number, task.view.epoch)
      return { ...view, rollout: current ?? (await storage.rollout(taskId, number)) }
    },

    async epochDiff(taskId, from, to, page) {
      engine.task(taskId)
      return storage.diff(taskId, from, to, page)
    },

    consumers() {
      const counts = new Map<string | null, Record<BatchResource['status'], number>>()
      for (const { consumer_id, status, stale } of engine.board.all()) {
        if (stale) continue
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
      const view = knownConsumer(consumerId)
      return { ...view, batches: Array.from(engine.board.ofConsumer(consumerId), (batch) => ({ ...batch })) }
    },

    dismissConsumer(consumerId) {
      const view = knownConsumer(consumerId)
      if (view.state !== 'lost') {
        throw new BatchdeckError('CONFLICT', `${consumerId} is ${view.state}; only a lost consumer can be dismissed.`)
      }
      engine.fleet.remove(consumerId, now())
      flush()
    },

    dismissLost(consumerIds) {
      const lost = [...new Set(consumerIds)].filter((id) => engine.fleet.get(id)?.state === 'lost')
      for (const id of lost) engine.fleet.remove(id, now())
      flush()
      return lost
    },

    setAllDrained,

    setDrained(consumerId, isDrained) {
      setAllDrained([consumerId], isDrained)
      return { ...knownConsumer(consumerId) }
    },

    settings: () => listSettings(settings, givenSettings),

    async slots(taskId, epoch) {
      const present = engine.task(taskId).slotsView()
      if (epoch === undefined || epoch === present.epoch) return slotsOf(taskId, present.epoch, present)
      const history = await storage.slotHistory(taskId, epoch, epoch)
      return slotsOf(taskId, epoch, slotsAt(history, epoch)!.map)
    },

    async slotHistory(taskId, from, to) {
      engine.task(taskId)
      return storage.slotHistory(taskId, from, to)
    },

    async batchTargets(batchId) {
      const taskId = engine.board.get(batchId)?.task_id
      const targets = typeof taskId === 'number' ? await storage.batchTargets(taskId, batchId) : null
      if (!targets) throw new BatchdeckError('UNKNOWN_BATCH', `Batch ${batchId} is not planned here.`)
      return targets
    },
  }
}

function slotsOf(taskId: number, epoch: number, { owners, targets }: SlotMap): SlotsAnswer {
  const slots = owners.map((consumer_id, slot) => ({ slot, consumer_id, targets: targets[slot]! }))
  return { task_id: taskId, epoch, slots }
}

/** When the event loop has looked after timers and sockets: one `setImmediate` alone comes before these. */
async function nextTurn(): Promise<void> {
  await immediate()
  await immediate()
}

function previewOf({ view, owners }: TaskState, report: PlanReport, canBeTold: ReadonlySet<string>): PlanPreview {
  return {
    task_id: view.task_id,
    base_epoch: view.epoch,
    changed: report.changed,
    counts: report.counts,
    duplicates: report.duplicates,
    skipped: report.skipped,
    ignored_columns: report.ignoredColumns,
    consumers_touched: report.consumersTouched.filter((id) => canBeTold.has(id)),
    slots_moved: report.owners.flatMap((to, slot) => {
      const from = owners[slot] ?? null
      return from === to ? [] : [[slot, from, to] as const]
    }),
    remarks: report.remarks,
  }
}

/** Names of consumers that do not exist, `new-1`, `new-2`, …; none that does. */
function newNames(count: number, taken: readonly string[]): string[] {
  const names: string[] = []
  for (let n = 1; names.length < count; n++) if (!taken.includes(`new-${n}`)) names.push(`new-${n}`)
  return names
}

function mostUrgentFirst(batches: readonly Batch[]): Batch[] {
  return batches.toSorted(
    (a, b) => priorities.indexOf(a.priority) - priorities.indexOf(b.priority) || a.batch_id - b.batch_id,
  )
}

function noBatches(): Record<BatchResource['status'], number> {
  return { pending: 0, running: 0, completed: 0, error: 0 }
}
