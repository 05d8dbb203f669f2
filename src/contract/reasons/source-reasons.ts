const failed = 'SOURCE_FAILED'

/** What is said of sources: who may name what, and why a run came to nothing (SO-1 to SO-5). */
export const sourceReasons = {
  source_unknown: { code: 'UNKNOWN_SOURCE', text: 'Task {{task}} has no source.' },
  source_of_settings: {
    code: 'CONFLICT',
    text: 'The source of task {{task}} stands in the settings file; change it there. It can be paused here.',
  },
  source_kind_not_for_tokens: {
    code: 'FORBIDDEN',
    text: 'A source of the kind {{kind}} can only be named in the settings file or by the desktop’s own user: it would let a token read or run anything on this machine.',
  },
  source_header_refused: {
    code: 'INVALID_MESSAGE',
    text: 'The header {{name}} cannot be set, or its value holds what no header may: line breaks and other control characters.',
  },
  source_nothing_kept: {
    code: 'INVALID_MESSAGE',
    text: 'There is nothing to keep for {{what}}: the source there is has none. Send it.',
  },
  source_kept_elsewhere: {
    code: 'INVALID_MESSAGE',
    text: 'What is secret was given for {{from}} and is not sent to {{to}}: give the headers and the URL again.',
  },
  source_variable_not_for_tokens: {
    code: 'FORBIDDEN',
    text: 'A variable of the environment can only be named in the settings file or by the desktop’s own user.',
  },
  source_host_not_allowed: {
    code: 'FORBIDDEN',
    text: 'The host {{host}} is not among monitor.sources.allowed-hosts; add it there and restart.',
  },
  source_address_private: {
    code: 'FORBIDDEN',
    text: '{{host}} is {{address}}, an address that is not public. Where that is meant, set monitor.sources.private-addresses to allow.',
  },
  source_url_wrong: { code: 'INVALID_MESSAGE', text: 'This is no http or https URL: {{detail}}.' },
  source_cron_wrong: {
    code: 'INVALID_MESSAGE',
    text: 'The cron expression or its time zone is not valid: {{detail}}.',
  },
  source_two_schedules: { code: 'INVALID_MESSAGE', text: 'Give an interval or a cron expression, not both.' },
  source_database_unknown: {
    code: 'INVALID_MESSAGE',
    text: 'The database must be a postgresql://, mysql:// or mariadb:// URL.',
  },
  source_path_wrong: {
    code: 'INVALID_MESSAGE',
    text: 'The path to the list must be a JSON pointer such as /data/tokens, or names with dots between: data.tokens.',
  },
  source_nothing_waits: { code: 'CONFLICT', text: 'Nothing of the source of task {{task}} waits.' },
  source_pending_other: {
    code: 'CONFLICT',
    text: 'The source of task {{task}} gave another list meanwhile; look at that one first.',
  },
  source_pending_gone: {
    code: 'CONFLICT',
    text: 'What waited of the source of task {{task}} is not there any more; run the source again.',
  },
  source_waits_guard: {
    code: failed,
    text: 'It would remove {{removed}} of {{of}} targets and add {{added}}, which is more than the guard lets a source do. Apply or discard it.',
  },
  source_waits_review: {
    code: failed,
    text: 'It would add {{added}} targets and remove {{removed}} of {{of}}. Apply or discard it.',
  },
  source_silent: { code: failed, text: '{{last}} No success for more than {{minutes}} min.' },
  source_timed_out: { code: failed, text: 'It was not read to its end within {{seconds}} s.' },
  source_stopped: { code: failed, text: 'The run was ended before it was over.' },
  source_unreachable: { code: failed, text: '{{host}} cannot be reached: {{detail}}.' },
  source_answered: { code: failed, text: '{{host}} answered {{status}}.' },
  source_answered_early: { code: failed, text: '{{host}} answered {{status}}: not before {{seconds}} s from then.' },
  source_redirects: { code: failed, text: '{{host}} redirects more than {{most}} times.' },
  source_redirect_wrong: { code: failed, text: '{{host}} redirects to what cannot be followed: {{detail}}.' },
  source_cut: { code: failed, text: 'Only a part of the list came: the connection ended after {{bytes}} bytes.' },
  source_encoding: { code: failed, text: 'It came packed as {{encoding}}, which is not understood.' },
  source_unpack: { code: failed, text: 'It cannot be unpacked: {{detail}}.' },
  source_html: { code: failed, text: 'This is a page in HTML or XML, no list.' },
  source_empty: { code: failed, text: 'It gave no target at all, which is taken for a fault.' },
  source_is_answer: {
    code: failed,
    text: 'It gave “{{text}}”, an answer rather than a list of targets. Import it yourself if it is meant.',
  },
  source_is_page: {
    code: failed,
    text: 'It gave one page of several ({{field}} names the next): name the path of the list to take this page alone.',
  },
  source_lines_refused: { code: failed, text: 'The list has bad lines; nothing was changed: {{complaints}}.' },
  source_json_cut: { code: failed, text: 'The JSON ends in the middle, or is none.' },
  source_path_missing: { code: failed, text: 'There is nothing at {{path}} in the JSON.' },
  source_file_missing: { code: failed, text: '{{file}} is not there.' },
  source_file_unreadable: { code: failed, text: '{{file}} cannot be read: {{detail}}.' },
  source_file_restless: { code: failed, text: '{{file}} is still being written.' },
  source_folder_full: { code: failed, text: 'There are more than {{most}} lists in {{folder}}.' },
  source_file_irregular: { code: failed, text: '{{file}} is neither a file nor a folder.' },
  source_folder_empty: { code: failed, text: 'There is no list in {{folder}}.' },
  source_folder_mixed: {
    code: failed,
    text: 'The lists in {{folder}} are of different formats: {{formats}}. Several can be read together as text, CSV or NDJSON.',
  },
  source_variable_missing: { code: failed, text: 'The environment has no variable {{variable}}.' },
  source_database_failed: { code: failed, text: 'The database says: {{detail}}.' },
  source_row_empty: { code: failed, text: 'Row {{row}} of the query is empty: a target is missing.' },
  source_tables_several: { code: failed, text: 'The query gives more than one table; only one can be the list.' },
  source_rows_too_many: { code: failed, text: 'The query gives more than {{most}} rows.' },
  source_no_columns: { code: failed, text: 'The query gives no columns.' },
  source_command_missing: { code: failed, text: '{{program}} cannot be started: {{detail}}.' },
  source_command_failed: { code: failed, text: '{{program}} ended with {{status}}: {{detail}}' },
  source_unexpected: { code: failed, text: 'It could not be read: {{detail}}.' },
} as const
