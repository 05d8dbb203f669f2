import type { Phrase } from '../contract/phrase.ts'
import { fault, refusal } from '../contract/refusal.ts'
import { nearest } from '../settings/nearest.ts'
import { environmentName, type GivenSetting, type SettingName, settingsTable } from '../settings/settings.ts'

const prefix = 'BATCHDECK_'
const names = new Map((Object.keys(settingsTable) as SettingName[]).map((name) => [environmentName(name), name]))
const endings = [...names.keys()].map((variable) => variable.slice(prefix.length))

/** What Kubernetes gives every container beside a service called "batchdeck"; some are near to ours. */
const kubernetes = /^(SERVICE_(HOST|PORT)|PORT)(_|$)/

/**
 * The settings given as `BATCHDECK_…` variables. Others of that beginning belong to somebody else, unless they are near to
 * one of ours: then they are a slip of the pen.
 * @throws {BatchdeckError} `INVALID_SETTING`, a line for each slip
 */
export function settingsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): GivenSetting[] {
  const given: GivenSetting[] = []
  const faults: Phrase[] = []
  for (const [place, value] of Object.entries(environment)) {
    // Windows keeps the case a variable was made with, and does not care for it.
    const variable = place.toUpperCase()
    if (value === undefined || !variable.startsWith(prefix)) continue
    const name = names.get(variable)
    if (name) given.push({ name, value, source: { kind: 'variable', place } })
    const ending = variable.slice(prefix.length)
    const near = name || kubernetes.test(ending) ? undefined : nearest(ending, endings)
    if (near) faults.push(fault('variable_mistyped', { variable: place, near: prefix + near }))
  }
  if (faults.length > 0) throw refusal('settings_invalid', { faults })
  return given
}
