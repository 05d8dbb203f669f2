import type { SettingRow } from './setting-value.ts'

const second = 1000
const minute = 60_000
const hour = 3_600_000
const day = 24 * hour

/** `[CN-5]` `[CN-8]` How alerts get to where people look, and who hears of it when the monitor itself falls silent. */
export const channelSettings = {
  'server.public-url': {
    kind: 'text',
    form: 'url',
    default: null,
    meaning:
      'Where the console is reached: where the links of messages lead. By default the address that is listened on.',
  },
  'monitor.channels.name': {
    kind: 'text',
    default: null,
    meaning: 'How the monitor is called in messages; by default the name of the machine.',
  },
  'monitor.channels.give-up-after': {
    kind: 'duration',
    min: minute,
    max: 30 * day,
    default: day,
    meaning: 'A message that a channel has not taken for so long is given up; it can be sent again.',
  },
  'monitor.channels.private-addresses': {
    kind: 'choice',
    choices: ['refuse', 'allow'],
    default: 'refuse',
    meaning: 'Whether channels that a token sets up may lead to private addresses.',
  },
  'monitor.heartbeat.url': {
    kind: 'text',
    form: 'url',
    secret: true,
    default: null,
    meaning: 'Dead man’s switch: what is pinged while the monitor works, for example a check of healthchecks.io.',
  },
  'monitor.heartbeat.interval': {
    kind: 'duration',
    min: 10 * second,
    max: day,
    default: minute,
    meaning: 'From one ping to the next.',
  },
  'monitor.heartbeat.on-stop': {
    kind: 'choice',
    choices: ['log', 'fail', 'nothing'],
    default: 'log',
    meaning:
      'What is pinged when the monitor is stopped on purpose: /log says why pings end, /fail raises the alarm at once.',
  },
} as const satisfies Record<string, SettingRow>
