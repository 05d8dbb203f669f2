import { Type } from 'typebox'
import { epochNumber, id, list, orNull } from '../../contract/primitives.ts'
import {
  epochResource,
  type EpochResource,
  rolloutResource,
  type RolloutResource,
} from '../../contract/resources/epoch.ts'
import { slotsAnswer, type SlotsAnswer } from '../../contract/resources/slots.ts'
import { type SlotMap, slotsAt } from '../../contract/slot-history.ts'
import { unknownEpoch } from '../../engine/epoch.ts'
import type { Context } from './context.ts'
import { httpProcedure, procedure } from './procedure.ts'

const oneEpoch = Type.Object({ task_id: id, epoch: id })

/** Newest first, those before `before`. */
export const epochsBefore = procedure('epochs.before', {
  role: 'viewer',
  audit: null,
  run: async (context, { task_id: taskId, before, limit }) => ({
    epochs: await earlierEpochs(context, taskId, before, limit),
  }),
})

/** The same from the newest on; `next` is the last of them where there may be more. */
export const listEpochs = httpProcedure('epochs.list', {
  role: 'viewer',
  input: Type.Object({ task_id: id, before: Type.Optional(id), limit: Type.Integer({ minimum: 1 }) }),
  result: Type.Object({ epochs: list(epochResource), next: orNull(id) }),
  audit: null,
  async run(context, { task_id: taskId, before, limit }) {
    const epochs = await earlierEpochs(context, taskId, before, limit)
    const last = epochs.at(-1)?.epoch ?? 1
    return { epochs, next: epochs.length < limit || last === 1 ? null : last }
  },
})

/** With its rollout. `UNKNOWN_EPOCH` */
export const getEpoch = httpProcedure('epoch.get', {
  role: 'viewer',
  input: oneEpoch,
  result: Type.Object(
    { ...epochResource.properties, rollout: list(rolloutResource) },
    { title: 'EpochWithRollout', description: 'An epoch, and how far each consumer is with it.' },
  ),
  audit: null,
  run: (context, { task_id: taskId, epoch }) => epochWithRollout(context, taskId, epoch),
})

/** `UNKNOWN_EPOCH` */
export const epochRollout = procedure('epoch.rollout', {
  role: 'viewer',
  audit: null,
  run: async (context, { task_id: taskId, epoch }) => ({
    rollout: (await epochWithRollout(context, taskId, epoch)).rollout,
  }),
})

/** `[EP-6]` Of each list so many from the place `start` on. `UNKNOWN_EPOCH`, `CONFLICT` */
export const diffEpochs = procedure('epochs.diff', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  async run({ engine, storage }, { task_id: taskId, from, to, start = 0, limit = 1000 }) {
    engine.taskResource(taskId)
    return storage.diff(taskId, from, to, { start, limit })
  },
})

/** `[EP-10]` Of at most 500 epochs, the last of those asked for that are kept. `UNKNOWN_EPOCH`, `CONFLICT` */
export const epochSlots = procedure('epochs.slots', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  async run({ engine, storage }, { task_id: taskId, from, to }) {
    engine.taskResource(taskId)
    return storage.slotHistory(taskId, from, to)
  },
})

/** `[EP-10]` Of the present epoch, or of an earlier one. `UNKNOWN_EPOCH`, `CONFLICT` */
export const getSlots = httpProcedure('slots.get', {
  role: 'viewer',
  input: Type.Object({ task_id: id, epoch: Type.Optional(epochNumber) }),
  result: slotsAnswer,
  audit: null,
  inTurns: true,
  async run({ engine, storage }, { task_id: taskId, epoch }) {
    const present = engine.slotsResource(taskId)
    if (epoch === undefined || epoch === present.epoch) return slotsOf(taskId, present.epoch, present)
    const history = await storage.slotHistory(taskId, epoch, epoch)
    return slotsOf(taskId, epoch, slotsAt(history, epoch)!.map)
  },
})

function slotsOf(taskId: number, epoch: number, { owners, targets }: SlotMap): SlotsAnswer {
  const slots = owners.map((consumer_id, slot) => ({ slot, consumer_id, targets: targets[slot]! }))
  return { task_id: taskId, epoch, slots }
}

/** Those of the last hundred that are kept on disk, too: some may be in memory only. Newest first. */
function recentEpochs({ engine, settings }: Context, taskId: number): EpochResource[] {
  const { epoch: current } = engine.taskResource(taskId)
  return engine.epochResources(taskId).filter(({ epoch }) => epoch > current - settings['monitor.retention.epochs'])
}

async function earlierEpochs(
  context: Context,
  taskId: number,
  before: number | undefined,
  limit: number,
): Promise<EpochResource[]> {
  const epochs = recentEpochs(context, taskId)
  const recent = (before === undefined ? epochs : epochs.filter(({ epoch }) => epoch < before)).slice(0, limit)
  if (recent.length >= limit || epochs.at(-1)?.epoch === 1 || epochs.length === 0) return recent
  const oldest = recent.at(-1)?.epoch ?? before ?? 0
  return [...recent, ...(await context.storage.epochs(taskId, oldest, limit - recent.length))]
}

async function epochWithRollout(
  context: Context,
  taskId: number,
  number: number,
): Promise<EpochResource & { rollout: readonly RolloutResource[] }> {
  const { engine, storage } = context
  const { epoch: current } = engine.taskResource(taskId)
  const rollout = number === current ? engine.rolloutResources(taskId) : null
  const recent = recentEpochs(context, taskId).find(({ epoch }) => epoch === number)
  const [epoch] = recent ? [recent] : await storage.epochs(taskId, number + 1, 1)
  if (epoch?.epoch !== number) throw unknownEpoch(taskId, number, current)
  return { ...epoch, rollout: rollout ?? (await storage.rollout(taskId, number)) }
}
