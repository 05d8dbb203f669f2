import { stringify } from 'yaml'
import { formatValue } from '../settings/setting-value.ts'
import type { SettingResource } from '../contract/resources/setting.ts'

/**
 * The settings in force as YAML, each with where it was given. Given back with `--config` it makes the same settings, but
 * for secrets, which are not in it.
 */
export function settingsYaml(settings: readonly SettingResource[]): string {
  return settings.map(line).join('\n')
}

function line(setting: SettingResource): string {
  const { name, value, secret, is_set: isSet, source } = setting
  const origin = source.kind === 'file' ? `file ${source.place}` : (source.place ?? 'default')
  if (!isSet) return `# ${name}: not set`
  if (secret || value === null) return `# ${name}: (hidden) # ${origin}`
  const text = formatValue(setting, value)
  // A number with its unit is a plain word in YAML; of a text anything may have to be quoted.
  const written = setting.kind === 'text' ? stringify(text, { lineWidth: 0, blockQuote: false }).trimEnd() : text
  return `${name}: ${written} # ${origin}`
}
