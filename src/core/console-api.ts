/**
 * What a console can see and do: the one contract between the monitor and its consoles, the same over IPC in the
 * desktop window and over WebSocket in a browser. Times are ms since 1970; field names are those of the HTTP API.
 */
import { Type, type Static, type TSchema } from 'typebox'
import type { Problem } from './errors.ts'
import type { Counts } from './planner/diff.ts'
import type { Priority, PriorityLevels } from './planner/priority.ts'
import type { BatchStatus } from './batch-status.ts'
import type { ReloadAction } from './protocol.ts'

/** LV-1, LV-2: `offline` holds its slots for the grace period, `lost` holds nothing. */
export type ConsumerState = 'online' | 'suspect' | 'offline' | 'lost'

export interface ConsumerView {
  consumer_id: string
  state: ConsumerState
  /** When it came into this state. */
  state_since: number
  /** When an operator drained it; null unless it is drained. Beside its state: a drained consumer is no member (LV-5). */
  drained_at: number | null
  /** When its running batches last made progress; null unless it is stuck (LV-4). */
  stuck_since: number | null
  /** Whether the monitor ended its last connection because it read too slowly; over with the next one (WS-18). */
  was_too_slow: boolean
  session_id: string | null
  connected_at: number | null
  last_seen_at: number
  /** In s, as it announced it; null where it announced none (LV-1). */
  heartbeat_interval: number | null
  /** Network address of its socket, without port. */
  remote: string | null
  hostname: string | null
  pid: number | null
  version: string | null
  labels: Record<string, string>
  /** Its clock minus ours in ms when it last told the time; shown, never trusted (WS-14). */
  clock_skew: number | null
  /** Slots and targets it owns, over all tasks. */
  slots: number
  targets: number
}

/** A batch as planned, or one a consumer reports that was never planned here (`planned: false`, WS-15). */
export interface BatchView {
  batch_id: number
  /** Null where the batch is unplanned. */
  task_id: number | null
  consumer_id: string | null
  planned: boolean
  /** `[WS-16]` Said by a consumer that this batch does not belong to any more; it stands beside the owner's. Never planned. */
  stale: boolean
  /** Number of targets; 0 where the batch is unplanned. */
  targets: number
  /** The level it belongs to (PL-5); null where the batch is unplanned. */
  priority: Priority | null
  status: BatchStatus
  /** 0–100 */
  progress: number
  message: string
  /** When its consumer last spoke of it; null before. */
  updated_at: number | null
}

export interface TaskView {
  task_id: number
  name: string
  /** 0 before the first publication. */
  epoch: number
  targets: number
  batches: number
  batch_size: number
  virtual_nodes: number
  strategy: 'balanced' | 'ring'
  priority_levels: PriorityLevels
  auto_sync: boolean
  created_at: number
  /** The member list has changed and no epoch has followed yet: auto-sync is off, or planning is under way (EP-8). */
  sync_due: boolean
}

export type EpochState = 'rolling_out' | 'settled' | 'degraded' | 'superseded'

export interface EpochView {
  task_id: number
  epoch: number
  created_at: number
  /** Who or what made it, in words (EP-5). */
  cause: string
  state: EpochState
  counts: Counts
  /** Consumers told, and how many of them are in each rollout state. */
  told: Record<RolloutState, number>
  /** When the last awaited answer came; null while awaited. */
  settled_at: number | null
}

