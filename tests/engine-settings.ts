import type { EngineSettings } from '../src/engine/engine-settings.ts'
import type { StoredState } from '../src/engine/records.ts'

/** The settings as they are by default, for what is tested with a clock of its own. */
export const engineSettings: EngineSettings = {
  fleet: {
    suspectAfter: 45_000,
    lostAfter: 90_000,
    grace: 60_000,
    memberDebounce: 1000,
    memberDebounceMax: 5000,
    lostRetention: 86_400_000,
  },
  rollout: { ackTimeout: 60_000, resends: 1 },
  unplannedBatches: 10,
  maxConsumers: 10_000,
  targetReports: 100,
  heartbeatInterval: 30_000,
  flaps: { maxRestarts: 5, stableAfter: 120_000 },
  brake: { massLoss: 50, least: 5, hold: 0 },
  stuckAfter: 600_000,
  pendingAfter: 600_000,
}

/** What there is at the first start. */
export const nothing: StoredState = {
  tasks: [],
  consumers: [],
  progress: [],
  unplanned: [],
  nextBatchId: 1,
  nextTaskId: 1,
}
