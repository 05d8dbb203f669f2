/**
 * What can be wrong with a part of something: a place in the input, a line of a target list, a setting. They stand
 * within a refusal, or in a list beside it; keys are others than those of the reasons.
 */
export const faults = {
  // A place in the input, after its path.
  at_place: '{{place}} {{fault}}',
  missing: 'is missing',
  not_one_of: 'must be one of {{choices}}',
  not_consumer_id: 'must be 1–128 of letters, digits and . _ : @ -',
  not_token_name: 'must be 1–64 of letters, digits, spaces and . _ : @ -, not beginning with server.',
  not_consumer_pattern: 'must be 1–128 of letters, digits and . _ : @ - and *',
  not_http_url: 'must be an http or https URL',
  blank: 'must not be blank',
  not_known: 'is not known here',
  of_other_type: 'must be {{type}}',
  beyond_limit: 'must be {{comparison}} {{limit}}',
  too_short: 'must not have fewer than {{limit}} characters',
  too_long: 'must not have more than {{limit}} characters',
  too_few: 'must not have fewer than {{limit}} items',
  too_many: 'must not have more than {{limit}} items',
  otherwise_wrong: '{{detail}}',

  // A line of a target list (HT-1), after its number.
  at_line: 'line {{line}}',
  line: '{{fault}}: {{text}}',
  target_empty: 'is empty',
  target_has_space: 'has white space inside ({{sign}} as character {{place}}); give each target a line of its own',
  target_unprintable: 'has a character that cannot be printed ({{sign}} as character {{place}}); remove it',
  target_too_long: 'is longer than {{most}} characters',
  target_not_text: 'is neither a text nor an object with a text "target"',
  priority_unknown: 'has a priority that is none of {{priorities}}',
  attribute_too_long: 'has more than {{most}} characters in "{{name}}"; shorten it or leave that column out',
  line_not_utf8: 'is not UTF-8',
  line_is_gb18030: 'is not UTF-8; it reads as GB18030: say so (encoding=gb18030), or save it as UTF-8',
  line_too_long: 'is longer than 1 MiB',
  line_not_json: 'is not JSON',
  line_too_deep: 'is nested more than {{most}} deep',
  row_without_header: 'has more than target and priority, and there is no header',
  row_too_long: 'has more cells than the header',
  column_twice: 'names the column "{{column}}" twice',
  quote_unclosed: 'begins a quoted cell that does not end',
  quote_misplaced:
    'has a quote where none may be: a cell with quotes is quoted as a whole, and those inside it are doubled',

  // What looks wrong about a line although it may be right (LI-6).
  suspicious_space: 'has white space that is hard to see ({{sign}} as character {{place}})',
  suspicious_invisible: 'has an invisible character ({{sign}} as character {{place}})',
  suspicious_lookalike: 'has a character that only looks like "{{like}}" ({{sign}} as character {{place}})',
  suspicious_json: 'is JSON, in a list of another format',
  suspicious_url: 'is a link, not an address',
  suspicious_url_pair: 'is a link, not an address; it may name a pair of tokens and not a token',
  suspicious_quote: 'has a quote ({{sign}} as character {{place}})',
  suspicious_separator: 'has a separator ({{sign}} as character {{place}}); it may be several targets',
  suspicious_several: 'has {{count}} addresses on one line',
  suspicious_comment: 'has what may be a comment, from character {{place}} on',
  suspicious_scientific: 'is a number as a spreadsheet shortens it; the digits of the address are lost',
  suspicious_header_word: 'is the name of a column rather than a target',
  suspicious_checksum: 'has a wrong checksum (EIP-55); it may be mistyped',
  suspicious_not_evm: 'is no EVM address, which all targets of this task are expected to be',

  // A setting; the place is where it was given.
  fault_at: '{{fault}} ({{place}})',
  setting_refused: '{{setting}}: {{given}} is not allowed; give {{allowed}}.',
  secret_refused: '{{setting}}: the value given is not allowed; give {{allowed}}.',
  setting_unknown: '{{setting}} is not a setting. See config --reference.',
  setting_mistyped: '{{setting}} is not a setting. Did you mean {{near}}?',
  variable_mistyped: '{{variable}} is the variable of no setting. Did you mean {{near}}?',
  setting_given_twice: '{{setting}} is given twice: {{place}}, and before in {{earlier_place}}.',
  duration_not_longer: '{{setting}}: {{given}} must be longer than {{other}}, which is {{limit}}.',
  tls_incomplete: '{{setting}}: also give {{other}}; TLS needs a certificate and its key.',
  token_given_twice: '{{setting}}: also given by {{other}}; give one of them.',
  tokens_same: '{{setting}} is the same token as {{other}}; give each role a token of its own.',
  yaml_wrong: '{{file}}, line {{line}}, column {{column}}: {{detail}}.',
  source_never_good: 'It has never given anything.',
  source_last_problem: 'The last problem: {{problem}}',
  sources_not_map: 'sources: names of tasks are missing; give TASK: {kind: url, url: …}.',
  source_given_wrong: 'sources, {{task}}: {{fault}}',
  yaml_has_no_names: '{{file}}, line {{line}}: There are no names and values; give NAME: VALUE.',

  // What a database lacks, a line for each task.
  lost_no_epoch: '- no epoch; options, tasks or drains that were changed later',
  lost_task: '- task {{task}} “{{name}}”, made {{time}}',
  lost_epoch: '- task {{task}} “{{name}}”: epoch {{epoch}}, published {{time}}',
  lost_epochs: '- task {{task}} “{{name}}”: epochs {{from}} to {{to}}, the last published {{time}}',
  lost_epoch_unnamed: '- task {{task}}: epoch {{epoch}}, published {{time}}',
  lost_epochs_unnamed: '- task {{task}}: epochs {{from}} to {{to}}, the last published {{time}}',
  lost_more: '- and of {{count}} tasks more',

  allowed_text: 'a text that is not empty',
  allowed_hosts: 'names of hosts with commas between: console.example.com, *.example.com, deck:8080',
  allowed_addresses: 'addresses or ranges with commas between: loopback, 10.0.0.7, 10.1.0.0/16, fd00::/8',
  allowed_path: 'a path like /batchdeck',
  allowed_file: 'a path; ~/ stands for your home folder, not ~name for that of another user',
  allowed_choice: 'one of {{choices}}',
  allowed_range: '{{least}} to {{most}}',
} as const satisfies Record<string, string>

export type Fault = keyof typeof faults
