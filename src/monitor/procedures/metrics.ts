import { Type } from 'typebox'
import { httpProcedure } from './procedure.ts'

/** What the monitor measures, for Prometheus: the text, and the media type of its version of the format. */
export const readMetrics = httpProcedure('metrics.read', {
  role: 'viewer',
  input: Type.Object({}),
  result: Type.Object({ type: Type.String(), text: Type.String() }),
  audit: null,
  run: async ({ metrics }) => ({ type: metrics.contentType, text: await metrics.text() }),
})
