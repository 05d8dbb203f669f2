import type { AlertResource } from '../../contract/resources/alert.ts'
import { sentenceOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Traffic } from '../metrics/traffic.ts'
import { type CheckOrigin, createOriginCheck } from '../origin.ts'
import { BasePath } from './base-path.ts'
import { Callers } from './callers.ts'
import { Gate } from './gate.ts'
import { Guesses } from './guesses.ts'
import { Strangers } from './strangers.ts'

/** What stands between the network and everything else: who calls, by which name, and whether they are let through. */
export interface Edge {
  readonly callers: Callers
  readonly base: BasePath
  readonly checkOrigin: CheckOrigin
  readonly strangers: Strangers
  readonly gate: Gate
  readonly guesses: Guesses
  /** What an operator has to know of it. */
  alerts(): readonly Omit<AlertResource, 'since'>[]
}

interface Parts {
  readonly traffic: Pick<Traffic, 'cut'>
  /** Whether a token is needed. */
  readonly isGuarded: () => boolean
  readonly log: (line: string) => void
}

/** So many times the reserve have to be free again until descriptors are not low any more. */
const RECOVERED_PART = 1.5

/** @throws {BatchdeckError} `INVALID_SETTING` */
export function createEdge(settings: Settings, { traffic, isGuarded, log }: Parts): Edge {
  const callers = new Callers(settings['server.trusted-proxies'])
  const strangers = new Strangers({
    most: settings['monitor.limits.strangers'],
    perAddress: settings['monitor.limits.strangers-per-address'],
  })
  const gate = new Gate({ callers, strangers, traffic, log })
  const guesses = new Guesses()
  let wasLow = false

  function descriptorsLow(): Omit<AlertResource, 'since'> | null {
    const { isLow, free, reserved, limit } = gate.descriptors
    wasLow = isLow || (wasLow && free < reserved * RECOVERED_PART)
    // No figure that changes all the time: each would be an alert of its own.
    return wasLow ? { alert_id: 'descriptors_low', kind: 'descriptors_low', ...sentenceOf(lowRefusal(limit)) } : null
  }

  return {
    callers,
    base: new BasePath(settings['server.base-path']),
    checkOrigin: createOriginCheck(settings, callers, isGuarded),
    strangers,
    gate,
    guesses,
    alerts: () => [...[descriptorsLow()].filter((alert) => alert !== null), ...guesses.alerts()],
  }
}

/** Why no more consumers get in. @param limit of file descriptors */
export function lowRefusal(limit: number) {
  return refusal('descriptors_low', { limit })
}
