import { type BatchdeckError, sentenceOf } from '../../../contract/errors.ts'
import type { SendOutcome } from '../message.ts'

export const delivered: SendOutcome = { kind: 'delivered' }

/** It may be taken later. @param after what the receiver asks for, ms */
export function retried(problem: BatchdeckError, after: number | null = null): SendOutcome {
  return { kind: 'retry', problem: sentenceOf(problem), after }
}

/** It will not be taken until somebody changes something. */
export function refused(problem: BatchdeckError): SendOutcome {
  return { kind: 'refused', problem: sentenceOf(problem) }
}
