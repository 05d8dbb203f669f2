// Publishes epoch after epoch and says each number once it is on disk, until it is killed: FILE SEED
import { emptyAssignment } from '../../src/core/planner/assignment.ts'
import { plan } from '../../src/core/planner/plan.ts'
import { openStore } from '../../src/monitor/ledger/store.ts'
import { newTask, nextRecord, optionsOf } from './stored-task.ts'

const [file = '', seed = '0'] = process.argv.slice(2)
const store = openStore(file)
const { state, assignments } = store.load()
const stored = state.tasks[0]
let task = stored?.task ?? newTask(1)
if (!stored) store.createTask(task)
let assignment = assignments.get(1) ?? emptyAssignment
let { nextBatchId } = state
for (let step = Number(seed); ; step++) {
  const members = ['a', 'b', 'c'].slice(0, 1 + (step % 3))
  const targets = Array.from({ length: 300 + (step % 50) }, (_, i) => `target-${(i + step) % 700}`)
  const result = plan({
    previous: assignment,
    edit: { kind: 'replace', targets },
    members,
    options: optionsOf(task),
    nextBatchId,
  })
  const record = nextRecord(task, result)
  store.publish(record, assignment, result.assignment)
  ;({ task, nextBatchId } = record)
  assignment = result.assignment
  process.stdout.write(`${task.epoch}\n`)
}
