import { procedure } from './procedure.ts'

/** Of which the summary is where nobody says of what: a day. */
const USUAL_RANGE_MS = 86_400_000

/** `[CN-7]` `INVALID_MESSAGE` where the range ends before it begins, or is too long; `STORAGE_FAILED` */
export const readSummary = procedure('summary.read', {
  role: 'viewer',
  audit: null,
  run({ summaries, now }, question) {
    // What is raised at this very moment is a part of it.
    const { to = now() + 1, from = to - USUAL_RANGE_MS } = question
    return summaries.make(from, to)
  },
})
