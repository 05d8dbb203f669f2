const refused = 'INVALID_MESSAGE'

/** What is said of channels and of what is on its way to them (CN-1, CN-2, CN-5, CN-8). */
export const deliveryReasons = {
  channel_unknown: { code: 'UNKNOWN_CHANNEL', text: 'There is no channel {{channel}}.' },
  delivery_unknown: { code: 'UNKNOWN_DELIVERY', text: 'There is no message {{delivery}} that was given up or waits.' },
  delivery_of_none: { code: refused, text: 'Name a message by its delivery_id, or a channel.' },
  channel_of_settings: {
    code: 'CONFLICT',
    text: 'The channel {{channel}} stands in the settings file; change it there. It can be paused here.',
  },
  channels_too_many: { code: 'CONFLICT', text: 'There are {{most}} channels already; delete one first.' },
  channel_name_reserved: {
    code: refused,
    text: 'The name {{channel}} is taken by the monitor itself; choose another.',
  },
  channel_name_differs: {
    code: refused,
    text: 'The channel is called {{channel}} in the address and {{other}} in the body.',
  },
  channel_url_wrong: { code: refused, text: '{{field}} is no http or https URL with a host.' },
  channel_header_refused: {
    code: refused,
    text: 'The header {{name}} cannot be set, or its name or value holds what no header may: line breaks and other control characters.',
  },
  channel_cron_wrong: { code: refused, text: 'The cron expression of the summary is not valid: {{detail}}.' },
  channel_cron_never: { code: refused, text: 'The cron expression of the summary never comes true.' },
  channel_time_zone_wrong: { code: refused, text: 'There is no time zone {{zone}}; give one such as Europe/Berlin.' },
  channel_address_wrong: { code: refused, text: '{{field}} is no address of e-mail.' },
  channel_host_wrong: { code: refused, text: 'The host of the mail server is no name and no address.' },
  channel_nothing_kept: {
    code: refused,
    text: 'There is nothing to keep for {{field}}: no channel of this name and kind has one. Send it.',
  },
  channel_kept_elsewhere: {
    code: refused,
    text: '{{field}} was given for {{from}} and is not sent to {{to}}: give it again.',
  },
  channel_place_private: {
    code: 'FORBIDDEN',
    text: '{{host}} is an address that is not public. Where that is meant, set monitor.channels.private-addresses to allow.',
  },
  channel_tests_limited: {
    code: 'RATE_LIMITED',
    text: 'Channels were tested {{most}} times within a minute; wait a moment.',
  },
  delivery_crowded: {
    code: 'DELIVERY_FAILED',
    text: 'It was given up for newer ones: {{most}} messages wait already.',
  },
  delivery_hung: { code: 'DELIVERY_FAILED', text: 'Nothing came of it within {{seconds}} s.' },
  delivery_broken: { code: 'DELIVERY_FAILED', text: 'It cannot be sent: the monitor failed. Its log says why.' },
  delivery_failing: {
    code: 'DELIVERY_FAILED',
    text: '{{problem}} {{channel}} has not taken a message for {{failures}} attempts.',
  },
  delivery_given_up: {
    code: 'DELIVERY_FAILED',
    text: '{{problem}} {{count}} messages to {{channel}} were given up: send them again, or discard them.',
  },
  heartbeat_failing: {
    code: 'DELIVERY_FAILED',
    text: '{{problem}} The dead man’s switch was not reached {{failures}} times in a row.',
  },
  heartbeat_answered: { code: 'DELIVERY_FAILED', text: '{{host}} answered a ping with {{status}}.' },
  heartbeat_unreachable: { code: 'DELIVERY_FAILED', text: '{{host}} cannot be reached: {{detail}}.' },
} as const
