import { Compile, type Validator } from 'typebox/compile'
import {
  type DesktopMethod,
  type DesktopParams,
  desktopRequests,
  type DesktopResults,
} from '../../contract/desktop-bridge.ts'
import { refusal } from '../../contract/refusal.ts'
import { complaintsOf } from '../../contract/validation.ts'

/** What answers each call of the page to the app. */
export type DesktopHandlers = {
  readonly [M in DesktopMethod]: (params: DesktopParams<M>) => DesktopResults[M] | Promise<DesktopResults[M]>
}

const validators = Object.fromEntries(
  Object.entries(desktopRequests).map(([method, schema]) => [method, Compile(schema)]),
) as Record<DesktopMethod, Validator>

/**
 * Answers the page; whatever it sent is checked here.
 * @throws {BatchdeckError} `NOT_FOUND`, `INVALID_MESSAGE`, and what the handler throws
 */
export async function callDesktop(handlers: DesktopHandlers, method: string, params: unknown): Promise<unknown> {
  if (!Object.hasOwn(desktopRequests, method)) throw refusal('app_method_unknown', { method: method.slice(0, 64) })
  const validator = validators[method as DesktopMethod]
  if (!validator.Check(params)) {
    throw refusal('app_call_invalid', { method }, { complaints: complaintsOf(validator, params) })
  }
  return handlers[method as DesktopMethod](params as never)
}
