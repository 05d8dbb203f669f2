import { alertReasons } from './reasons/alert-reasons.ts'
import { deliveryReasons } from './reasons/delivery-reasons.ts'
import { channelReasons } from './reasons/channel-reasons.ts'
import { fleetReasons } from './reasons/fleet-reasons.ts'
import { listReasons } from './reasons/list-reasons.ts'
import { machineReasons } from './reasons/machine-reasons.ts'
import { sourceReasons } from './reasons/source-reasons.ts'
import { tokenReasons } from './reasons/token-reasons.ts'
import { watchReasons } from './reasons/watch-reasons.ts'
import { wireReasons } from './reasons/wire-reasons.ts'

/**
 * Everything the product refuses with, in one table: a fact, its code, and its English sentence. `{{complaints}}` stands
 * for the complaints the refusal comes with; all other gaps are values of it. Other languages are the console's.
 */
export const reasons = {
  ...wireReasons,
  ...fleetReasons,
  ...listReasons,
  ...machineReasons,
  ...tokenReasons,
  ...sourceReasons,
  ...deliveryReasons,
  ...watchReasons,
  ...channelReasons,
  ...alertReasons,
} as const

export type Reason = keyof typeof reasons
