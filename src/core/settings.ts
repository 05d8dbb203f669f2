import { BatchdeckError } from './errors.ts'

type Kind =
  | { kind: 'text'; secret?: boolean }
  | { kind: 'integer' | 'bytes' | 'duration'; min: number; max: number }
  | { kind: 'choice'; choices: readonly string[] }

/** A row of the settings table. `default: null` means "not set"; durations are ms, sizes are bytes. */
type Row = Kind & { default: string | number | null; meaning: string }

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
  'server.token': { kind: 'text', secret: true, default: null, meaning: 'Operator token: may do everything.' },
  'server.consumer-token': {
    kind: 'text',
    secret: true,
    default: null,
    meaning: 'Token of consumers: may register and fetch batches.',
  },
  'server.viewer-token': { kind: 'text', secret: true, default: null, meaning: 'Token of viewers: may look, not act.' },
  'server.tls-cert': {
    kind: 'text',
    default: null,
    meaning: 'PEM file of the certificate for https and wss, its chain after it; needs server.tls-key.',
  },
  'server.tls-key': {
    kind: 'text',
    default: null,
    meaning: 'PEM file of the private key that belongs to server.tls-cert.',
  },
  'server.access-log': {
    kind: 'text',
    default: 'off',
    meaning: 'Where each request is written down in a line of JSON: off, stdout, or the path of a file.',
  },
  'data-dir': {
    kind: 'text',
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
    meaning: 'Unsent bytes after which a slow socket is closed.',
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
  'console.update-interval': {
    kind: 'duration',
    min: 20,
    max: 10 * second,
    default: 250,
    meaning: 'How often changes are written to disk and sent to consoles.',
  },
} as const satisfies Record<string, Row>

type Table = typeof settingsTable
export type SettingName = keyof Table
type ValueOf<R extends Row> = R extends { kind: 'choice'; choices: readonly (infer C)[] }
  ? C
  : R extends { kind: 'text' }
    ? R['default'] extends null
      ? string | null
      : string
    : number
/** The settings in force; durations in ms, sizes in bytes. */
export type Settings = { readonly [Name in SettingName]: ValueOf<Table[Name]> }

/** Settings as a person or a file gives them: text, or what YAML makes of it. */
export type GivenSettings = Readonly<Record<string, unknown>>

const unitSets = {
  duration: { ms: 1, s: second, m: minute, h: hour, d: 24 * hour },
  bytes: { B: 1, KiB: 1024, MiB, GiB: 1024 * MiB },
} as const

/** `BATCHDECK_MONITOR_LIVENESS_GRACE` for `monitor.liveness.grace`: Spring's relaxed binding, as operators know it. */
export function environmentName(name: SettingName): string {
  return `BATCHDECK_${name.replaceAll(/[.-]/g, '_').toUpperCase()}`
}

/**
 * The settings in force when `sources` are laid over the defaults, later ones winning.
 * @throws {BatchdeckError} `INVALID_SETTING` naming the setting, the value, what is allowed, and a near match.
 */
export function resolveSettings(...sources: readonly GivenSettings[]): Settings {
  const settings: Record<string, string | number | null> = {}
  for (const [name, row] of Object.entries(settingsTable)) settings[name] = row.default
  for (const source of sources) {
    for (const [name, value] of Object.entries(source)) {
      if (!Object.hasOwn(settingsTable, name)) throw unknownSetting(name)
      settings[name] = parseSetting(name as SettingName, value)
    }
  }
  const resolved = settings as unknown as Settings
  if (resolved['monitor.liveness.lost-after'] <= resolved['monitor.liveness.suspect-after']) {
    throw new BatchdeckError(
      'INVALID_SETTING',
      'monitor.liveness.lost-after must be longer than monitor.liveness.suspect-after.',
    )
  }
  const [cert, key] = [resolved['server.tls-cert'], resolved['server.tls-key']]
  if ((cert === null) !== (key === null)) {
    const [given, missing] = cert === null ? ['key', 'cert'] : ['cert', 'key']
    throw new BatchdeckError(
      'INVALID_SETTING',
      `server.tls-${given}: also give server.tls-${missing}; TLS needs a certificate and its key.`,
    )
  }
  return resolved
}

function parseSetting(name: SettingName, given: unknown): string | number {
  const row: Row = settingsTable[name]
  const text = typeof given === 'number' || typeof given === 'string' ? String(given).trim() : ''
  switch (row.kind) {
    case 'text':
      if (text !== '') return text
      throw invalid(name, given, 'a text that is not empty')
    case 'choice':
      if (row.choices.includes(text)) return text
      throw invalid(name, given, `one of ${row.choices.join(', ')}`)
    case 'integer':
    case 'bytes':
    case 'duration': {
      const value = parseNumber(text, row.kind)
      if (value !== null && value >= row.min && value <= row.max) return value
      throw invalid(name, given, `${formatNumber(row.min, row.kind)} to ${formatNumber(row.max, row.kind)}`)
    }
  }
}

function parseNumber(text: string, kind: 'integer' | 'bytes' | 'duration'): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text)
  if (!match) return null
  const [, digits = '', unit = ''] = match
  if (kind === 'integer') return unit === '' && /^\d+$/.test(digits) ? Number(digits) : null
  const units: Readonly<Record<string, number>> = unitSets[kind]
  const factor =
    unit === '' ? 1 : Object.entries(units).find(([name]) => name.toLowerCase() === unit.toLowerCase())?.[1]
  return factor === undefined ? null : Math.round(Number(digits) * factor)
}

/** A number in the largest unit that divides it: `90s`, `4MiB`. */
export function formatNumber(value: number, kind: 'integer' | 'bytes' | 'duration'): string {
  if (kind === 'integer' || value === 0) return String(value)
  const units = Object.entries(unitSets[kind]).toReversed()
  const [unit, factor] = units.find(([, size]) => value % size === 0) ?? ['', 1]
  return `${value / factor}${unit}`
}

function invalid(name: SettingName, given: unknown, allowed: string): BatchdeckError {
  const row: Row = settingsTable[name]
  const shown = row.kind === 'text' && row.secret ? 'the value given' : JSON.stringify(given)
  return new BatchdeckError('INVALID_SETTING', `${name}: ${shown} is not allowed; give ${allowed}.`)
}

function unknownSetting(name: string): BatchdeckError {
  const near = nearest(name, Object.keys(settingsTable))
  return new BatchdeckError('INVALID_SETTING', `${name} is not a setting.${near ? ` Did you mean ${near}?` : ''}`)
}

/** The candidate with the fewest edits from `text`, if that is few enough to be a slip of the finger. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(3, Math.ceil(text.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(text, candidate)
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
