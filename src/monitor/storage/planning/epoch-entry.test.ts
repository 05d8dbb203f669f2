import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeSchema4 } from '../../../../tests/databases/schema-4.ts'
import { TaskHistory } from '../../../../tests/integration/task-history.ts'
import { type Assignment, emptyAssignment, outlineChange, placedTargets } from '../../../planner/assignment.ts'
import { openSqliteStore } from '../sqlite/sqlite-store.ts'
import { assignmentAfter } from './epoch-entry.ts'

/** All that an assignment says. */
const allOf = (assignment: Assignment) => ({
  ...outlineChange(emptyAssignment, assignment),
  levels: assignment.levels,
  targets: [...placedTargets(assignment)],
})

describe('what is written down of epochs', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-replay-'))
    file = join(folder, 'batchdeck.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('[EP-1] is enough to have every assignment again that the file held', () => {
    const history = new TaskHistory(file)
    const held: Assignment[] = []
    const lists = [
      ['x', 'y', 'z'],
      [{ target: 'x', priority: 'urgent' }, 'new'],
      Array.from({ length: 120 }, (_, i) => `t${i}`),
    ]
    for (const [i, members] of [['a', 'b'], ['b', 'c'], ['b', 'c'], [], ['d']].entries()) {
      history.members = members
      history.task = { ...history.task, priority_levels: ([1, 4, 2] as const)[i % 3]! }
      history.publish(history.replace(lists[i % 3]!))
      history.planning.close()
      const store = openSqliteStore(file)
      held.push(store.load().assignments.get(1)!)
      store.close()
      history.reopen()
    }
    history.planning.close()
    const store = openSqliteStore(file)
    let assignment = emptyAssignment
    for (const [i, expected] of held.entries()) {
      assignment = assignmentAfter(assignment, store.change(1, i + 1)!)
      expect(allOf(assignment)).toEqual(allOf(expected))
    }
    expect(store.change(1, 3)?.members, 'members that stay are not written again').toBeNull()
    store.close()
  })

  it('is not enough where an earlier version wrote it, and says so', () => {
    writeSchema4(file)
    const store = openSqliteStore(file)
    expect(() => assignmentAfter(emptyAssignment, store.change(1, 1)!)).toThrow('is not enough')
    store.close()
  })
})
