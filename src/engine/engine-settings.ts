import type { BrakeSettings } from './brake.ts'
import type { FlapSettings } from './flap-watch.ts'
import type { LivenessSettings } from './liveness.ts'
import type { RolloutSettings } from './rollout.ts'

/** What an operator may set of the engine. */
export interface EngineSettings {
  readonly fleet: LivenessSettings
  readonly rollout: RolloutSettings
  /** Unplanned batches remembered for one consumer. */
  readonly unplannedBatches: number
  /** Reports about single targets that wait to be handed on (WS-27). */
  readonly targetReports: number
  /** WS-21: consumer ids that may be known. */
  readonly maxConsumers: number
  /** What consumers are told to keep to, ms. */
  readonly heartbeatInterval: number
  readonly flaps: Omit<FlapSettings, 'grace'>
  readonly brake: BrakeSettings
  /** Time without progress after which a consumer is stuck, ms. */
  readonly stuckAfter: number
  /** Time after which a batch that its consumer never spoke of is an alert, ms; 0 for never. */
  readonly pendingAfter: number
}
