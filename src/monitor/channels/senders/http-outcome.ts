import { STATUS_CODES } from 'node:http'
import { refusal } from '../../../contract/refusal.ts'
import type { SendOutcome } from '../message.ts'
import { delivered, refused, retried } from './outcome.ts'
import type { Secrets } from './secrets.ts'
import type { HttpAnswer } from './send-http.ts'

/** Statuses by which nothing is lost if it is tried again: the receiver is late, early, locked or full. */
const passing = [408, 409, 423, 425, 429]

/** "404 Not Found" */
export function statusText(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trim()
}

/** That a service takes no more for now. @param after ms, null where it does not say */
export function busy(host: string, after: number | null): SendOutcome {
  return after === null
    ? retried(refusal('channel_busy', { host }))
    : retried(refusal('channel_busy_for', { host, seconds: Math.ceil(after / 1000) }), after)
}

/**
 * What came of an attempt by its status alone.
 * @param isFinal whether what is otherwise wrong with the request stays so
 */
export function outcomeByStatus(
  answer: HttpAnswer,
  secrets: Secrets,
  isFinal: (status: number) => boolean = () => true,
): SendOutcome {
  const { host, status, text, retryAfter, location } = answer
  if (status >= 200 && status < 300) return delivered
  if (status >= 300 && status < 400) return refused(refusal('channel_redirected', { host, to: location ?? '–' }))
  if (status === 429) return busy(host, retryAfter)
  const problem = /^\s*(<|$)/.test(text)
    ? refusal('channel_answered_bare', { host, status: statusText(status) })
    : refusal('channel_answered', { host, status: statusText(status), detail: secrets.detail(text) })
  const isRefused = status >= 400 && status < 500 && !passing.includes(status) && isFinal(status)
  return isRefused ? refused(problem) : retried(problem, retryAfter)
}

/** What a service has answered that speaks JSON, as an object; null where it is none. */
export function jsonOf({ text, isWhole }: HttpAnswer): Readonly<Record<string, unknown>> | null {
  if (!isWhole) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** What came of an attempt where a service that answers in another way has not. */
export function outcomeOfNonsense(answer: HttpAnswer, secrets: Secrets): SendOutcome {
  const { host, status, isWhole } = answer
  const byStatus = outcomeByStatus(answer, secrets)
  if (byStatus.kind !== 'delivered') return byStatus
  if (!isWhole) return retried(refusal('channel_cut', { host }))
  return retried(refusal('channel_nonsense', { host, status: statusText(status) }))
}
