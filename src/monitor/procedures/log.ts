import { whoAsks } from '../asker.ts'
import { procedure } from './procedure.ts'

/** `[WS-29]` Whoever reads asks for it: the consumer sends its log for as long as somebody does. `UNKNOWN_CONSUMER`, `RATE_LIMITED` */
export const readLog = procedure('log.read', {
  role: 'viewer',
  audit: null,
  run({ logs, perform, caller }, { consumer_id, after = 0 }) {
    const { log, effects } = logs.read(consumer_id, after, whoAsks(caller))
    perform(effects)
    return log
  },
})
