import type { Phrase } from '../contract/phrase.ts'
import { fault, refusal } from '../contract/refusal.ts'
import { nearest } from './nearest.ts'
import { allowedValues, formatNumber, parseValue, type SettingRow } from './setting-value.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const MiB = 1024 * 1024

/** Every limit and interval of the product, by the name operators give it in YAML, environment or flags. */
export const settingsTable = {
  'server.host': { kind: 'text', default: '127.0.0.1', meaning: 'Address to listen on.' },
  'server.port': {
    kind: 'integer',
    min: 0,
    max: 65_535,
    default: 8080,
    meaning: 'Port to listen on; 0 takes any free one.',
  },
  'server.allowed-hosts': {
    kind: 'text',
    form: 'hosts',
    default: null,
    meaning:
      'Names under which callers reach the monitor, beside its own addresses: console.example.com, *.example.com.',
  },
  'server.trusted-proxies': {
    kind: 'text',
    form: 'addresses',
    default: null,
    meaning: 'Reverse proxies whose X-Forwarded-For, -Proto and -Host are believed: loopback, 10.0.0.7, 10.1.0.0/16.',
  },
  'server.base-path': {
    kind: 'text',
    form: 'path',
    default: null,
    meaning: 'Path under which a reverse proxy shows the monitor, for example /batchdeck.',
  },
  'server.token': { kind: 'text', secret: true, default: null, meaning: 'Operator token: may do everything.' },
  'server.consumer-token': {
    kind: 'text',
    secret: true,
    default: null,
    meaning: 'Token of consumers: may register and fetch batches.',
  },
  'server.viewer-token': { kind: 'text', secret: true, default: null, meaning: 'Token of viewers: may look, not act.' },
  'server.token-file': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'File with the operator token in its one line, instead of server.token.',
  },
  'server.consumer-token-file': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'File with the token of consumers, instead of server.consumer-token.',
  },
  'server.viewer-token-file': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'File with the token of viewers, instead of server.viewer-token.',
  },
  'server.tls-cert': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'PEM file of the certificate for https and wss, its chain after it; needs server.tls-key.',
  },
  'server.tls-key': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: 'PEM file of the private key that belongs to server.tls-cert.',
  },
  'server.access-log': {
    kind: 'text',
    form: 'file',
    default: 'off',
    meaning: 'Where each request is written down in a line of JSON: off, stdout, or the path of a file.',
  },
  'data-dir': {
    kind: 'text',
    form: 'file',
    default: null,
    meaning: "Folder of the database; by default the platform's per-user data folder.",
  },
  'monitor.batch.batch-size': {
    kind: 'integer',
    min: 1,
    max: 10_000,
    default: 99,
    meaning: 'Targets in a full batch, for new tasks.',
  },
  'monitor.batch.virtual-nodes': {
    kind: 'integer',
    min: 1,
    max: 2000,
    default: 150,
    meaning: 'Points of a consumer on the ring, for new tasks.',
  },
  'monitor.batch.strategy': {
    kind: 'choice',
    choices: ['balanced', 'ring'],
    default: 'balanced',
    meaning: 'How slots get their owners, for new tasks.',
  },
  'monitor.liveness.heartbeat-interval': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: 30 * second,
    meaning: 'How often consumers are expected to be heard.',
  },
  'monitor.liveness.suspect-after': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: 45 * second,
    meaning: 'Silence after which a connected consumer is suspect.',
  },
  'monitor.liveness.lost-after': {
    kind: 'duration',
    min: 100,
    max: 24 * hour,
    default: 90 * second,
    meaning: 'Silence after which a connected consumer is lost.',
  },
  'monitor.liveness.grace': {
    kind: 'duration',
    min: 0,
    max: 24 * hour,
    default: 60 * second,
    meaning: 'How long the slots of a disconnected consumer are held for it.',
  },
  'monitor.liveness.member-debounce': {
    kind: 'duration',
    min: 0,
    max: minute,
    default: second,
    meaning: 'Quiet time before changes of the member list are planned.',
  },
  'monitor.liveness.member-debounce-max': {
    kind: 'duration',
    min: 0,
    max: 10 * minute,
    default: 5 * second,
    meaning: 'Longest time that changes of the member list wait for quiet.',
  },
  'monitor.liveness.stuck-after': {
    kind: 'duration',
    min: second,
    max: 24 * hour,
    default: 10 * minute,
    meaning: 'Time without progress of its running batches after which a consumer is shown as stuck.',
  },
  'monitor.liveness.max-restarts': {
    kind: 'integer',
    min: 0,
    max: 1000,
    default: 5,
    meaning:
      'Restarts of a consumer within 10 min, beyond which its slots go to others until it has stayed; 0 for never.',
  },
  'monitor.liveness.stable-after': {
    kind: 'duration',
    min: 100,
    max: 24 * hour,
    default: 2 * minute,
    meaning: 'How long a consumer that restarted again and again has to stay to own slots again.',
  },
  'monitor.liveness.ping-interval': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: 15 * second,
    meaning: 'How often each socket is pinged to find half-open ones.',
  },
  'monitor.rollout.ack-timeout': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: minute,
    meaning: 'Time to answer a batch_reload before it is sent again.',
  },
  'monitor.rollout.resends': {
    kind: 'integer',
    min: 0,
    max: 10,
    default: 1,
    meaning: 'How often an unanswered batch_reload is sent again.',
  },
  'monitor.limits.max-frame': {
    kind: 'bytes',
    min: 1024,
    max: 64 * MiB,
    default: MiB,
    meaning: 'Largest frame of a consumer.',
  },
  'monitor.limits.frames-per-second': {
    kind: 'integer',
    min: 1,
    max: 1_000_000,
    default: 200,
    meaning: 'Sustained frames a second of one consumer socket.',
  },
  'monitor.limits.frame-burst': {
    kind: 'integer',
    min: 1,
    max: 10_000_000,
    default: 1000,
    meaning: 'Frames that one consumer socket may send at once.',
  },
  'monitor.limits.max-connections': {
    kind: 'integer',
    min: 1,
    max: 1_000_000,
    default: 20_000,
    meaning: 'Consumer sockets accepted at the same time.',
  },
  'monitor.limits.strangers': {
    kind: 'integer',
    min: 16,
    max: 1_000_000,
    default: 10_000,
    meaning: 'Connections at the same time that have neither shown a token nor registered.',
  },
  'monitor.limits.strangers-per-address': {
    kind: 'integer',
    min: 1,
    max: 1_000_000,
    default: 10_000,
    meaning: 'So many of these of one address, once half of all are there.',
  },
  'monitor.limits.upload-rate': {
    kind: 'bytes',
    min: 1,
    max: MiB,
    default: 1024,
    meaning: 'Least speed at which a target list has to come in, a second, over 20 s.',
  },
  'monitor.limits.max-consumers': {
    kind: 'integer',
    min: 1,
    max: 1_000_000,
    default: 10_000,
    meaning: 'Consumer ids that may be known; beyond it new ones are refused, unless a lost one makes room.',
  },
  'monitor.limits.register-timeout': {
    kind: 'duration',
    min: 100,
    max: hour,
    default: 10 * second,
    meaning: 'Time to register after the handshake.',
  },
  'monitor.limits.outgoing-buffer': {
    kind: 'bytes',
    min: 64 * 1024,
    max: 1024 * MiB,
    default: 4 * MiB,
    meaning: 'Unsent bytes after which a slow consumer is closed, and a slow console waits for what is new.',
  },
  'monitor.limits.unplanned-batches': {
    kind: 'integer',
    min: 0,
    max: 1_000_000,
    default: 10_000,
    meaning: 'Unplanned batches remembered for one consumer.',
  },
  'monitor.limits.max-import': {
    kind: 'bytes',
    min: 1024,
    max: 1024 * MiB,
    default: 256 * MiB,
    meaning: 'Largest target list in one request.',
  },
  'monitor.limits.max-import-lines': {
    kind: 'integer',
    min: 1000,
    max: 100_000_000,
    default: 5_000_000,
    meaning: 'Most lines, or items of JSON, in a target list.',
  },
  'monitor.limits.planning-memory': {
    kind: 'bytes',
    min: 32 * MiB,
    max: 64 * 1024 * MiB,
    default: 4096 * MiB,
    meaning: 'Memory that targets and their plans may take; beyond it their thread is started again.',
  },
  'monitor.limits.consumer-events': {
    kind: 'integer',
    min: 1,
    max: 1_000_000,
    default: 300,
    meaning: 'Events of one kind that a consumer may cause in a minute, after a burst; beyond it they are counted.',
  },
  'monitor.retention.lost-consumers': {
    kind: 'duration',
    min: minute,
    max: 366 * 24 * hour,
    default: 24 * hour,
    meaning: 'How long a lost consumer stays in the list.',
  },
  'monitor.retention.epochs': {
    kind: 'integer',
    min: 1,
    max: 1_000_000,
    default: 10_000,
    meaning: 'How many epochs of each task are kept, to be looked at, compared and rolled back to.',
  },
  'monitor.retention.events': {
    kind: 'duration',
    min: minute,
    max: 3660 * 24 * hour,
    default: 7 * 24 * hour,
    meaning: 'How long events are kept.',
  },
  'monitor.retention.event-count': {
    kind: 'integer',
    min: 1000,
    max: 1_000_000_000,
    default: 2_000_000,
    meaning: 'How many events are kept; older ones go, however young.',
  },
  'monitor.retention.operator-events': {
    kind: 'duration',
    min: hour,
    max: 3660 * 24 * hour,
    default: 400 * 24 * hour,
    meaning: 'How long is kept what operators did, who was not let in, and what became of monitor and disks.',
  },
  'monitor.retention.operator-event-count': {
    kind: 'integer',
    min: 1000,
    max: 1_000_000_000,
    default: 500_000,
    meaning: 'How many of these are kept; no consumer can fill it.',
  },
  'monitor.backup.interval': {
    kind: 'duration',
    min: 0,
    max: 366 * 24 * hour,
    default: 24 * hour,
    meaning: 'How often a backup of the database is written; 0 for none.',
  },
  'monitor.backup.keep': {
    kind: 'integer',
    min: 1,
    max: 1000,
    default: 7,
    meaning: 'How many backups of each kind are kept: daily, on demand, before a new version.',
  },
  'monitor.backup.folder': {
    kind: 'text',
    default: null,
    meaning: 'Folder of the backups; by default backups in the data folder. Another disk is safer.',
  },
  'console.update-interval': {
    kind: 'duration',
    min: 20,
    max: 10 * second,
    default: 250,
    meaning: 'How often changes are written to disk and sent to consoles.',
  },
} as const satisfies Record<string, SettingRow>

