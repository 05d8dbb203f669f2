import type { TaskResource } from '../../../contract/resources/task.ts'
import { type Assignment, emptyAssignment } from '../../../planner/assignment.ts'
import { StaleRevision } from '../port.ts'

/** The target sets of all tasks, each with the epoch that it is of. */
export class PresentTargets {
  /** By task; one that has not had any targets is not among them. */
  readonly assignments: Map<number, Assignment>
  private readonly epochs: Map<number, number>

  constructor(assignments: Map<number, Assignment>, tasks: readonly TaskResource[]) {
    this.assignments = assignments
    this.epochs = new Map(tasks.map(({ task_id, epoch }) => [task_id, epoch]))
  }

  assignment(taskId: number): Assignment {
    return this.assignments.get(taskId) ?? emptyAssignment
  }

  /** 0 where it has none. */
  epoch(taskId: number): number {
    return this.epochs.get(taskId) ?? 0
  }

  /**
   * A task as it is now, of the same targets. `[ID-2]` Where no target becomes another one, another identity makes no
   * epoch: slots and their order stay.
   * @returns whether its identity is another
   */
  noteTask({ task_id: taskId, epoch, identity }: TaskResource): boolean {
    this.epochs.set(taskId, epoch)
    const assignment = this.assignment(taskId)
    if (assignment.identity === identity) return false
    this.assignments.set(taskId, { ...assignment, identity })
    return true
  }

  noteEpoch(taskId: number, epoch: number, assignment: Assignment): void {
    this.epochs.set(taskId, epoch)
    this.assignments.set(taskId, assignment)
  }

  forget(taskId: number): void {
    this.epochs.delete(taskId)
    this.assignments.delete(taskId)
  }

  /** @param expected null where there is to be no such task @throws {StaleRevision} */
  assertRevision(taskId: number, expected: number | null): void {
    const revision = this.epochs.get(taskId) ?? null
    if (revision !== expected) throw new StaleRevision(taskId, revision)
  }
}
