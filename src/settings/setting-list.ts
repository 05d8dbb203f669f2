import {
  environmentName,
  type GivenSetting,
  type SettingName,
  type Settings,
  settingsTable,
  sourceOf,
} from './settings.ts'
import { formatNumber, type SettingRow } from './setting-value.ts'
import type { SettingResource } from '../contract/resources/setting.ts'

const units = { duration: 'ms', bytes: 'bytes', text: null, choice: null, integer: null } as const

/** Every setting in force, in the order of the table, without what is secret. @param given what `settings` was resolved from */
export function listSettings(settings: Settings, given: readonly GivenSetting[]): SettingResource[] {
  return (Object.entries(settingsTable) as [SettingName, SettingRow][]).map(([name, row]) => {
    const value = settings[name]
    const secret = row.kind === 'text' && row.secret === true
    return {
      name,
      kind: row.kind,
      unit: units[row.kind],
      value: secret ? null : value,
      default: row.default,
      allowed: allowed(row),
      secret,
      is_set: value !== null,
      source: { ...sourceOf(name, given) },
      variable: environmentName(name),
      meaning: row.meaning,
    }
  })
}

function allowed(row: SettingRow): string | null {
  if (row.kind === 'text') return null
  if (row.kind === 'choice') return row.choices.join(', ')
  return `${formatNumber(row.min, row.kind)} – ${formatNumber(row.max, row.kind)}`
}
