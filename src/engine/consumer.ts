import type { RegisterFrame } from '../contract/consumer-frames.ts'
import type { ConsumerResource, ConsumerState } from '../contract/resources/consumer.ts'
import type { StoredConsumer } from './records.ts'

/** The connection a consumer speaks on. */
export interface Session {
  readonly id: string
  /** Network address, without port. */
  readonly remote: string
  readonly connectedAt: number
}

/** What is known of a consumer. Times are ms since 1970, durations ms. */
export interface Consumer {
  readonly id: string
  state: ConsumerState
  stateSince: number
  /** LV-5; null unless it is drained. */
  drainedAt: number | null
  /** LV-6; null unless it restarts again and again, and owns nothing for that. */
  flappingSince: number | null
  /** BR-1; null unless the brake keeps its slots though it is lost. */
  keptSince: number | null
  /** MW-2; null unless maintenance keeps its slots. */
  heldUntil: number | null
  /** LV-6: how often within the last hour. */
  restarts: number
  /** LV-4; null unless it is stuck. */
  stuckSince: number | null
  /** Whether the monitor ended its last connection because it read too slowly. */
  wasTooSlow: boolean
  /** Null while nobody speaks for it. */
  session: Session | null
  lastSeenAt: number
  /** From when on its silence, its absence or its loss is counted: not shown, for nobody is to blame for a time that could not be heard. */
  waitingSince: number
  /** In s, as it announced it. */
  heartbeatInterval: number | null
  /** Of its last connection. */
  remote: string | null
  hostname: string | null
  pid: number | null
  version: string | null
  labels: Readonly<Record<string, string>>
  clockSkew: number | null
  roundTrip: number | null
  /** When its program last got on, as it says (WS-30); null where it does not say. */
  progressedAt: number | null
  /** Whether its client can send its log (WS-29), as it said last. */
  hasLog: boolean
  /** The name of the token by which its id became known; null where none was needed. */
  readonly admittedBy: string | null
  /** What it owns, over all tasks. */
  slots: number
  targets: number
  /** Of these, those that it reports in error one by one (WS-27). */
  targetsInError: number
}

/** @param now when it was first heard of, ms */
export function newConsumer(id: string, now: number, admittedBy: string | null = null): Consumer {
  return {
    id,
    state: 'online',
    stateSince: now,
    drainedAt: null,
    flappingSince: null,
    keptSince: null,
    heldUntil: null,
    restarts: 0,
    stuckSince: null,
    wasTooSlow: false,
    session: null,
    lastSeenAt: now,
    waitingSince: now,
    heartbeatInterval: null,
    remote: null,
    hostname: null,
    pid: null,
    version: null,
    labels: {},
    clockSkew: null,
    roundTrip: null,
    progressedAt: null,
    hasLog: false,
    admittedBy,
    slots: 0,
    targets: 0,
    targetsInError: 0,
  }
}

/**
 * `[LV-2]` A consumer as it is after a restart: nobody is connected, and the grace period begins anew but for the lost.
 * What the clock says of the time in between is not believed blindly: nothing is of later than now, and a lost one has at
 * least half of its time left.
 */
export function restoredConsumer(stored: StoredConsumer, now: number, lostRetention = Infinity): Consumer {
  const isLost = stored.state === 'lost'
  return {
    ...newConsumer(stored.consumer_id, now, stored.admitted_by ?? null),
    state: isLost ? 'lost' : 'offline',
    stateSince: isLost ? Math.min(stored.state_since, now) : now,
    waitingSince: isLost ? Math.min(Math.max(stored.state_since, now - lostRetention / 2), now) : now,
    drainedAt: stored.drained_at == null ? null : Math.min(stored.drained_at, now),
    flappingSince: stored.flapping_since == null ? null : Math.min(stored.flapping_since, now),
    keptSince: stored.kept_since == null || !isLost ? null : Math.min(stored.kept_since, now),
    restarts: stored.restarts ?? 0,
    wasTooSlow: stored.was_too_slow ?? false,
    lastSeenAt: Math.min(stored.last_seen_at, now),
    heartbeatInterval: stored.heartbeat_interval ?? null,
    remote: stored.remote,
    hostname: stored.hostname,
    pid: stored.pid,
    version: stored.version,
    labels: stored.labels,
    clockSkew: stored.clock_skew,
  }
}

/** `[WS-2]` It says who it is, on this connection. */
export function introduce(consumer: Consumer, frame: RegisterFrame, session: Session, now: number): void {
  // A round trip is of one connection.
  if (consumer.session?.id !== session.id) consumer.roundTrip = null
  consumer.session = session
  consumer.remote = session.remote
  consumer.wasTooSlow = false
  consumer.lastSeenAt = now
  consumer.waitingSince = now
  consumer.hostname = frame.hostname ?? null
  consumer.pid = frame.pid ?? null
  consumer.version = frame.version ?? null
  consumer.labels = frame.labels ?? {}
  consumer.hasLog = frame.features?.includes('log') ?? false
  consumer.heartbeatInterval = frame.heartbeat_interval ?? null
}

/** `[LV-7]` The clock was set by so many ms: what goes on has gone on for as long as before. */
export function shiftTimes(consumer: Consumer, by: number): void {
  consumer.lastSeenAt += by
  consumer.waitingSince += by
  consumer.stateSince += by
  if (consumer.drainedAt !== null) consumer.drainedAt += by
  if (consumer.flappingSince !== null) consumer.flappingSince += by
  if (consumer.keptSince !== null) consumer.keptSince += by
  if (consumer.stuckSince !== null) consumer.stuckSince += by
  if (consumer.progressedAt !== null) consumer.progressedAt += by
  if (consumer.session) consumer.session = { ...consumer.session, connectedAt: consumer.session.connectedAt + by }
}

/** `[LV-3]` Whether planning counts with it. */
export function isMember(consumer: Readonly<Consumer>): boolean {
  return consumer.state !== 'lost' && !isSetAside(consumer)
}

/** It is to own nothing, alive or not: an operator wants it so (LV-5), or it restarts again and again (LV-6). */
export function isSetAside({ drainedAt, flappingSince }: Readonly<Consumer>): boolean {
  return drainedAt !== null || flappingSince !== null
}

/** A consumer as it is shown. */
export function consumerResource(consumer: Consumer): ConsumerResource {
  return {
    consumer_id: consumer.id,
    state: consumer.state,
    state_since: consumer.stateSince,
    drained_at: consumer.drainedAt,
    flapping_since: consumer.flappingSince,
    kept_since: consumer.keptSince,
    held_until: consumer.heldUntil,
    restarts: consumer.restarts,
    stuck_since: consumer.stuckSince,
    was_too_slow: consumer.wasTooSlow,
    session_id: consumer.session?.id ?? null,
    connected_at: consumer.session?.connectedAt ?? null,
    last_seen_at: consumer.lastSeenAt,
    heartbeat_interval: consumer.heartbeatInterval,
    remote: consumer.remote,
    hostname: consumer.hostname,
    pid: consumer.pid,
    version: consumer.version,
    labels: consumer.labels,
    clock_skew: consumer.clockSkew,
    round_trip: consumer.roundTrip,
    ...(consumer.admittedBy !== null && { admitted_by: consumer.admittedBy }),
    ...(consumer.progressedAt !== null && { progressed_at: consumer.progressedAt }),
    ...(consumer.hasLog && { has_log: true as const }),
    slots: consumer.slots,
    targets: consumer.targets,
    ...(consumer.targetsInError > 0 && { targets_in_error: consumer.targetsInError }),
  }
}
