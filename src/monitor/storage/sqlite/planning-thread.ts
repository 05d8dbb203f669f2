import { workerData } from 'node:worker_threads'
import { serveThread } from '../../thread/serve-thread.ts'
import { Planning } from '../planning/planning.ts'
import { StaleRevision } from '../port.ts'
import { openSqliteStore } from './sqlite-store.ts'

const { file, keptEpochs } = workerData as { file: string; keptEpochs: number }
serveThread(
  () => new Planning(openSqliteStore(file, keptEpochs)),
  (error) => (error instanceof StaleRevision ? { taskId: error.taskId, revision: error.revision } : null),
)