/** `[EP-6]` In what an epoch (`to`) differs from another (`from`). Every list is a page of what the counts count. */
export interface EpochDiff {
  task_id: number
  from: number
  to: number
  counts: {
    added: number
    removed: number
    rerated: number
    moved_batch: number
    batches_opened: number
    batches_closed: number
    batches_handed: number
    batches_relevelled: number
    slots_moved: number
  }
  /** In code-unit order. */
  targets: {
    added: readonly { target: string; batch_id: number; priority: Priority }[]
    /** With the batch and priority they had. */
    removed: readonly { target: string; batch_id: number; priority: Priority }[]
    /** Targets of both epochs with another priority. */
    rerated: readonly { target: string; from: Priority; to: Priority }[]
    /** Targets of both epochs in another batch. */
    moved: readonly { target: string; from: number; to: number }[]
  }
  batches: {
    opened: readonly { batch_id: number; consumer_id: string | null; priority: Priority }[]
    closed: readonly { batch_id: number; consumer_id: string | null; priority: Priority }[]
    /** Batches of both epochs with another consumer. */
    handed: readonly { batch_id: number; from: string | null; to: string | null }[]
    /** Batches of both epochs at another level. */
    relevelled: readonly { batch_id: number; from: Priority; to: Priority }[]
  }
  slots: readonly { slot: number; from: string | null; to: string | null }[]
  /** Where the next page of every list starts; null where nothing is left. */
  next: number | null
}

/** EP-3. `waiting`: not connected, told when it returns. */
export type RolloutState = 'waiting' | 'sent' | 'acked' | 'confirmed' | 'stuck'

export interface RolloutView {
  task_id: number
  epoch: number
  consumer_id: string
  state: RolloutState
  action: ReloadAction | null
  /** Null before it could be sent, acked, confirmed. */
  sent_at: number | null
  acked_at: number | null
  confirmed_at: number | null
}

/** What needs an operator's eye, newest state only; it goes away with its reason. */
export interface AlertView {
  alert_id: string
  kind:
    | 'consumer_lost'
    | 'consumer_offline'
    | 'consumer_stuck'
    | 'takeover_storm'
    | 'rollout_stuck'
    | 'coverage'
    | 'batch_errors'
    | 'storage'
    | 'sync_due'
  since: number
  /** What it is about, where it is about one thing. */
  consumer_id?: string
  task_id?: number
  epoch?: number
  count?: number
  /** Words of the machine where there are any, for example the error of the disk. */
  message?: string
}

/** One point of the progress chart, over all planned batches. */
export interface Sample {
  at: number
  pending: number
  running: number
  completed: number
  error: number
  /** Mean progress of all planned batches, 0–100. */
  progress: number
}

export interface ServerView {
  version: string
  started_at: number
  /** `http://127.0.0.1:8080` */
  url: string
  /** What consumers connect to: `ws://127.0.0.1:8080/websocket/monitor` */
  consumer_url: string
  data_dir: string
  /** Open consumer sockets, registered or not. */
  connections: number
  /** Frames of consumers in the last second. */
  frames_per_second: number
  demo: DemoState
}

export type DemoState = 'absent' | 'stopped' | 'starting' | 'running' | 'stopping'

/** 256 owners of one task, by slot. */
export interface SlotsView {
  task_id: number
  epoch: number
  owners: readonly (string | null)[]
}

/** Everything a console shows at first; older epochs are asked for. */
export interface Snapshot {
  server: ServerView
  tasks: readonly TaskView[]
  consumers: readonly ConsumerView[]
  batches: readonly BatchView[]
  slots: readonly SlotsView[]
  /** Newest first, at most 100 of each task. */
  epochs: readonly EpochView[]
  /** Of the current epoch of each task. */
  rollouts: readonly RolloutView[]
  alerts: readonly AlertView[]
  /** Oldest first, one each 5 s for the last hour. */
  samples: readonly Sample[]
}

/** A report about a batch the console knows already: `[batch_id, status (index in batchStatuses), progress, updated_at, message]`. */
export type ProgressTuple = readonly [number, number, number, number, string]

/**
 * What changed since the last frame: the newest value of each thing, never two of the same. Upserts replace the whole
 * thing by its id (batches: `batch_id` where planned, else `consumer_id` and `batch_id`; epochs and rollouts: task,
 * epoch and consumer). Apply `…_gone` before the upserts. A rollout of a newer epoch replaces those of older ones; late
 * answers to older ones come, too.
 */
