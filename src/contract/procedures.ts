/**
 * What a console can see and do: the one contract between the monitor and its consoles, the same over IPC in the
 * desktop window and over WebSocket in a browser. Times are ms since 1970; field names are those of the HTTP API.
 */
import { Type, type Static, type TSchema } from 'typebox'
import type { Problem } from './errors.ts'
import { eventHistogram, eventPage, eventQuery, histogramQuery } from './events.ts'
import type { ConsoleFrame } from './feed.ts'
import type { FeedPlace } from './feed-place.ts'
import { saidFormats } from './list-format.ts'
import { consumerId, epochNumber, id, list, orNull } from './primitives.ts'
import {
  baseEpoch,
  confirm,
  consumerIds,
  onInvalid,
  readAt,
  syncOptions,
  undoOptions,
  whatIf,
} from './procedure-options.ts'
import { alertHistory, alertHistoryQuestion } from './resources/alert-span.ts'
import {
  channelList,
  channelName,
  channelRequest,
  channelResource,
  channelTest,
  deliveryList,
  deliveryQuestion,
} from './resources/channel.ts'
import { backupList, backupResource } from './resources/backup.ts'
import { epochDiff, epochResource, rolloutResource } from './resources/epoch.ts'
import { listEdits, listReport, readingChoice } from './resources/import.ts'
import { noteDraft, noteList, noteQuestion, noteResource } from './resources/note.ts'
import { changedTask, planPreview, publication, reloadReport } from './resources/plan.ts'
import { consumerLog, logQuestion } from './resources/log.ts'
import { progressHistory, progressQuestion } from './resources/progress-history.ts'
import { seriesQuestion, seriesResource } from './resources/series.ts'
import { settingResource } from './resources/setting.ts'
import { slotHistory } from './resources/slots.ts'
import { targetChangeLists, targetChangePage } from './resources/target-change.ts'
import { foundTarget, ratedTarget, targetPage, targetQuestion, targetResource } from './resources/target.ts'
import { sourceRequest, sourceResource } from './resources/source.ts'
import { summary, summaryQuestion } from './resources/summary.ts'
import { taskChange, taskOptions, taskResource } from './resources/task.ts'
import { why, windowDraft, windowList, windowResource } from './resources/window.ts'
import { tokenList, tokenName, tokenOptions, tokenWithSecret } from './resources/token.ts'

/** The longest page of targets. */
export const MAX_TARGETS_PAGE = 50_000

/** The most targets that are found while somebody types. */
export const MAX_FOUND_TARGETS = 20

/** The longest piece of an import, in UTF-16 code units. */
export const MAX_PIECE_LENGTH = 256 * 1024
/** The same as bytes, which are sent as base64. */
export const MAX_PIECE_BYTES = 192 * 1024

/** `[CH-1]` What a list that has come in is to be; as it was announced unless told otherwise. */
const edit = Type.Optional(Type.Enum([...listEdits]))

const ofTask = { task_id: id }
const ofImport = { import_id: id }
const someConsumers = Type.Object({ consumers: consumerIds })
const changedConsumers = Type.Object({ consumers: list(consumerId) })
const someAlerts = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 20_000 })
const changedAlerts = Type.Object({ alerts: list(Type.String(), 'Those of them that are otherwise now.') })
const release = Type.Boolean({ description: 'BR-2: as if the brake let go of what it keeps.' })
const nothing = Type.Object({})
const done = Type.Null()

interface ProcedureShape {
  /** Validates what arrives, whichever way it comes. */
  readonly input: TSchema
  readonly result: TSchema
}

/**
 * Everything a console can ask for or do, by name. What each means, who may and what is written down of it stands with
 * its procedure in the monitor.
 */
