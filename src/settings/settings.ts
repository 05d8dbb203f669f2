import type { Phrase } from '../contract/phrase.ts'
import { fault, refusal } from '../contract/refusal.ts'
import { channelSettings } from './channel-settings.ts'
import { fleetSettings } from './fleet-settings.ts'
import { limitSettings } from './limit-settings.ts'
import { nearest } from './nearest.ts'
import { serverSettings } from './server-settings.ts'
import { sourceSettings } from './source-settings.ts'
import { allowedValues, formatNumber, parseValue, type SettingRow } from './setting-value.ts'

/** Every limit and interval of the product, by the name operators give it in YAML, environment or flags. */
export const settingsTable = {
  ...serverSettings,
  ...fleetSettings,
  ...limitSettings,
  ...sourceSettings,
  ...channelSettings,
}

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
