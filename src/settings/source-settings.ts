import type { SettingRow } from './setting-value.ts'

const second = 1000
const minute = 60_000
const hour = 3_600_000

/** `[SO-2]` From where tasks take their targets by themselves: how often, for how long, and what may be asked. */
export const sourceSettings = {
  'monitor.sources.interval': {
    kind: 'duration',
    min: second,
    max: 366 * 24 * hour,
    default: 5 * minute,
    meaning: 'From one run of a source to the next, where the source does not say it.',
  },
  'monitor.sources.timeout': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: minute,
    meaning: 'Until a source has to be read to its end, where the source does not say it.',
  },
  'monitor.sources.retries': {
    kind: 'integer',
    min: 0,
    max: 20,
    default: 3,
    meaning: 'How often a source that failed is tried again before its next turn, each time later.',
  },
  'monitor.sources.failed-after': {
    kind: 'integer',
    min: 1,
    max: 1000,
    default: 3,
    meaning: 'After so many failures in a row of a source there is an alert.',
  },
  'monitor.sources.stale-after': {
    kind: 'duration',
    min: 0,
    max: 366 * 24 * hour,
    default: 0,
    meaning: 'A source without success for so long is an alert; 0 for three intervals, 15 minutes at least.',
  },
  'monitor.sources.allowed-hosts': {
    kind: 'text',
    form: 'hosts',
    default: null,
    meaning: 'Hosts of the URLs that a token may name as a source; none by default.',
  },
  'monitor.sources.private-addresses': {
    kind: 'choice',
    choices: ['refuse', 'allow'],
    default: 'refuse',
    meaning: 'Whether URLs that a token names, and redirects, may lead to private addresses.',
  },
} as const satisfies Record<string, SettingRow>
