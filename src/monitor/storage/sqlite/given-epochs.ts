import type { GivenEpochs } from '../../../engine/records.ts'
import type { StateNote } from '../state-note.ts'
import { counter, type GivenCounter, setCounter } from './counters.ts'
import type { Statements } from './statements.ts'

const nameOf = (taskId: number): GivenCounter => `epochs_given:${taskId}`

/**
 * `[ST-3]` The numbers of epochs that states gave out that are lost: consumers may have them still, with other batches than
 * the next epoch of that number would have.
 */
export class GivenNumbers {
  private readonly byTask = new Map<number, number>()

  /** @throws {Damage} */
  load(statements: Statements): void {
    for (const { name } of statements.givenCounters.all()) {
      this.raise({ task_id: Number((name as string).split(':')[1]), epoch: counter(statements, name as GivenCounter) })
    }
  }

  raise({ task_id: taskId, epoch }: GivenEpochs): void {
    if (epoch > (this.byTask.get(taskId) ?? 0)) this.byTask.set(taskId, epoch)
  }

  /** In a transaction. */
  write(statements: Statements): void {
    for (const [taskId, epoch] of this.byTask) setCounter(statements, nameOf(taskId), epoch)
  }

  list(): GivenEpochs[] {
    return [...this.byTask].map(([task_id, epoch]) => ({ task_id, epoch }))
  }
}

/** All numbers of epochs that a note knows to be given out. */
export function givenByNote({ tasks, epochs_given = [] }: StateNote): GivenEpochs[] {
  return [...epochs_given, ...tasks.map(({ task_id, epoch }) => ({ task_id, epoch }))]
}
