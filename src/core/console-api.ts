/**
 * What a console can see and do: the one contract between the monitor and its consoles, the same over IPC in the
 * desktop window and over WebSocket in a browser. Times are ms since 1970; field names are those of the HTTP API.
 */
import { Type, type Static, type TSchema } from 'typebox'
import type { Problem } from './errors.ts'
import { eventQuery, type EventView } from './events.ts'
import { listFormats } from './list-format.ts'
import type { Priority } from './planner/priority.ts'
import {
  type BatchView,
  type ChangedTask,
  type ConsumerView,
  type EpochDiff,
  type EpochView,
  type ImportView,
  type ListReport,
  type PlanPreview,
  type Publication,
  type ReloadReport,
  type RolloutView,
  type SettingView,
  type SlotHistory,
  taskChange,
  taskOptions,
  type TaskView,
} from './views.ts'

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
    | 'event_log'
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
  /** What whoever looks at this may do: a viewer may call only what changes nothing (SEC-1, UI-5). */
  role: 'operator' | 'viewer'
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

/** A target of a batch. With fewer levels than priorities a batch holds targets of several (PL-5). */
export interface RatedTarget {
  target: string
  priority: Priority
}

/** Some targets of the current epoch. */
export interface TargetPage {
  task_id: number
  epoch: number
  /** All there are. */
  total: number
  /** Those that were asked for, on all pages. */
  matching: number
  targets: readonly string[]
}

/** The 256 slots of one task: their owners, and how many targets are in each. */
export interface SlotsView {
  task_id: number
  epoch: number
  owners: readonly (string | null)[]
  targets: readonly number[]
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
  /** Those that take longer than a moment; see {@link Changes.imports}. */
  imports: readonly ImportView[]
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
  /** All imports under way for more than half a second, whenever something about them changed; `ready` ones are not. */
  imports?: readonly ImportView[]
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
const someConsumers = Type.Object({ consumers: consumerIds })

/** The longest page of targets. */
export const TARGETS_AT_ONCE = 50_000

/** The longest piece of an import, in UTF-16 code units. */
export const PIECE_LENGTH = 256 * 1024

const ownImport = { import_id: id }
const onInvalid = Type.Optional(
  Type.Enum(['refuse', 'skip'], { description: '`skip` applies the good lines and lists the others (HT-1).' }),
)

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
  'task.change.preview': Type.Object({ task_id: id, options: taskChange }),
  'task.change': Type.Object({ task_id: id, options: taskChange, base_epoch: Type.Optional(id) }),
  'targets.page': Type.Object({
    task_id: id,
    /** Only targets with this in them. */
    query: Type.Optional(Type.String({ maxLength: 256 })),
    start: id,
    limit: Type.Integer({ minimum: 1, maximum: TARGETS_AT_ONCE }),
  }),
  'import.open': Type.Object({
    task_id: id,
    format: Type.Enum([...listFormats]),
    total_bytes: Type.Union([id, Type.Null()]),
  }),
  'import.piece': Type.Object({ ...ownImport, piece: Type.String({ maxLength: PIECE_LENGTH }) }),
  'import.close': Type.Object(ownImport),
  'import.preview': Type.Object({ ...ownImport, on_invalid: onInvalid }),
  'import.apply': Type.Object({ ...ownImport, on_invalid: onInvalid, base_epoch: Type.Optional(id) }),
  'import.discard': Type.Object(ownImport),
  'import.cancel': Type.Object(ownImport),
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
  'epochs.slots': Type.Object({ task_id: id, from: epochNumber, to: epochNumber }),
  'events.query': eventQuery,
  'rollback.preview': Type.Object({ task_id: id, epoch: epochNumber }),
  'rollback.apply': Type.Object({ task_id: id, epoch: epochNumber, base_epoch: Type.Optional(id) }),
  'settings.list': Type.Object({}),
  'consumers.dismiss': someConsumers,
  'consumers.drain': someConsumers,
  'consumers.undrain': someConsumers,
  'demo.start': Type.Object({}),
  'demo.stop': Type.Object({}),
} as const satisfies Record<string, TSchema>

export type ConsoleMethod = keyof typeof consoleRequests
export type ConsoleParams<M extends ConsoleMethod> = Static<(typeof consoleRequests)[M]>

export interface ConsoleResults {
  'task.create': TaskView
  'task.delete': null
  'task.change.preview': PlanPreview
  /** `STALE_EPOCH` with a fresh `PlanPreview` as `detail` where `base_epoch` is outdated. */
  'task.change': ChangedTask
  /** In code-unit order, from the place `start` on. */
  'targets.page': TargetPage
  /**
   * A new list for a task, sent once and in pieces: open, piece …, close; then previewed and applied as often as needed.
   * It belongs to the connection that opened it, and ends with it, when it is applied or discarded, or when nobody has
   * asked for it for a while: `UNKNOWN_IMPORT` then.
   */
  'import.open': { import_id: number }
  /** The next piece of the text, which ends anywhere between two characters. Waits until it is taken in. `TOO_LARGE` */
  'import.piece': { bytes: number; lines: number | null }
  /** Nothing more comes. `INVALID_JSON`, `INVALID_MESSAGE` */
  'import.close': ListReport
  /** Refuses a list with bad lines by `INVALID_TARGETS`, `complaints` naming the first 20 lines, unless told to skip. */
  'import.preview': PlanPreview
  /** `STALE_EPOCH` with a fresh `PlanPreview` as `detail` where `base_epoch` is outdated: it can be applied still. */
  'import.apply': Publication
  /** Ends one's own. */
  'import.discard': null
  /** Ends anybody's: whoever waits for it gets `CANCELLED`. `CONFLICT` once it goes to disk */
  'import.cancel': null
  'sync.preview': PlanPreview
  'sync.apply': Publication
  /** What would change with other consumers (PL-7); it cannot be applied. */
  'plan.what-if': PlanPreview
  /** Sends the current epoch's `batch_reload` again. */
  reload: ReloadReport
  /** In code-unit order. `UNKNOWN_BATCH` */
  'batch.targets': { batch_id: number; targets: readonly RatedTarget[] }
  'epochs.before': { epochs: readonly EpochView[] }
  /** `UNKNOWN_EPOCH`; 0 stands for what was before the first. At most 1,000 of each list unless told otherwise. */
  'epochs.diff': EpochDiff
  'epoch.rollout': { rollout: readonly RolloutView[] }
  /** `[EP-10]` Of at most 500 epochs, the last of those asked for that are kept. `UNKNOWN_EPOCH`, `CONFLICT` */
  'epochs.slots': SlotHistory
  /** Newest first unless told otherwise; `next` is where the page after this begins, `newest` the last event of all. */
  'events.query': { events: readonly EventView[]; next: number | null; newest: number }
  /** `[EP-6]` The targets of an earlier epoch in place of the present ones. `UNKNOWN_EPOCH` */
  'rollback.preview': PlanPreview
  'rollback.apply': Publication
  'settings.list': { settings: readonly SettingView[] }
  /** Many at once, as one change. Whoever is lost is dismissed, all others stay; answers who was. */
  'consumers.dismiss': { consumers: readonly string[] }
  /** `UNKNOWN_CONSUMER`, and nothing is changed then. Answers those that were not drained before. */
  'consumers.drain': { consumers: readonly string[] }
  'consumers.undrain': { consumers: readonly string[] }
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