export const consoleProcedures = {
  'task.create': { input: taskOptions, result: taskResource },
  'task.delete': { input: Type.Object(ofTask), result: done },
  'task.change.preview': { input: Type.Object({ ...ofTask, options: taskChange }), result: planPreview },
  /**
   * `STALE_EPOCH` where `base_epoch` is outdated, `GUARDED` where another identity makes so many targets one that it has to
   * be confirmed (CH-2): both with a fresh `PlanPreview` as `detail`.
   */
  'task.change': {
    input: Type.Object({ ...ofTask, options: taskChange, base_epoch: baseEpoch, confirm }),
    result: changedTask,
  },
  /** `[TG-1]` In either spelling. `UNKNOWN_TARGET`, with one that is like it where there is one */
  'target.show': {
    input: Type.Object({ ...ofTask, target: Type.String({ minLength: 1, maxLength: 512 }) }),
    result: targetResource,
  },
  /** `[TG-2]` While somebody types: of one task or of all, those that begin with it first. */
  'targets.find': {
    input: Type.Object({
      task_id: Type.Optional(id),
      query: Type.String({ minLength: 1, maxLength: 256 }),
      limit: Type.Integer({ minimum: 1, maximum: MAX_FOUND_TARGETS }),
    }),
    result: Type.Object({ targets: list(foundTarget) }),
  },
  /** `[TG-2]` From the place `start` on. */
  'targets.page': {
    input: Type.Object({
      ...ofTask,
      ...targetQuestion,
      start: id,
      limit: Type.Integer({ minimum: 1, maximum: MAX_TARGETS_PAGE }),
    }),
    result: targetPage,
  },
  /**
   * A new list for a task, sent once and in pieces: open, piece …, close; then previewed and applied as often as needed.
   * It belongs to the connection that opened it, and ends with it, when it is applied or discarded, or when nobody has
   * asked for it for a while: `UNKNOWN_IMPORT` then. Either for a task or, in its place, for a new one with these options,
   * which is made when the list is applied (CH-4).
   */
  'import.open': {
    input: Type.Object({
      task_id: Type.Optional(id),
      task: Type.Optional(taskOptions),
      edit,
      format: Type.Enum([...saidFormats]),
      total_bytes: orNull(id),
      /** Of the file, which says something of its format. */
      name: Type.Optional(Type.String({ maxLength: 1024 })),
    }),
    result: Type.Object(ofImport),
  },
  /**
   * The next piece: of the text, which ends anywhere between two characters, or of the file as it is, packed or not, as
   * base64. Waits until it is taken in. `TOO_LARGE`, `INVALID_ENCODING`
   */
  'import.piece': {
    input: Type.Object({
      ...ofImport,
      piece: Type.Optional(Type.String({ maxLength: MAX_PIECE_LENGTH })),
      bytes: Type.Optional(Type.String({ maxLength: (MAX_PIECE_BYTES / 3) * 4, pattern: '^[A-Za-z0-9+/]*={0,2}$' })),
    }),
    result: Type.Object({ bytes: id, lines: orNull(id) }),
  },
  /** Nothing more comes. `INVALID_JSON`, `INVALID_MESSAGE` */
  'import.close': { input: Type.Object(ofImport), result: listReport },
  /** `[LI-1]` Reads one that has come in anew, in another way or with repairs. */
  'import.reread': { input: Type.Object({ ...ofImport, ...readingChoice }), result: listReport },
  /** Refuses a list with bad lines by `INVALID_TARGETS`, `complaints` naming the first 20 lines, unless told to skip. */
  'import.preview': { input: Type.Object({ ...ofImport, edit, on_invalid: onInvalid }), result: planPreview },
  /**
   * `STALE_EPOCH` where `base_epoch` is outdated, `GUARDED` where so much goes that it has to be confirmed: both with a
   * fresh `PlanPreview` as `detail`, and it can be applied still.
   */
  'import.apply': {
    input: Type.Object({ ...ofImport, edit, on_invalid: onInvalid, base_epoch: baseEpoch, confirm }),
    result: publication,
  },
  /**
   * `[CH-3]` What a preview counts, one by one: of an import, of the way back to an epoch (`task_id` and `epoch`), of
   * another identity (`task_id` and `identity`), or of undoing (`task_id` alone). The page is of the present targets, which `base_epoch` names.
   */
  'preview.targets': {
    input: Type.Object({
      import_id: Type.Optional(id),
      edit,
      on_invalid: onInvalid,
      task_id: Type.Optional(id),
      epoch: Type.Optional(id),
      identity: taskChange.properties.identity,
      list: Type.Enum([...targetChangeLists]),
      /** Only targets with this in them. */
      query: Type.Optional(Type.String({ maxLength: 256 })),
      start: id,
      limit: Type.Integer({ minimum: 1, maximum: MAX_TARGETS_PAGE }),
    }),
    result: targetChangePage,
  },
  /** Ends one's own. */
  'import.discard': { input: Type.Object(ofImport), result: done },
  /** Ends anybody's: whoever waits for it gets `CANCELLED`. `CONFLICT` once it goes to disk */
  'import.cancel': { input: Type.Object(ofImport), result: done },
  'sync.preview': {
    input: Type.Object({ ...ofTask, rebalance: Type.Optional(Type.Boolean()), release: Type.Optional(release) }),
    result: planPreview,
  },
  'sync.apply': { input: Type.Object({ ...ofTask, ...syncOptions }), result: publication },
  /** What would change with other consumers (PL-7); it cannot be applied. */
  'plan.what-if': { input: Type.Object({ ...ofTask, ...whatIf }), result: planPreview },
  /** Sends the current epoch's `batch_reload` again. */
  reload: {
    input: Type.Object({ ...ofTask, consumers: Type.Optional(Type.Union([Type.Literal('all'), consumerIds])) }),
    result: reloadReport,
  },
  /** In code-unit order. `UNKNOWN_BATCH` */
  'batch.targets': {
    input: Type.Object({ batch_id: id }),
    result: Type.Object({ batch_id: id, targets: list(ratedTarget) }),
  },
  'epochs.before': {
    input: Type.Object({ ...ofTask, before: id, limit: Type.Integer({ minimum: 1, maximum: 1000 }) }),
    result: Type.Object({ epochs: list(epochResource) }),
  },
  /** `UNKNOWN_EPOCH`; 0 stands for what was before the first. At most 1,000 of each list unless told otherwise. */
  'epochs.diff': {
    input: Type.Object({
      ...ofTask,
      from: id,
      to: id,
      start: Type.Optional(id),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    }),
    result: epochDiff,
  },
  'epoch.rollout': {
    input: Type.Object({ ...ofTask, epoch: id }),
    result: Type.Object({ rollout: list(rolloutResource) }),
  },
  /** `[EP-10]` Of at most 500 epochs, the last of those asked for that are kept. `UNKNOWN_EPOCH`, `CONFLICT` */
  'epochs.slots': { input: Type.Object({ ...ofTask, from: epochNumber, to: epochNumber }), result: slotHistory },
  /** `[EV-5]` Newest first unless told otherwise. */
  'events.query': { input: eventQuery, result: eventPage },
  /** `[EV-12]` `INVALID_MESSAGE` where it ends before it begins; `STORAGE_FAILED` */
  'events.histogram': { input: histogramQuery, result: eventHistogram },
  /** `[NT-1]` `INVALID_MESSAGE` where the range ends before it begins; `STORAGE_FAILED` */
  'notes.list': { input: noteQuestion, result: noteList },
  /** `[NT-1]` `UNKNOWN_CONSUMER`, `UNKNOWN_TASK`, `UNKNOWN_EPOCH`, `UNKNOWN_WINDOW`, `INVALID_MESSAGE` where nothing is left of it */
  'notes.create': { input: noteDraft, result: noteResource },
  /** `[NT-1]` Its event stays. `UNKNOWN_NOTE` */
  'notes.delete': { input: Type.Object({ note_id: id }), result: done },
  /** `[TS-2]` The fleet over time. `INVALID_MESSAGE` where it ends before it begins; `STORAGE_FAILED` */
  'series.read': { input: seriesQuestion, result: seriesResource },
  /** `[TS-3]` One consumer over time. `INVALID_MESSAGE` where it ends before it begins; `STORAGE_FAILED` */
  'progress.read': { input: progressQuestion, result: progressHistory },
  /** `[WS-29]` The log of a consumer, which is asked for it as long as somebody reads. `UNKNOWN_CONSUMER`; `RATE_LIMITED` where 200 are read */
  'log.read': { input: logQuestion, result: consumerLog },
  /** `[AL-2]` Which alerts there were, and are. `INVALID_MESSAGE` where it ends before it begins; `STORAGE_FAILED` */
  'alerts.history': { input: alertHistoryQuestion, result: alertHistory },
  /** `[AL-6]` Somebody looks after these: they are passed on no more. Those that are gone meanwhile are left out of the answer. */
  'alerts.acknowledge': {
    input: Type.Object({ alerts: someAlerts, why: Type.Optional(why) }),
    result: changedAlerts,
  },
  /** `[AL-6]` As if nobody had. */
  'alerts.unacknowledge': { input: Type.Object({ alerts: someAlerts }), result: changedAlerts },
  /** `[AL-6]` Not passed on until then; null ends it. `INVALID_MESSAGE` where that is past, or too far */
  'alerts.snooze': {
    input: Type.Object({ alerts: someAlerts, until: orNull(Type.Integer()), why: Type.Optional(why) }),
    result: changedAlerts,
  },
  /** `[MW-1]` In order of when they begin. */
  'windows.list': { input: nothing, result: windowList },
  /** `[MW-1]` `UNKNOWN_TASK`, `UNKNOWN_CONSUMER`; `INVALID_MESSAGE` for a time that is none, or that is over */
  'windows.create': { input: windowDraft, result: windowResource },
  /** `[MW-1]` One that is active ends now; one to come never begins. `UNKNOWN_WINDOW` */
  'windows.end': { input: Type.Object({ window_id: id }), result: done },
  /** `[BR-2]` The slots of those who were lost together go to the others, now. `CONFLICT` where the brake is not on */
  'brake.release': { input: Type.Object({ ...ofTask, base_epoch: baseEpoch }), result: publication },
  /** `[CN-1]` In order of name, without secrets. */
  'channels.list': { input: nothing, result: channelList },
  /** `[CN-2]` A new one, or in place of the one of this name: what is null of it stays. `INVALID_MESSAGE`, `FORBIDDEN`, `CONFLICT` */
  'channels.put': { input: Type.Object({ channel: channelRequest }), result: channelResource },
  /** What waits for it is dropped. `UNKNOWN_CHANNEL`; `CONFLICT` for one of the settings */
  'channels.delete': { input: Type.Object({ name: channelName }), result: done },
  /** It passes nothing on, or does again. `UNKNOWN_CHANNEL` */
  'channels.pause': { input: Type.Object({ name: channelName, paused: Type.Boolean() }), result: channelResource },
  /** `[CN-3]` Sends a message now, without keeping the channel: answers what came of it, in words. */
  'channels.test': { input: Type.Object({ channel: channelRequest }), result: channelTest },
  /** `[CN-5]` Newest first. */
  'deliveries.list': { input: deliveryQuestion, result: deliveryList },
  /** `[CN-5]` Sends what was given up again: one, or all of a channel. `UNKNOWN_DELIVERY`, `UNKNOWN_CHANNEL` */
  'deliveries.retry': {
    input: Type.Object({ delivery_id: Type.Optional(id), channel: Type.Optional(channelName) }),
    result: Type.Object({ retried: id }),
  },
  /** `[CN-5]` Forgets what was given up, or takes back what waits. `UNKNOWN_DELIVERY`, `UNKNOWN_CHANNEL` */
  'deliveries.discard': {
    input: Type.Object({ delivery_id: Type.Optional(id), channel: Type.Optional(channelName) }),
    result: Type.Object({ discarded: id }),
  },
  /** `[CN-7]` What there was to know of a time, the last day by default. `INVALID_MESSAGE` where it ends before it begins, or is too long; `STORAGE_FAILED` */
  'summary.read': { input: summaryQuestion, result: summary },
  /** `[EP-6]` The targets of an earlier epoch in place of the present ones. `UNKNOWN_EPOCH` */
  'rollback.preview': { input: Type.Object({ ...ofTask, epoch: epochNumber }), result: planPreview },
  'rollback.apply': {
    input: Type.Object({ ...ofTask, epoch: epochNumber, base_epoch: baseEpoch, confirm }),
    result: publication,
  },
  /** `[EP-12]` The last change of targets undone. `CONFLICT` where there is none, or its time is over */
  'undo.preview': { input: Type.Object({ ...ofTask, ...undoOptions }), result: planPreview },
  'undo.apply': {
    input: Type.Object({ ...ofTask, ...undoOptions, base_epoch: baseEpoch, confirm }),
    result: publication,
  },
  'settings.list': { input: nothing, result: Type.Object({ settings: list(settingResource) }) },
  /** Many at once, as one change. Whoever is lost is dismissed, all others stay; answers who was. */
  'consumers.dismiss': { input: someConsumers, result: changedConsumers },
  /** `UNKNOWN_CONSUMER`, and nothing is changed then. Answers those that were not drained before. */
  'consumers.drain': { input: someConsumers, result: changedConsumers },
  'consumers.undrain': { input: someConsumers, result: changedConsumers },
  /** `[SEC-4]` Without secrets. */
  'tokens.list': { input: nothing, result: tokenList },
  'tokens.create': { input: tokenOptions, result: tokenWithSecret },
  /** `UNKNOWN_TOKEN` */
  'tokens.rotate': { input: Type.Object({ name: tokenName }), result: tokenWithSecret },
  'tokens.revoke': { input: Type.Object({ name: tokenName }), result: done },
  /** `[BK-1]` Newest first. */
  'backups.list': { input: nothing, result: backupList },
  /** `[BK-1]` Answers when it is written and read again. `CONFLICT` where one is being written; `STORAGE_FAILED` */
  'backups.create': { input: nothing, result: backupResource },
  /** `[SO-1]` In order of task, without secrets. */
  'sources.list': { input: nothing, result: Type.Object({ sources: list(sourceResource) }) },
  /**
   * `[SO-3]` `[SO-6]` The source of a task, in place of one it has, of which stays what is not shown and not sent again.
   * `FORBIDDEN` for what only this machine may name; `CONFLICT`
   */
  'sources.put': { input: Type.Object({ ...ofTask, source: sourceRequest }), result: sourceResource },
  /** What it has brought stays. `UNKNOWN_SOURCE`; `CONFLICT` for one of the settings */
  'sources.delete': { input: Type.Object(ofTask), result: done },
  /** It does not run by itself any more, or does again. `UNKNOWN_SOURCE` */
  'sources.pause': { input: Type.Object({ ...ofTask, paused: Type.Boolean() }), result: sourceResource },
  /** Runs it now, unless it does already, and answers when that is over, whatever came of it. `UNKNOWN_SOURCE` */
  'sources.run': { input: Type.Object(ofTask), result: sourceResource },
  /** `[SO-4]` What waits as an import of one's own, to be previewed and looked through. `UNKNOWN_SOURCE`, `CONFLICT` */
  'sources.review': {
    input: Type.Object(ofTask),
    result: Type.Object({ ...ofImport, report: listReport }),
  },
  /**
   * `[SO-4]` What waits is published. `GUARDED` where `confirm` does not name what goes; `UNKNOWN_SOURCE`; `CONFLICT`, also
   * where what waits is another list than that of `read_at`.
   */
  'sources.apply': {
    input: Type.Object({ ...ofTask, confirm, base_epoch: baseEpoch, read_at: readAt }),
    result: publication,
  },
  /** `[SO-4]` What waits is dropped, and the same again is passed over. `UNKNOWN_SOURCE`, `CONFLICT` */
  'sources.discard': { input: Type.Object(ofTask), result: sourceResource },
  'demo.start': { input: nothing, result: done },
  'demo.stop': { input: nothing, result: done },
} as const satisfies Record<string, ProcedureShape>

/** The name of something a console can ask for or do. */
export type ProcedureName = keyof typeof consoleProcedures
export type ProcedureInput<N extends ProcedureName> = Static<(typeof consoleProcedures)[N]['input']>
export type ProcedureResult<N extends ProcedureName> = Static<(typeof consoleProcedures)[N]['result']>

/** What the console is built on, whichever way it reaches the monitor. */
export interface ConsoleApi {
  /** Rejects with a `BatchdeckError` that holds the monitor's problem. */
  call<N extends ProcedureName>(name: N, input: ProcedureInput<N>): Promise<ProcedureResult<N>>
  /**
   * A snapshot first, then changes; returns what ends it.
   * @param after up to where the listener knows everything: what came after that first, where it is still known
   */
  subscribe(listener: (frame: ConsoleFrame) => void, after?: FeedPlace | null): () => void
}

/** A console's connection. What it began and did not finish ends with it. */
export interface ConsoleConnection extends ConsoleApi {
  close(): void
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
