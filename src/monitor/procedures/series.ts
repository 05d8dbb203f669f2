import { refusal } from '../../contract/refusal.ts'
import { procedure } from './procedure.ts'

/** Of which the last is shown where nobody says how much: an hour. */
const USUAL_RANGE_MS = 3_600_000

/** `[TS-2]` Also of a task that is gone, as long as it is kept. `INVALID_MESSAGE` where it ends before it begins; `STORAGE_FAILED` */
export const readSeries = procedure('series.read', {
  role: 'viewer',
  audit: null,
  run({ series, now }, question) {
    const { to = now(), from = to - USUAL_RANGE_MS } = question
    if (to <= from) throw refusal('range_backwards')
    return series.read({ ...question, from, to })
  },
})

/** `[TS-3]` Also of a consumer that is gone, as long as it is kept. `INVALID_MESSAGE`; `STORAGE_FAILED` */
export const readProgress = procedure('progress.read', {
  role: 'viewer',
  audit: null,
  run({ progress, now }, question) {
    const { to = now(), from = to - USUAL_RANGE_MS } = question
    if (to <= from) throw refusal('range_backwards')
    return progress.read({ ...question, from, to })
  },
})
