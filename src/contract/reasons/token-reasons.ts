/** Why a token is refused, or what somebody asks with it. */
export const tokenReasons = {
  token_exists: { code: 'TOKEN_EXISTS', text: 'There is a token "{{name}}" already.' },
  token_unknown: { code: 'UNKNOWN_TOKEN', text: 'There is no token "{{name}}".' },
  tokens_too_many: { code: 'CONFLICT', text: 'There are {{most}} tokens already; revoke those that nobody uses.' },
  token_expires_in_past: { code: 'INVALID_MESSAGE', text: '/expires_at must be later than now.' },
  token_option_of_consumers: {
    code: 'INVALID_MESSAGE',
    text: 'consumer_pattern and max_consumers are for tokens of consumers, not for one of role {{token_role}}.',
  },
  token_is_last_admin: {
    code: 'CONFLICT',
    text: '"{{name}}" is the last admin token: nobody could manage tokens without it. Make another first, or give server.token.',
  },
  token_ended: { code: 'UNAUTHORIZED', text: 'The token of this connection was revoked or replaced, or has expired.' },
  tokens_are_for_admins: { code: 'FORBIDDEN', text: 'Tokens are managed by admins only.' },
  consumer_of_other_token: {
    code: 'FORBIDDEN',
    text: 'The token "{{token}}" speaks for {{pattern}}, not for {{consumer}}.',
  },
  fetch_without_consumer: {
    code: 'FORBIDDEN',
    text: 'The token "{{token}}" fetches the batches of {{pattern}} only: give ?consumer_id=.',
  },
  consumers_too_many: {
    code: 'TOO_MANY_CONSUMERS',
    text: '{{most}} consumers are known already (monitor.limits.max-consumers).',
  },
  newcomers_too_many: {
    code: 'TOO_MANY_CONSUMERS',
    text: 'Too many new ids have come by this token, and too many are gone again; ids that are known come in. monitor.limits.max-consumers of them may come an hour.',
  },
  consumers_of_token_too_many: {
    code: 'TOO_MANY_CONSUMERS',
    text: '{{most}} consumers are known by the token "{{token}}" already, which is all it may make known.',
  },

  token_command_unclear: {
    code: 'INVALID_SETTING',
    text: 'token {{action}}: give what it needs and no more; a token is named by one NAME, in quotes where it has spaces. See token --help.',
  },
  token_role_unknown: { code: 'INVALID_SETTING', text: '--role must be one of {{roles}}.' },
  max_consumers_unreadable: { code: 'INVALID_SETTING', text: '--max-consumers must be a number from 1 to 1000000.' },
  expiry_unreadable: {
    code: 'INVALID_SETTING',
    text: '--expires {{given}} is no time; give one like 12h, 30d or 2027-01-31T12:00Z.',
  },
  expiry_too_late: {
    code: 'INVALID_SETTING',
    text: '--expires {{given}} is after the year 9999; leave it out for never.',
  },
  url_unreadable: {
    code: 'INVALID_SETTING',
    text: '--url {{given}} is no address; give one like http://127.0.0.1:8080.',
  },
  monitor_not_reached: { code: 'SERVER_SHUTDOWN', text: 'No monitor answers at {{url}}: {{detail}}.' },
  tokens_of_running_monitor: {
    code: 'CONFLICT',
    text: 'A monitor runs on {{folder}}: ask it by --url, with the token of an admin or of its operator in BATCHDECK_TOKEN or --token-file.',
  },

  tokens_alike: {
    code: 'INVALID_SETTING',
    text: '{{setting}} is the same token as {{other}}; give each role a token of its own.',
  },
  token_file_unreadable: {
    code: 'INVALID_SETTING',
    text: '{{setting}}: {{file}} cannot be read ({{errno}}); give a file that this user may read.',
  },
  token_file_empty: {
    code: 'INVALID_SETTING',
    text: '{{setting}}: {{file}} is empty; write the token into it, in one line.',
  },
  token_file_of_lines: {
    code: 'INVALID_SETTING',
    text: '{{setting}}: {{file}} has more than one line; write the token into it, in one line.',
  },
  token_file_too_large: {
    code: 'INVALID_SETTING',
    text: '{{setting}}: {{file}} is too large for a token; write the token into it, in one line.',
  },
} as const
