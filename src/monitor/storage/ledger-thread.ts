import { workerData } from 'node:worker_threads'
import { serveThread } from '../thread/serve-thread.ts'
import { Ledger } from './ledger.ts'
import { openStore } from './store.ts'

const { file, keptEpochs } = workerData as { file: string; keptEpochs: number }
serveThread(() => new Ledger(openStore(file, keptEpochs)))
