import { refusal } from '../../contract/refusal.ts'
import { publicationFacts } from './audit.ts'
import { procedure } from './procedure.ts'

/**
 * `[BR-2]` The slots of those who were lost together go to the others: of this task with an epoch now, of all others with
 * one that follows by itself. `CONFLICT` where the brake is not on, or nobody is there; `UNKNOWN_TASK`, `STALE_EPOCH`,
 * `STORAGE_FAILED`
 */
export const releaseBrake = procedure('brake.release', {
  role: 'operator',
  audit: {
    name: 'brake.release',
    facts: ({ task_id, base_epoch }, publication) => ({ task_id, base_epoch, ...publicationFacts(publication) }),
  },
  inTurns: true,
  async run({ engine, publisher, now, decide }, { task_id: task, base_epoch: baseEpoch }) {
    let kept = engine.keptConsumers()
    const publication = await publisher.publish(
      task,
      { kind: 'keep' },
      {
        causes: () => [{ kind: 'release' }],
        baseEpoch,
        release: true,
        // When its turn has come.
        proceed(step) {
          // That somebody saw something else says more than that there is nothing to do any more.
          const isStale = baseEpoch !== undefined && baseEpoch !== engine.taskResource(task).epoch
          if (step !== 'planning' || isStale) return
          kept = engine.keptConsumers()
          if (!engine.isBraked(task)) throw refusal('brake_not_on', { task })
          if (engine.planTerms(task).members.every((id) => kept.includes(id)))
            throw refusal('brake_nobody_there', { task })
        },
      },
    )
    // The epoch is on disk and counts with none of them; what is left of them is in other tasks.
    const decision = engine.draftRelease(kept)
    const ids = (decision.consumers ?? []).map(({ consumer_id }) => consumer_id)
    if (ids.length > 0) {
      await decide(decision, () => ({ result: null, isWhole: engine.release(ids, now()).length === ids.length }))
    }
    return publication
  },
})
