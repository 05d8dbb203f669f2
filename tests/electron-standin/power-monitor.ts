import { EventEmitter } from 'node:events'

/** Never suspended, unless a test says so. */
export const powerMonitor = new EventEmitter()
