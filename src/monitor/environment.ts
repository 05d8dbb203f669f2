import { environmentName, type GivenSettings, type SettingName, settingsTable } from '../core/settings.ts'

/** The settings given as `BATCHDECK_…` variables; an empty one counts as not given. */
export function settingsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): GivenSettings {
  const given: Record<string, string> = {}
  for (const name of Object.keys(settingsTable) as SettingName[]) {
    const value = environment[environmentName(name)]
    if (value !== undefined && value !== '') given[name] = value
  }
  return given
}