type Table = typeof settingsTable
export type SettingName = keyof Table
type ValueOf<R extends SettingRow> = R extends { kind: 'choice'; choices: readonly (infer C)[] }
  ? C
  : R extends { kind: 'text' }
    ? R['default'] extends null
      ? string | null
      : string
    : number
/** The settings in force; durations in ms, sizes in bytes. */
export type Settings = { readonly [Name in SettingName]: ValueOf<Table[Name]> }

/** Where a value was given; `place` is what to look at: `batchdeck.yaml, line 7`, a variable's name, `--port`. */
export interface SettingSource {
  readonly kind: 'default' | 'file' | 'variable' | 'flag'
  readonly place: string | null
}

/** One value as a person gave it: text, or what a file makes of it. Neither its name nor its value is checked. */
export interface GivenSetting {
  readonly name: string
  readonly value: unknown
  readonly source: SettingSource
}

/** Values by name. */
export type GivenSettings = Readonly<Record<string, unknown>>

/** In place of what the table cannot know, for example the platform's data folder. */
export const byDefault: SettingSource = { kind: 'default', place: null }

export function givenBy(source: SettingSource, values: GivenSettings): GivenSetting[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, source }))
}

/** `BATCHDECK_MONITOR_LIVENESS_GRACE` for `monitor.liveness.grace`: Spring's relaxed binding, as operators know it. */
export function environmentName(name: SettingName): string {
  return `BATCHDECK_${name.replaceAll(/[.-]/g, '_').toUpperCase()}`
}

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsTable, name)
}

