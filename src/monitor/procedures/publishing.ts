import { editedTargets } from '../../contract/cause.ts'
import { refusal } from '../../contract/refusal.ts'
import { attemptFacts, lengthOf, publicationFacts } from './audit.ts'
import { procedure } from './procedure.ts'
import { knownConsumers } from './publisher.ts'

const keep = { kind: 'keep' } as const

/** What an epoch for the present members would change. */
export const previewSync = procedure('sync.preview', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  run({ publisher, engine }, { task_id: taskId, rebalance, release }) {
    if (release === true && !engine.isBraked(taskId)) throw refusal('brake_not_on', { task: taskId })
    return publisher.preview(taskId, keep, { rebalance, release })
  },
})

/** Plans a task for its present members, and publishes what changed. `UNKNOWN_CONSUMER`, `STALE_EPOCH`, `STORAGE_FAILED` */
export const applySync = procedure('sync.apply', {
  role: 'operator',
  audit: {
    name: 'sync.apply',
    facts: ({ task_id, base_epoch, rebalance }, publication) => ({
      task_id,
      base_epoch,
      rebalance,
      ...publicationFacts(publication),
    }),
  },
  inTurns: true,
  run: ({ publisher }, { task_id: taskId, base_epoch: baseEpoch, consumers: tell, message, rebalance }) => {
    const cause = { kind: 'sync', rebalance: rebalance ?? false } as const
    return publisher.publish(taskId, keep, { causes: () => [cause], baseEpoch, tell, message, rebalance })
  },
})

/** `[PL-7]` `UNKNOWN_CONSUMER` */
export const planWhatIf = procedure('plan.what-if', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  run: ({ publisher }, { task_id: taskId, ...whatIf }) => publisher.preview(taskId, keep, whatIf),
})

/** `[EP-6]` `UNKNOWN_EPOCH`, `CONFLICT` */
export const previewRollback = procedure('rollback.preview', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  run: ({ publisher }, { task_id: taskId, epoch }) => publisher.preview(taskId, { kind: 'epoch', epoch }),
})

/** `[EP-6]` `UNKNOWN_EPOCH`, `CONFLICT`, `STALE_EPOCH`, `GUARDED`, `STORAGE_FAILED` */
export const applyRollback = procedure('rollback.apply', {
  role: 'operator',
  audit: { name: 'rollback.apply', facts: attemptFacts },
  inTurns: true,
  run: ({ publisher }, { task_id: taskId, epoch, base_epoch: baseEpoch, confirm }) =>
    publisher.publish(
      taskId,
      { kind: 'epoch', epoch },
      { causes: (counts) => [{ kind: 'rollback', to: epoch, ...editedTargets(counts) }], baseEpoch, confirm },
    ),
})

/** Sends the current epoch again, to all members or to those named. `UNKNOWN_CONSUMER`, `CONFLICT` before the first */
export const reload = procedure('reload', {
  role: 'operator',
  audit: {
    name: 'reload',
    facts: ({ task_id }, report) => ({
      task_id,
      ...(report && { epoch: report.epoch, consumers_told: lengthOf(report.consumers_told) }),
    }),
  },
  async run({ engine, now, perform, decide }, { task_id: taskId, consumers = 'all' }) {
    const { epoch } = engine.taskResource(taskId)
    if (epoch === 0) throw refusal('task_has_no_epoch', { task: taskId })
    const told = consumers === 'all' ? engine.membersOf(taskId) : knownConsumers(engine, consumers)
    return decide(engine.draftReload(taskId, told), () => {
      const staying = told.filter((id) => consumers === 'all' || engine.hasConsumer(id))
      perform(engine.reload(taskId, staying, now()))
      const { epoch: present } = engine.taskResource(taskId)
      return {
        result: { task_id: taskId, epoch: present, consumers_told: staying },
        isWhole: present === epoch && staying.length === told.length,
      }
    })
  },
})
