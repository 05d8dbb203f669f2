import { workerData } from 'node:worker_threads'
import type { ListLimits } from '../../lists/list-reader.ts'
import { serveThread } from '../../thread/serve-thread.ts'
import { Planning } from '../planning/planning.ts'
import { StaleRevision } from '../port.ts'
import { openSqliteStore } from './sqlite-store.ts'

const { file, keptEpochs, limits } = workerData as { file: string; keptEpochs: number; limits: ListLimits }
serveThread(
  () => new Planning(openSqliteStore(file, keptEpochs), limits),
  (error) => (error instanceof StaleRevision ? { taskId: error.taskId, revision: error.revision } : null),
)