/**
 * The settings in force when what is given is laid over the defaults, later values winning. All of them are checked, also
 * those that do not win.
 * @throws {BatchdeckError} `INVALID_SETTING`, a line for each that is wrong: name, value, what is allowed, a near match, and
 * where it was given
 */
export function resolveSettings(given: readonly GivenSetting[]): Settings {
  const settings: Record<string, string | number | null> = {}
  for (const [name, row] of Object.entries(settingsTable)) settings[name] = row.default
  const faults: Phrase[] = []
  for (const { name, value, source } of given) {
    const parsed = isSettingName(name) ? parseValue(settingsTable[name], value) : null
    if (parsed !== null) settings[name] = parsed
    else faults.push(placed(isSettingName(name) ? refusedValue(name, value) : unknownSetting(name), source))
  }
  const resolved = settings as unknown as Settings
  if (faults.length === 0) faults.push(...contradictions(resolved, given))
  if (faults.length > 0) throw refusal('settings_invalid', { faults })
  return resolved
}

/** Where the value in force was given. */
export function sourceOf(name: SettingName, given: readonly GivenSetting[]): SettingSource {
  return given.findLast((setting) => setting.name === name)?.source ?? byDefault
}

/** The tokens of the simple case, one for each role. */
export const tokenSettings = ['server.token', 'server.consumer-token', 'server.viewer-token'] as const