export interface Changes {
  server?: ServerView
  tasks?: readonly TaskView[]
  tasks_gone?: readonly number[]
  consumers?: readonly ConsumerView[]
  consumers_gone?: readonly string[]
  /** Planned batches and unplanned ones that are new, moved or resized. */
  batches?: readonly BatchView[]
  /** Planned batches that closed. */
  batches_gone?: readonly number[]
  unplanned_gone?: readonly { consumer_id: string; batch_id: number }[]
  /** Of planned batches only. */
  progress?: readonly ProgressTuple[]
  slots?: readonly SlotsView[]
  epochs?: readonly EpochView[]
  rollouts?: readonly RolloutView[]
  /** All alerts in force, whenever one came or went. */
  alerts?: readonly AlertView[]
  samples?: readonly Sample[]
}

/** A first load, a window reload and a reconnect are the same: a snapshot at `seq`, then changes after `seq`. */
export type ConsoleFrame =
  | { type: 'snapshot'; seq: number; now: number; snapshot: Snapshot }
  | { type: 'changes'; seq: number; now: number; changes: Changes }

// ---- what a console can ask for and do

const id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** Of an epoch that was published. */
export const epochNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const consumerIds = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 100_000 })
const oneConsumer = Type.Object({ consumer_id: Type.String({ minLength: 1, maxLength: 128 }) })

/** Options of a task, as `POST /api/tasks` takes them. */
export const taskOptions = Type.Object(
  {
    task_id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    name: Type.String({ minLength: 1, maxLength: 128, pattern: '\\S' }),
    batch_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    virtual_nodes: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
    strategy: Type.Optional(Type.Enum(['balanced', 'ring'])),
    priority_levels: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal(1), Type.Literal(2), Type.Literal(4)]),
    ),
    auto_sync: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type TaskOptions = Static<typeof taskOptions>

/** How a target list arrives in the console: its text, one target a line, `#` comments. */
const targetText = {
  task_id: id,
  text: Type.String(),
  /** `skip` applies the good lines and lists the others (HT-1). */
  on_invalid: Type.Optional(Type.Enum(['refuse', 'skip'])),
}

/** `[PL-7]` A hypothesis: without these consumers, with so many more, with the load evened out. */
export const whatIf = {
  without: Type.Optional(consumerIds),
  more: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  rebalance: Type.Optional(Type.Boolean()),
}

