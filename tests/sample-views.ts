import type { BatchResource } from '../src/contract/resources/batch.ts'
import type { Snapshot } from '../src/contract/feed.ts'
import type { ConsumerResource } from '../src/contract/resources/consumer.ts'

/** A planned batch of c1 that nobody has reported of. */
export function sampleBatch(batch_id: number, change: Partial<BatchResource> = {}): BatchResource {
  return {
    batch_id,
    task_id: 1,
    consumer_id: 'c1',
    planned: true,
    stale: false,
    targets: 10,
    priority: 'medium',
    status: 'pending',
    progress: 0,
    message: '',
    updated_at: null,
    ...change,
  }
}

/** A batch that a consumer speaks of and nobody has planned. */
export function sampleUnplanned(
  batch_id: number,
  consumer_id: string,
  change: Partial<BatchResource> = {},
): BatchResource {
  return sampleBatch(batch_id, { consumer_id, planned: false, task_id: null, targets: 0, priority: null, ...change })
}

/** A consumer that is online and has nothing to do. */
export function sampleConsumer(consumer_id: string, change: Partial<ConsumerResource> = {}): ConsumerResource {
  return {
    consumer_id,
    state: 'online',
    state_since: 0,
    drained_at: null,
    flapping_since: null,
    kept_since: null,
    held_until: null,
    restarts: 0,
    stuck_since: null,
    was_too_slow: false,
    session_id: null,
    connected_at: null,
    last_seen_at: 0,
    heartbeat_interval: null,
    remote: null,
    hostname: null,
    pid: null,
    version: null,
    labels: {},
    clock_skew: null,
    round_trip: null,
    slots: 0,
    targets: 0,
    ...change,
  }
}

/** A monitor that shows nothing. */
export function sampleSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    server: {} as Snapshot['server'],
    tasks: [],
    consumers: [],
    batches: [],
    slots: [],
    epochs: [],
    rollouts: [],
    alerts: [],
    samples: [],
    imports: [],
    sources: [],
    ...change,
  }
}