/**
 * `[SEC-5]` A token of two roles would give whoever is to look or to work the rights of an operator.
 * @throws {BatchdeckError} `INVALID_SETTING`, with both names and never the value
 */
export function assertTokensDiffer(settings: Settings): void {
  const [alike] = alikeTokens(settings)
  if (alike) throw refusal('tokens_alike', alike)
}

function alikeTokens(settings: Settings): { setting: SettingName; other: SettingName }[] {
  return tokenSettings.flatMap((setting, i) =>
    tokenSettings
      .slice(0, i)
      .filter((other) => settings[setting] !== null && settings[setting] === settings[other])
      .map((other) => ({ setting, other })),
  )
}

/** Values that are allowed each for itself and not together. */
function contradictions(settings: Settings, given: readonly GivenSetting[]): Phrase[] {
  const faults: Phrase[] = []
  const sourceIn = (...names: readonly SettingName[]) =>
    names.map((name) => sourceOf(name, given)).find(({ place }) => place !== null) ?? byDefault
  const [suspect, lost] = ['monitor.liveness.suspect-after', 'monitor.liveness.lost-after'] as const
  if (settings[lost] <= settings[suspect]) {
    const words = {
      setting: lost,
      given: formatNumber(settings[lost], 'duration'),
      other: suspect,
      limit: formatNumber(settings[suspect], 'duration'),
    }
    faults.push(placed(fault('duration_not_longer', words), sourceIn(lost, suspect)))
  }
  const [cert, key] = ['server.tls-cert', 'server.tls-key'] as const
  if ((settings[cert] === null) !== (settings[key] === null)) {
    const [setting, other] = settings[cert] === null ? [key, cert] : [cert, key]
    faults.push(placed(fault('tls_incomplete', { setting, other }), sourceIn(setting)))
  }
  for (const setting of tokenSettings) {
    const file = `${setting}-file` as const
    if (settings[setting] === null || settings[file] === null) continue
    faults.push(placed(fault('token_given_twice', { setting, other: file }), sourceIn(file, setting)))
  }
  for (const { setting, other } of alikeTokens(settings)) {
    faults.push(placed(fault('tokens_same', { setting, other }), sourceIn(setting, other)))
  }
  return faults
}

function refusedValue(setting: SettingName, given: unknown): Phrase {
  const row: SettingRow = settingsTable[setting]
  const allowed = allowedValues(row)
  if (row.kind === 'text' && row.secret) return fault('secret_refused', { setting, allowed })
  return fault('setting_refused', { setting, given: JSON.stringify(given).slice(0, 100), allowed })
}

function unknownSetting(setting: string): Phrase {
  const near = nearest(setting, Object.keys(settingsTable))
  return near ? fault('setting_mistyped', { setting, near }) : fault('setting_unknown', { setting })
}

function placed(wrong: Phrase, { place }: SettingSource): Phrase {
  return place === null ? wrong : fault('fault_at', { fault: wrong, place })
}
