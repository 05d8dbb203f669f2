import type { ErrorCode } from '../../contract/errors.ts'

/** Errors that are no fault in a frame, but too much of something (WS-18). */
export const limitCodes: ReadonlySet<ErrorCode> = new Set([
  'RATE_LIMITED',
  'TOO_SLOW',
  'TOO_LARGE',
  'REGISTER_TIMEOUT',
  'TOO_MANY_CONNECTIONS',
  'TOO_MANY_CONSUMERS',
  'TOO_MANY_ATTEMPTS',
])
