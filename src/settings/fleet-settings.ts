import type { SettingRow } from './setting-value.ts'

const second = 1000
const minute = 60_000
const hour = 3_600_000

/** How batches are cut, who counts as alive, and how an epoch is rolled out. */
export const fleetSettings = {
  'monitor.batch.batch-size': {
    kind: 'integer',
    min: 1,
    max: 10_000,
    default: 99,
    meaning: 'Targets in a full batch, for new tasks.',
  },
  'monitor.batch.virtual-nodes': {
    kind: 'integer',
    min: 1,
    max: 2000,
    default: 150,
    meaning: 'Points of a consumer on the ring, for new tasks.',
  },
  'monitor.batch.strategy': {
    kind: 'choice',
    choices: ['balanced', 'ring'],
    default: 'balanced',
    meaning: 'How slots get their owners, for new tasks.',
  },
  'monitor.targets.identity': {
    kind: 'choice',
    choices: ['exact', 'evm', 'auto'],
    default: 'exact',
    meaning: 'What makes two spellings the same target, for new tasks.',
  },
  'monitor.guard.max-removed': {
    kind: 'integer',
    min: 0,
    max: 100,
    default: 50,
    meaning:
      'Percent of the targets of a task that a change may remove without a confirmation, where these are more than 100; a change that leaves none always needs one. 0 for any.',
  },
  'monitor.guard.max-removed-by-source': {
    kind: 'integer',
    min: 0,
    max: 100,
    default: 20,
    meaning:
      'Percent of the targets of a task, however few, that its source may remove by itself; more waits for an operator. 0 for any.',
  },
  'monitor.guard.mass-loss': {
    kind: 'integer',
    min: 0,
    max: 100,
    default: 50,
    meaning:
      'Percent of the consumers that own slots of a task: where more are lost at once, their slots stay theirs until an operator decides; 100 for all of them, 0 for never.',
  },
  'monitor.guard.mass-loss-least': {
    kind: 'integer',
    min: 1,
    max: 100_000,
    default: 5,
    meaning: 'So many consumers at least have to be lost at once for that.',
  },
  'monitor.guard.mass-loss-hold': {
    kind: 'duration',
    min: 0,
    max: 31 * 24 * hour,
    default: 0,
    meaning:
      'Time after which the slots of consumers that were lost at once move by themselves; 0 for when an operator says so.',
  },
  'monitor.liveness.heartbeat-interval': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: 30 * second,
    meaning: 'How often consumers are expected to be heard.',
  },
  'monitor.liveness.suspect-after': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: 45 * second,
    meaning: 'Silence after which a connected consumer is suspect.',
  },
  'monitor.liveness.lost-after': {
    kind: 'duration',
    min: 100,
    max: 24 * hour,
    default: 90 * second,
    meaning: 'Silence after which a connected consumer is lost.',
  },
  'monitor.liveness.grace': {
    kind: 'duration',
    min: 0,
    max: 24 * hour,
    default: 60 * second,
    meaning: 'How long the slots of a disconnected consumer are held for it.',
  },
  'monitor.liveness.member-debounce': {
    kind: 'duration',
    min: 0,
    max: minute,
    default: second,
    meaning: 'Quiet time before changes of the member list are planned.',
  },
  'monitor.liveness.member-debounce-max': {
    kind: 'duration',
    min: 0,
    max: 10 * minute,
    default: 5 * second,
    meaning: 'Longest time that changes of the member list wait for quiet.',
  },
  'monitor.liveness.stuck-after': {
    kind: 'duration',
    min: second,
    max: 24 * hour,
    default: 10 * minute,
    meaning: 'Time without progress of its running batches after which a consumer is shown as stuck.',
  },
  'monitor.liveness.pending-after': {
    kind: 'duration',
    min: 0,
    max: 366 * 24 * hour,
    default: 10 * minute,
    meaning: 'Time after which a batch that its consumer is there for and never reported is an alert; 0 for never.',
  },
  'monitor.liveness.max-restarts': {
    kind: 'integer',
    min: 0,
    max: 1000,
    default: 5,
    meaning:
      'Restarts of a consumer within 10 min, or returns from being lost within an hour, beyond which its slots go to others until it has stayed; 0 for never.',
  },
  'monitor.liveness.stable-after': {
    kind: 'duration',
    min: 100,
    max: 24 * hour,
    default: 2 * minute,
    meaning:
      'How long a consumer that restarted again and again has to stay to own slots again; for each time that it came back from being lost within the last hour.',
  },
  'monitor.liveness.ping-interval': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: 15 * second,
    meaning: 'How often each socket is pinged to find half-open ones.',
  },
  'monitor.rollout.ack-timeout': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: minute,
    meaning: 'Time to answer a batch_reload before it is sent again.',
  },
  'monitor.rollout.resends': {
    kind: 'integer',
    min: 0,
    max: 10,
    default: 1,
    meaning: 'How often an unanswered batch_reload is sent again.',
  },
} as const satisfies Record<string, SettingRow>
