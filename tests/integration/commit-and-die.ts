// Commits an epoch with these targets and dies before anyone is told of it: FILE TARGETS
import { openLedger } from '../../src/monitor/storage/ledger-client.ts'
import { nextRecord, optionsOf } from './stored-task.ts'

const [file = '', targets = ''] = process.argv.slice(2)
const ledger = openLedger(file, console.error)
const { tasks, nextBatchId } = await ledger.call('load')
const { task, outline } = tasks[0]!
await ledger.call('open', 1, 'text', 'replace')
await ledger.call('receive', 1, Buffer.from(targets))
await ledger.call('read', 1)
const plan = await ledger.call('prepare', task.task_id, {
  members: outline.members,
  options: optionsOf(task),
  nextBatchId,
  edit: { kind: 'import', importId: 1, onInvalid: 'refuse' },
  rebalance: false,
})
await ledger.call('publish', nextRecord(task, plan))
process.kill(process.pid, 'SIGKILL')
