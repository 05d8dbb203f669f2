import type { Settings } from '../../settings/settings.ts'
import { type CheckOrigin, createOriginCheck } from '../origin.ts'
import { BasePath } from './base-path.ts'
import { Callers } from './callers.ts'

/** What stands between the network and everything else: who calls, by which name, and whether they are let through. */
export interface Edge {
  readonly callers: Callers
  readonly base: BasePath
  readonly checkOrigin: CheckOrigin
}

/** @throws {BatchdeckError} `INVALID_SETTING` */
export function createEdge(settings: Settings): Edge {
  const callers = new Callers(settings['server.trusted-proxies'])
  return {
    callers,
    base: new BasePath(settings['server.base-path']),
    checkOrigin: createOriginCheck(settings, callers),
  }
}
