import { Type } from 'typebox'
import { consumerId, id, list, orNull } from '../../contract/primitives.ts'
import { refusal } from '../../contract/refusal.ts'
import { batchWithTargets, type BatchWithTargets } from '../../contract/resources/batch.ts'
import type { Engine } from '../../engine/engine.ts'
import { speaksFor } from '../tokens/grant.ts'
import type { Caller } from './context.ts'
import { httpProcedure, procedure } from './procedure.ts'

/**
 * Batches with their targets from the place `from` on: those of one consumer most urgent first (PL-5), all of them in order
 * of id. `next` is the place of the first of those that follow.
 */
export const listBatches = httpProcedure('batches.list', {
  role: 'consumer',
  input: Type.Object({
    task_id: id,
    consumer_id: Type.Optional(consumerId),
    /** Only the batch with this target, in either spelling. */
    target: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
    from: id,
    limit: Type.Integer({ minimum: 1 }),
    attributes: Type.Optional(Type.Boolean()),
    /** Whether the batches are handed over: to ask only what there is says nothing of who has them. */
    is_fetch: Type.Boolean(),
  }),
  result: Type.Object({ task_id: id, epoch: id, batches: list(batchWithTargets), next: orNull(id) }),
  audit: null,
  async run({ engine, storage, now, caller }, input) {
    const { task_id: taskId, consumer_id: consumer, target, from, limit, is_fetch: isFetch, attributes } = input
    assertOwn(caller, consumer)
    for (;;) {
      const { epoch } = engine.taskResource(taskId)
      const own = engine.batchIds(taskId, consumer)
      const holder = target === undefined ? null : await storage.batchOf(taskId, target)
      const all = target === undefined ? own : own.filter((batch) => batch === holder)
      const found = await storage.batches(taskId, all.slice(from, from + limit), attributes)
      // A newer epoch is on disk already, and about to be adopted: ask for the batches of that one.
      if (found.epoch !== epoch) continue
      const batches = found.batches.map((batch): BatchWithTargets => {
        const { status = 'pending', progress = 0 } = engine.batchResource(batch.batch_id) ?? {}
        return { ...batch, status, progress }
      })
      // It has its batches now: that is its answer to the epoch.
      if (consumer !== undefined && target === undefined && isFetch && isItself(engine, caller, consumer)) {
        engine.confirmFetch(taskId, consumer, epoch, now())
      }
      return { task_id: taskId, epoch, batches, next: from + limit < all.length ? from + limit : null }
    }
  },
})

/** The targets of one batch, in code-unit order. `UNKNOWN_BATCH` */
export const batchTargets = procedure('batch.targets', {
  role: 'viewer',
  audit: null,
  async run({ engine, storage }, { batch_id: batchId }) {
    const taskId = engine.batchResource(batchId)?.task_id
    const targets = typeof taskId === 'number' ? await storage.batchTargets(taskId, batchId) : null
    if (!targets) throw refusal('batch_unknown', { batch: batchId })
    return { batch_id: batchId, targets }
  },
})

/** `[SEC-4]` A consumer token that is bound to ids is shown the batches of these. @throws {BatchdeckError} `FORBIDDEN` */
function assertOwn(caller: Caller, consumer: string | undefined): void {
  const { token, pattern } = caller
  if (pattern === null || pattern === '*') return
  if (consumer === undefined) throw refusal('fetch_without_consumer', { token: String(token), pattern })
  if (!speaksFor(caller, consumer))
    throw refusal('consumer_of_other_token', { token: String(token), pattern, consumer })
}

/**
 * `[EP-3]` Whether a consumer asks for its own batches: only then has it got them. An operator's token, or none, is taken for
 * the consumer's where the request comes from where the consumer is connected from at this moment, as in simple fleets.
 */
function isItself(engine: Pick<Engine, 'connectedFrom'>, { role, remote }: Caller, consumer: string): boolean {
  if (role === 'consumer') return true
  return role !== 'viewer' && remote !== null && remote === engine.connectedFrom(consumer)
}
