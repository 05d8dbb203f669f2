// Publishes epoch after epoch and says each, with the first id it leaves free, once it is on disk; until it is killed: FILE
import { flushCompileCache } from 'node:module'
import { setImmediate } from 'node:timers/promises'
import { emptyAssignment } from '../../src/planner/assignment.ts'
import { plan } from '../../src/planner/plan.ts'
import { epochEntry } from '../../src/monitor/storage/planning/epoch-entry.ts'
import { openSqliteStore } from '../../src/monitor/storage/sqlite/sqlite-store.ts'
import { batchSizeOf, membersOf, newTask, nextRecord, optionsOf, targetsOf } from './stored-task.ts'

// Whoever is killed does not come to that at its end.
flushCompileCache()
const [file = ''] = process.argv.slice(2)
const store = openSqliteStore(file)
const { state, assignments } = store.load()
const stored = state.tasks[0]
let task = stored?.task ?? newTask(1)
if (!stored) store.createTask(task)
let assignment = assignments.get(1) ?? emptyAssignment
let { nextBatchId } = state
for (;;) {
  const epoch = task.epoch + 1
  const changed = { ...task, batch_size: batchSizeOf(epoch) }
  const result = plan({
    previous: assignment,
    edit: { kind: 'replace', targets: targetsOf(epoch) },
    members: membersOf(epoch),
    options: optionsOf(changed),
    nextBatchId,
  })
  const record = nextRecord(changed, result)
  store.commit(epochEntry(record, assignment, result.assignment), assignment, result.assignment)
  ;({ task, nextBatchId } = record)
  assignment = result.assignment
  process.stdout.write(`${task.epoch} ${nextBatchId}\n`)
  // Where nobody listens any more, it ends with an error here.
  await setImmediate()
}
