import { procedure } from './procedure.ts'

/** `[WS-29]` Whoever reads asks for it: the consumer sends its log for as long as somebody does. `UNKNOWN_CONSUMER` */
export const readLog = procedure('log.read', {
  role: 'viewer',
  audit: null,
  run({ engine }, { consumer_id, after = 0 }) {
    const { session_id } = engine.consumerResource(consumer_id)
    return {
      consumer_id,
      state: session_id === null ? 'offline' : 'unsupported',
      lines: [],
      last_seq: after,
      dropped: 0,
    }
  },
})
