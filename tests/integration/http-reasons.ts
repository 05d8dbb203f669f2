import type { ErrorCode } from '../../src/contract/errors.ts'
import { type Reason, reasons } from '../../src/contract/reasons.ts'

/** The reason whose English sentence a problem document has: of those that fit, the one that says most of its own. */
export function reasonOf({ code, detail }: { readonly code: ErrorCode; readonly detail: string }): Reason | undefined {
  return (Object.keys(reasons) as Reason[])
    .filter((reason) => reasons[reason].code === code && patternOf(reasons[reason].text).test(detail))
    .toSorted((a, b) => ownLength(b) - ownLength(a))[0]
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{\{\w+\}\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

function ownLength(reason: Reason): number {
  return reasons[reason].text.replaceAll(/\{\{\w+\}\}/g, '').length
}

const start = 'it does not start then, so that there is no HTTP: headless.test.ts, settings.test.ts, tls.test.ts'
const frame = 'of a frame of a consumer: consumer-socket.test.ts'
const handshake = 'of a handshake: consumer-socket.test.ts, console-roles.test.ts, problems.test.ts'
const raw = 'no client sends it: edge-requests.test.ts'
const call = 'of a call of a console only: console-roles.test.ts, imports.test.ts'
const app = 'of the desktop app around the page'
const disk = 'as every other fault of the disk: sqlite-store.test.ts, full-disk.test.ts'
const earlier = 'of epochs of a first version: epoch-history.test.ts, slot-archive.test.ts, history.test.ts'
const timing = 'of an import at a moment that cannot be had by one request: imports.test.ts'
const sender = 'of an attempt to send: senders.test.ts, requests.test.ts'
const large = 'takes a list too large for here: list-reader.test.ts, imports.test.ts'

/** Why a reason cannot be, or is not, what one of the requests of problems.test.ts is refused for. */
export const notTriedOverHttp: Partial<Record<Reason, string>> = {
  backup_of_running_monitor: 'of the command line: backups.test.ts',
  windows_too_many: 'after two hundred: windows.test.ts',
  window_names_too_many: 'of more than there are here: windows.test.ts',
  backup_running: 'of two at the same time: backups.test.ts',
  host_name_unreadable: start,
  proxies_unreadable: start,
  descriptors_low: 'with hardly any descriptors left: edge-descriptors.test.ts',
  body_too_slow: 'it takes long: body-watch.test.ts',
  attempts_too_many: 'after many wrong tokens: guessing.test.ts',
  tokens_guessed: 'of an alert: guessing.test.ts',
  change_unconfirmed: 'of an alert: watch.test.ts',
  host_missing: raw,
  handshake_invalid: raw,
  range_unsatisfiable: raw,
  host_doubled: raw,
  host_unreadable: raw,
  tokens_too_many: 'after ten thousand: named-tokens.test.ts',
  token_is_last_admin: 'where everybody needs a token: tokens.test.ts',
  consumer_of_other_token: 'by a consumer token that is bound to ids: tokens.test.ts',
  fetch_without_consumer: 'by a consumer token that is bound to ids: tokens.test.ts',
  tokens_are_for_admins: call,
  token_ended: frame,
  brake_nobody_there: 'where all are lost: mass-loss.test.ts',
  consumers_too_many: frame,
  consumers_of_token_too_many: frame,
  newcomers_too_many: 'admission.test.ts',
  consumer_id_secret: 'frame-secrets.test.ts',
  monitor_not_reached: 'of the command line: token-command.test.ts',
  tokens_of_running_monitor: 'of the command line: token-command.test.ts',
  frame_not_json: frame,
  strangers_too_loud: frame,
  frame_binary: frame,
  frame_untyped: frame,
  frame_type_unknown: frame,
  frame_invalid: frame,
  frame_taken_in_part: frame,
  frame_too_large: frame,
  consumer_id_invalid: frame,
  frames_too_many: frame,
  logs_too_many: 'log-desk.test.ts',
  logs_too_many_each: 'log-desk.test.ts',
  not_registered: frame,
  registered_already: frame,
  registered_as_another: frame,
  session_replaced: frame,
  ack_of_later_epoch: frame,
  register_token_missing: frame,
  subscribe_token_missing: frame,
  connections_too_many: handshake,
  console_token_missing: handshake,
  socket_unknown: handshake,
  viewer_may_not_act: call,
  method_unknown: call,
  call_invalid: call,
  import_of_one_task: call,
  import_over: call,
  list_is_change: call,
  list_is_no_change: call,
  preview_of_one: call,
  removal_guarded: 'of more targets than there are here: target-edits.test.ts',
  undo_over: 'it takes ten minutes: last-change.test.ts, engine.test.ts',
  import_in_other_phase: call,
  import_discarded: call,
  import_left_alone: call,
  batch_unknown: call,
  demo_absent: call,
  demo_not_stopped: call,
  caller_is_no_console: app,
  app_method_unknown: app,
  app_call_invalid: app,
  login_item_failed: app,
  connection_lost: 'said by a console, not by the monitor',
  monitor_unreachable: 'said by a console, not by the monitor',
  monitor_stopping: 'shutdown.test.ts',
  epoch_not_kept: 'takes more epochs than are kept: history.test.ts',
  changes_not_recorded: earlier,
  slots_not_recorded: earlier,
  slots_recorded_later: earlier,
  task_changed: 'of two at the same time: sqlite-storage.test.ts',
  task_gone: 'of two at the same time: sqlite-storage.test.ts',
  body_unpacks_too_far: large,
  json_item_too_long: large,
  list_too_long: large,
  list_unpacks_too_far: 'takes a workbook too large for here: xlsx-reader.test.ts',
  xlsx_sheet_unknown: 'takes a workbook with sheets: xlsx-reader.test.ts',
  list_not_kept: 'of a call of a console only: list-intake.property.test.ts',
  lines_too_many_to_skip: large,
  import_being_written: timing,
  imports_too_many: timing,
  viewer_has_import: timing,
  viewer_imports_too_many: timing,
  viewers_wait: 'viewer-turns.test.ts',
  import_cancelled: timing,
  import_ended: timing,
  sender_gone: 'nobody is there to be answered',
  request_unreadable: 'of requests that no client of HTTP makes: resilience.test.ts',
  channel_of_settings: 'channels.test.ts',
  channels_too_many: 'channel-secrets.test.ts',
  channel_kept_elsewhere: 'channel-secrets.test.ts, kept-secrets.test.ts',
  channel_tests_limited: 'channel-secrets.test.ts',
  source_header_refused: 'source-access.test.ts',
  source_kept_elsewhere: 'source-access.test.ts',
  source_nothing_kept: 'kept-parts.test.ts',
  source_of_settings: 'source-access.test.ts',
  source_address_private: 'of a run: source-access.test.ts, public-address.test.ts',
  source_database_unknown: 'of what no token may name: source-terms.test.ts',
  channel_url_unusable: sender,
  channel_address_private: sender,
  channel_header_wrong: sender,
  channel_template_gap: sender,
  channel_template_not_json: sender,
  channel_secret_not_base64: sender,
  channel_mail_password_open: sender,
  channel_mail_address_wrong: sender,
  source_nothing_waits: 'sources.test.ts',
  source_pending_gone: 'sources.test.ts',
  source_pending_other: 'sources.test.ts',
  ...Object.fromEntries(
    (Object.keys(reasons) as Reason[]).flatMap((reason): [Reason, string][] => {
      const { code } = reasons[reason]
      if (code === 'DELIVERY_FAILED') return [[reason, 'of a message to a channel: senders.test.ts']]
      if (code === 'SOURCE_FAILED') return [[reason, 'of a run of a source: sources.test.ts, source-sql.test.ts']]
      if (code === 'INVALID_SETTING' || code === 'ADDRESS_UNAVAILABLE') return [[reason, start]]
      return code === 'STORAGE_FAILED' && reason !== 'disk_full' && reason !== 'login_item_failed'
        ? [[reason, disk]]
        : []
    }),
  ),
}