/** Parameters of every console method: these schemas validate what arrives over IPC and WebSocket. */
export const consoleRequests = {
  'task.create': taskOptions,
  'task.delete': Type.Object({ task_id: id }),
  'targets.text': Type.Object({ task_id: id }),
  'targets.preview': Type.Object(targetText),
  'targets.apply': Type.Object({ ...targetText, base_epoch: Type.Optional(id) }),
  'sync.preview': Type.Object({ task_id: id, rebalance: Type.Optional(Type.Boolean()) }),
  'sync.apply': Type.Object({
    task_id: id,
    base_epoch: Type.Optional(id),
    rebalance: Type.Optional(Type.Boolean()),
  }),
  'plan.what-if': Type.Object({ task_id: id, ...whatIf }),
  reload: Type.Object({ task_id: id, consumers: Type.Optional(Type.Union([Type.Literal('all'), consumerIds])) }),
  'batch.targets': Type.Object({ batch_id: id }),
  'epochs.before': Type.Object({ task_id: id, before: id, limit: Type.Integer({ minimum: 1, maximum: 1000 }) }),
  'epochs.diff': Type.Object({
    task_id: id,
    from: id,
    to: id,
    start: Type.Optional(id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  }),
  'epoch.rollout': Type.Object({ task_id: id, epoch: id }),
  'rollback.preview': Type.Object({ task_id: id, epoch: epochNumber }),
  'rollback.apply': Type.Object({ task_id: id, epoch: epochNumber, base_epoch: Type.Optional(id) }),
  'consumer.dismiss': oneConsumer,
  'consumer.drain': oneConsumer,
  'consumer.undrain': oneConsumer,
  'demo.start': Type.Object({}),
  'demo.stop': Type.Object({}),
} as const satisfies Record<string, TSchema>

export type ConsoleMethod = keyof typeof consoleRequests
export type ConsoleParams<M extends ConsoleMethod> = Static<(typeof consoleRequests)[M]>

/** A line that could not be taken (HT-1); `line` counts from 1. */
export interface InvalidLine {
  line: number
  reason: string
  /** The start of the line, to find it by. */
  text: string
}

/** HT-3: what a publication would do, and on which epoch that was computed (EP-7). */
export interface PlanPreview {
  task_id: number
  base_epoch: number
  changed: boolean
  counts: Counts
  duplicates: number
  /** Lines left out with `on_invalid: skip`. */
  skipped: readonly InvalidLine[]
  /** Consumers that would be told. */
  consumers_touched: readonly string[]
  /** Slots that would change owner: `[slot, from, to]`. */
  slots_moved: readonly (readonly [number, string | null, string | null])[]
  /** Plain facts to know beforehand, for example that some consumers would own nothing. */
  remarks: readonly PlanRemark[]
}

export type { PlanRemark } from './planner/plan.ts'
import type { PlanRemark } from './planner/plan.ts'

/** HT-3: what a publication did. */
export interface Publication {
  task_id: number
  /** False where nothing changed: no epoch was made and nobody told. */
  published: boolean
  epoch: number
  counts: Counts
  duplicates: number
  skipped: readonly InvalidLine[]
  consumers_told: readonly string[]
}

export interface ConsoleResults {
  'task.create': TaskView
  'task.delete': null
  'targets.text': { task_id: number; epoch: number; text: string }
  /** Refuses a list with bad lines by `INVALID_TARGETS`, `complaints` naming the first 20 lines, unless told to skip. */
  'targets.preview': PlanPreview
  /** `STALE_EPOCH` with a fresh `PlanPreview` as `detail` where `base_epoch` is outdated. */
  'targets.apply': Publication
  'sync.preview': PlanPreview
  'sync.apply': Publication
  /** What would change with other consumers (PL-7); it cannot be applied. */
  'plan.what-if': PlanPreview
  /** Sends the current epoch's `batch_reload` again. */
  reload: { task_id: number; epoch: number; consumers_told: readonly string[] }
  'batch.targets': { batch_id: number; targets: readonly string[] }
  'epochs.before': { epochs: readonly EpochView[] }
  /** `UNKNOWN_EPOCH`; 0 stands for what was before the first. At most 1,000 of each list unless told otherwise. */
  'epochs.diff': EpochDiff
  'epoch.rollout': { rollout: readonly RolloutView[] }
  /** `[EP-6]` The targets of an earlier epoch in place of the present ones. `UNKNOWN_EPOCH` */
  'rollback.preview': PlanPreview
  'rollback.apply': Publication
  'consumer.dismiss': null
  'consumer.drain': ConsumerView
  'consumer.undrain': ConsumerView
  'demo.start': null
  'demo.stop': null
}

/** What the console is built on, whichever way it reaches the monitor. */
export interface ConsoleApi {
  /** Rejects with a `BatchdeckError` that holds the monitor's problem. */
  call<M extends ConsoleMethod>(method: M, params: ConsoleParams<M>): Promise<ConsoleResults[M]>
  /** A snapshot first, then changes; returns what ends it. */
  subscribe(listener: (frame: ConsoleFrame) => void): () => void
}

/** Calls and answers as they cross IPC or WebSocket; `id` pairs them. */
export interface ConsoleCall {
  type: 'call'
  id: number
  method: string
  params: unknown
}
export type ConsoleAnswer = { type: 'answer'; id: number } & (
  | { ok: true; result: unknown }
  | { ok: false; problem: Problem }
)
