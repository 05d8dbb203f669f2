import type { EngineSettings } from '../engine/engine-settings.ts'
import type { Settings } from '../settings/settings.ts'

/** Those of the settings that the engine keeps to. */
export function engineSettings(settings: Settings): EngineSettings {
  return {
    fleet: {
      suspectAfter: settings['monitor.liveness.suspect-after'],
      lostAfter: settings['monitor.liveness.lost-after'],
      grace: settings['monitor.liveness.grace'],
      memberDebounce: settings['monitor.liveness.member-debounce'],
      memberDebounceMax: settings['monitor.liveness.member-debounce-max'],
      lostRetention: settings['monitor.retention.lost-consumers'],
    },
    rollout: { ackTimeout: settings['monitor.rollout.ack-timeout'], resends: settings['monitor.rollout.resends'] },
    maxConsumers: settings['monitor.limits.max-consumers'],
    unplannedBatches: settings['monitor.limits.unplanned-batches'],
    targetReports: settings['monitor.limits.target-reports'],
    heartbeatInterval: settings['monitor.liveness.heartbeat-interval'],
    flaps: {
      maxRestarts: settings['monitor.liveness.max-restarts'],
      stableAfter: settings['monitor.liveness.stable-after'],
    },
    brake: {
      massLoss: settings['monitor.guard.mass-loss'],
      least: settings['monitor.guard.mass-loss-least'],
      hold: settings['monitor.guard.mass-loss-hold'],
    },
    stuckAfter: settings['monitor.liveness.stuck-after'],
    pendingAfter: settings['monitor.liveness.pending-after'],
  }
}
