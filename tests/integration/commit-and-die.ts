// Commits an epoch with these targets and dies before anyone is told of it: FILE TARGETS
import { openSqliteStorage } from '../../src/monitor/storage/sqlite/sqlite-storage.ts'
import { nextRecord, optionsOf } from './stored-task.ts'

const [file = '', targets = ''] = process.argv.slice(2)
const storage = openSqliteStorage(file, console.error)
const { tasks, nextBatchId } = await storage.load()
const { task, outline } = tasks[0]!
await storage.openList(1, 'text', 'replace')
await storage.receiveList(1, Buffer.from(targets))
await storage.readList(1)
const { plan, report } = await storage.prepare(task.task_id, {
  members: outline.members,
  options: optionsOf(task),
  nextBatchId,
  edit: { kind: 'import', importId: 1, onInvalid: 'refuse' },
  rebalance: false,
})
await storage.commit(plan, nextRecord(task, report), task.epoch)
process.kill(process.pid, 'SIGKILL')
