/** Why a target list is refused, or its import is over. */
export const listReasons = {
  charset_refused: { code: 'UNSUPPORTED_MEDIA_TYPE', text: 'A list in {{charset}} is not accepted; send UTF-8.' },
  encoding_refused: {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    text: 'Content-Encoding {{encoding}} is not accepted; send gzip or none.',
  },
  change_not_json: {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    text: 'A change is JSON: {"add":[…],"remove":[…]}; a list that is added or removed needs edit=add or edit=remove.',
  },
  list_is_change: { code: 'CONFLICT', text: 'This import says itself what it adds and removes: it cannot be a list.' },
  list_is_no_change: { code: 'CONFLICT', text: 'This import is a list: it can replace, be added or be removed.' },
  import_of_one_task: { code: 'INVALID_MESSAGE', text: 'Give either task_id or task.' },
  preview_of_one: { code: 'INVALID_MESSAGE', text: 'Give either import_id or task_id.' },
  value_without_attribute: {
    code: 'INVALID_MESSAGE',
    text: 'A value is that of an attribute: give attribute, too.',
  },
  targets_not_in_type: {
    code: 'NOT_ACCEPTABLE',
    text: 'The targets come as application/json, text/plain or text/csv.',
  },
  body_not_gzip: { code: 'INVALID_ENCODING', text: 'The body is not gzip, or is cut off.' },
  body_not_utf8: { code: 'INVALID_JSON', text: 'The body is not UTF-8.' },
  body_unpacks_too_far: {
    code: 'TOO_LARGE',
    text: 'The body unpacks to more than {{most}} times its size, which no list of targets does; send it without gzip.',
  },
  json_item_too_long: { code: 'TOO_LARGE', text: 'An item of the list is longer than {{most}} KiB.' },
  list_too_long: {
    code: 'TOO_LARGE',
    text: 'The list has more than {{most}} lines, which is what monitor.limits.max-import-lines allows.',
  },
  list_not_in_encoding: { code: 'INVALID_ENCODING', text: 'The list is not {{encoding}}; choose another encoding.' },
  list_not_xlsx: { code: 'INVALID_ENCODING', text: 'This is no Excel workbook (.xlsx), or it is damaged.' },
  xlsx_sheet_unknown: {
    code: 'INVALID_ENCODING',
    text: 'This workbook has no sheet “{{sheet}}”; it has {{sheets}}.',
  },
  list_is_old_spreadsheet: {
    code: 'INVALID_ENCODING',
    text: 'This is an old Excel file (.xls), or one with a password; save it as .xlsx without one, or as CSV.',
  },
  list_unpacks_too_far: {
    code: 'TOO_LARGE',
    text: 'The workbook unpacks to more than {{most}} MiB; save it as CSV.',
  },
  list_not_kept: {
    code: 'CONFLICT',
    text: 'This list is too long to be kept and read again; send it anew, in the way it is to be read.',
  },
  body_is_markup: {
    code: 'INVALID_MESSAGE',
    text: 'This is a web page (HTML) or XML, not a list; nothing was changed.',
  },
  body_is_error: {
    code: 'INVALID_MESSAGE',
    text: 'This is an error answer, not a list: {{text}}. Nothing was changed.',
  },
  list_not_found: {
    code: 'INVALID_MESSAGE',
    text: 'There is no list at any of the usual places of this JSON object; it has {{fields}}. Give {"targets":[…]}.',
  },
  lists_in_object: {
    code: 'INVALID_MESSAGE',
    text: 'Several fields of this JSON object have a list: {{places}}. Give the one that is meant.',
  },
  targets_missing: {
    code: 'INVALID_MESSAGE',
    text: 'Give {"targets":[…]}, or text/plain with one target a line.',
  },
  list_not_object: { code: 'INVALID_MESSAGE', text: 'Give a JSON object with targets.' },
  change_not_object: { code: 'INVALID_MESSAGE', text: 'Give a JSON object with add and remove.' },
  field_unknown: { code: 'INVALID_MESSAGE', text: '/{{field}} is not known here.' },
  field_not_list: { code: 'INVALID_MESSAGE', text: '/{{field}} must be a list.' },

  line_invalid: { code: 'INVALID_TARGETS', text: '{{count}} line is no target; nothing was changed.' },
  lines_invalid: { code: 'INVALID_TARGETS', text: '{{count}} lines are no target; nothing was changed.' },
  line_ends_list: {
    code: 'INVALID_TARGETS',
    text: '{{count}} line is no target; nothing was changed. The rest of the list cannot be told apart, so that they cannot be skipped.',
  },
  lines_end_list: {
    code: 'INVALID_TARGETS',
    text: '{{count}} lines are no target; nothing was changed. The rest of the list cannot be told apart, so that they cannot be skipped.',
  },
  lines_too_many_to_skip: {
    code: 'INVALID_TARGETS',
    text: '{{count}} lines are no target; nothing was changed. More than 100,000 cannot be skipped.',
  },

  lines_suspicious: {
    code: 'INVALID_TARGETS',
    text: 'Lines that look wrong: {{count}}; nothing was changed. Mend them, let them be repaired (repair=…), or leave them out (on_suspicious=skip).',
  },

  import_unknown: { code: 'UNKNOWN_IMPORT', text: 'There is no import {{import}} under way.' },
  import_over: {
    code: 'UNKNOWN_IMPORT',
    text: 'This import is over: it was applied, cancelled, or left alone for too long. Preview the list again.',
  },
  import_in_other_phase: { code: 'CONFLICT', text: 'Import {{import}} is {{phase}}, not {{wanted_phase}}.' },
  import_being_written: {
    code: 'CONFLICT',
    text: 'Import {{import}} goes to disk already: it is too late to cancel it.',
  },
  imports_too_many: {
    code: 'CONFLICT',
    text: '{{most}} imports are under way; wait for one to end, or cancel one with DELETE /api/imports/{import_id}.',
  },
  viewer_has_import: {
    code: 'CONFLICT',
    text: 'A viewer tries out one list at a time; a list of yours is on its way.',
  },
  viewer_imports_too_many: {
    code: 'CONFLICT',
    text: '{{most}} lists of viewers are on their way, which is as many as may be; try again in some seconds.',
  },
  viewers_wait: {
    code: 'RATE_LIMITED',
    text: 'Too many viewers wait for plans already; try again in some seconds.',
  },
  import_cancelled: {
    code: 'CANCELLED',
    text: 'The import was cancelled by an operator; it has changed nothing.',
  },
  import_discarded: { code: 'CANCELLED', text: 'The import was discarded; it has changed nothing.' },
  import_left_alone: {
    code: 'CANCELLED',
    text: 'Nobody went on with the import for {{minutes}} minutes; it has changed nothing.',
  },
  import_ended: { code: 'CANCELLED', text: 'The import is over.' },
  sender_gone: { code: 'CANCELLED', text: 'The connection was lost before the whole list had come.' },
} as const
