/**
 * What a console can see and do: the one contract between the monitor and its consoles, the same over IPC in the
 * desktop window and over WebSocket in a browser. Times are ms since 1970; field names are those of the HTTP API.
 */
import { Type, type Static, type TSchema } from 'typebox'
import type { Problem } from './errors.ts'
import { eventQuery, type EventResource } from './events.ts'
import { listFormats } from './list-format.ts'
import { epochNumber, id } from './primitives.ts'
import type { EpochDiff, EpochResource, RolloutResource } from './resources/epoch.ts'
import type { ListReport } from './resources/import.ts'
import type { ChangedTask, PlanPreview, Publication, ReloadReport } from './resources/plan.ts'
import type { SettingResource } from './resources/setting.ts'
import type { SlotHistory } from './resources/slots.ts'
import type { RatedTarget, TargetPage } from './resources/target.ts'
import type { ConsoleFrame } from './feed.ts'
import type { FeedPlace } from './feed-place.ts'
import { taskChange, taskOptions, type TaskResource } from './resources/task.ts'

// ---- what a console can ask for and do

const consumerIds = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 100_000 })
const someConsumers = Type.Object({ consumers: consumerIds })

/** The longest page of targets. */
export const MAX_TARGETS_PAGE = 50_000

/** The longest piece of an import, in UTF-16 code units. */
export const MAX_PIECE_LENGTH = 256 * 1024

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
    limit: Type.Integer({ minimum: 1, maximum: MAX_TARGETS_PAGE }),
  }),
  'import.open': Type.Object({
    task_id: id,
    format: Type.Enum([...listFormats]),
    total_bytes: Type.Union([id, Type.Null()]),
  }),
  'import.piece': Type.Object({ ...ownImport, piece: Type.String({ maxLength: MAX_PIECE_LENGTH }) }),
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
  'task.create': TaskResource
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
  'epochs.before': { epochs: readonly EpochResource[] }
  /** `UNKNOWN_EPOCH`; 0 stands for what was before the first. At most 1,000 of each list unless told otherwise. */
  'epochs.diff': EpochDiff
  'epoch.rollout': { rollout: readonly RolloutResource[] }
  /** `[EP-10]` Of at most 500 epochs, the last of those asked for that are kept. `UNKNOWN_EPOCH`, `CONFLICT` */
  'epochs.slots': SlotHistory
  /** Newest first unless told otherwise; `next` is where the page after this begins, `newest` the last event of all. */
  'events.query': { events: readonly EventResource[]; next: number | null; newest: number }
  /** `[EP-6]` The targets of an earlier epoch in place of the present ones. `UNKNOWN_EPOCH` */
  'rollback.preview': PlanPreview
  'rollback.apply': Publication
  'settings.list': { settings: readonly SettingResource[] }
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
  /**
   * A snapshot first, then changes; returns what ends it.
   * @param after up to where the listener knows everything: what came after that first, where it is still known
   */
  subscribe(listener: (frame: ConsoleFrame) => void, after?: FeedPlace | null): () => void
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
