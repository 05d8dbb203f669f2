// Publishes epoch after epoch and says each number once it is on disk, until it is killed: FILE SEED
import { newEpochView } from '../../src/core/task-state.ts'
import { emptyAssignment } from '../../src/core/planner/assignment.ts'
import { plan } from '../../src/core/planner/plan.ts'
import { openStore } from '../../src/monitor/store/store.ts'
import { newTask, optionsOf } from './stored-task.ts'

const [file = '', seed = '0'] = process.argv.slice(2)
const store = openStore(file)
const state = store.load()
const stored = state.tasks[0]
let task = stored?.task ?? newTask(1)
if (!stored) store.createTask(task)
let assignment = stored?.assignment ?? emptyAssignment
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
  const epoch = task.epoch + 1
  task = { ...task, epoch, targets: result.counts.targets, batches: result.counts.batches }
  const view = newEpochView({ task_id: 1, epoch, created_at: step, cause: 'test', counts: result.counts }, 0)
  const { delta } = result
  nextBatchId = result.nextBatchId
  assignment = result.assignment
  store.publish({ task, epoch: view, assignment, delta, rollout: [], nextBatchId })
  process.stdout.write(`${epoch}\n`)
}
