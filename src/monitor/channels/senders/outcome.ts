import { type BatchdeckError, sentenceOf } from '../../../contract/errors.ts'
import { refusal } from '../../../contract/refusal.ts'
import type { SendOutcome } from '../message.ts'

export const delivered: SendOutcome = { kind: 'delivered' }

/** It may be taken later. @param after what the receiver asks for, ms */
export function retried(problem: BatchdeckError, after: number | null = null): SendOutcome {
  return { kind: 'retry', problem: sentenceOf(problem), after }
}

/** It was ended before anything came of it: by whoever waited so long, or for another reason. */
export function ended(host: string, signal: AbortSignal, begunAt: number): SendOutcome {
  const isLate = (signal.reason as Partial<Error> | undefined)?.name === 'TimeoutError'
  const seconds = Math.max(1, Math.round((performance.now() - begunAt) / 1000))
  return retried(isLate ? refusal('channel_timed_out', { host, seconds }) : refusal('channel_stopped', { host }))
}

/** It will not be taken until somebody changes something. */
export function refused(problem: BatchdeckError): SendOutcome {
  return { kind: 'refused', problem: sentenceOf(problem) }
}
