import { formatValue } from '../../../settings/setting-value.ts'
import type { SettingResource } from '../../../contract/resources/setting.ts'

/** Whether somebody gave it another value than the usual one. */
export function isChanged({ source, is_set: isSet, secret, value, default: usual }: SettingResource): boolean {
  if (source.kind === 'default') return false
  return secret ? isSet : value !== usual
}

/** As it is given in a file or a flag; null where it is not set, or not shown. */
export function written({ kind }: SettingResource, value: string | number | null): string | null {
  return value === null ? null : formatValue({ kind }, value)
}

/** @param meaning as it is shown, in the operator's language */
export function matches(setting: SettingResource, meaning: string, query: string, onlyChanged: boolean): boolean {
  if (onlyChanged && !isChanged(setting)) return false
  const text = [setting.name, setting.variable, written(setting, setting.value), setting.source.place, meaning].join(
    ' ',
  )
  const found = text.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => found.includes(word))
}

/** What to give to have this value: as a flag, as a variable, and in a file. */
export function waysToGive(setting: SettingResource): { flag: string; variable: string; yaml: string } {
  const value = setting.secret ? '…' : (written(setting, setting.value ?? setting.default) ?? '…')
  const quoted = /^[\w.:/\\-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
  // A YAML text in double quotes is one of JSON.
  const plain = setting.kind !== 'text' || /^[a-zA-Z/…][\w./…-]*$/.test(value) ? value : JSON.stringify(value)
  return {
    flag: `--set ${setting.name}=${quoted}`,
    variable: `${setting.variable}=${quoted}`,
    yaml: `${setting.name}: ${plain}`,
  }
}
