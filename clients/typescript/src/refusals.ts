import { Refused, Replaced, Unauthorized } from './errors.ts'

const forbidden = ['UNAUTHORIZED', 'FORBIDDEN']
const refused = ['INVALID_CONSUMER_ID', 'CONSUMER_MISMATCH']
const POLICY_VIOLATION = 1008
const SESSION_REPLACED = 4409

/** `[CL-4]` Why an error frame is the end for good; null where it is not. */
export function refusalOfError({ code, message }: { code: unknown; message: unknown }): Refused | null {
  if (typeof code !== 'string') return null
  const text = typeof message === 'string' ? message : ''
  if (forbidden.includes(code)) return new Unauthorized(code, text)
  return refused.includes(code) ? new Refused(code, text) : null
}

/** `[CL-4]` Why a connection was closed for good; null where it may be made again. */
export function refusalOfClose(code: number | null, reason: string): Refused | null {
  if (code === SESSION_REPLACED) return new Replaced('SESSION_REPLACED', 'Another process has registered the same id.')
  const named = code === POLICY_VIOLATION ? forbidden.find((name) => reason.includes(name)) : undefined
  return named === undefined ? null : new Unauthorized(named, reason)
}
