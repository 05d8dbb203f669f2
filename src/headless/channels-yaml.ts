import { stringify } from 'yaml'
import { secretFields } from '../contract/resources/channel.ts'
import type { GivenChannel } from '../monitor/channels/given-channel.ts'
import { CHANNELS_KEY } from './settings-channels.ts'

/** What is secret and stands in the file; what only names a variable is not. */
const HIDDEN_VALUE = '(hidden)'

/**
 * `[CF-2]` The channels of a settings file as it has them, without what is secret: one that has any is a comment, for without
 * it this would be another channel.
 * @param file what it is called
 */
export function channelsYaml(given: readonly GivenChannel[], file: string): string {
  const sections = given.map((channel) => {
    const { name, shown, isWhole } = shownChannel(channel)
    const lines = stringify({ [name]: shown }, { lineWidth: 0, blockQuote: false })
      .trimEnd()
      .split('\n')
    return lines.map((line) => (isWhole ? `  ${line}` : `#   ${line}`)).join('\n')
  })
  return given.length === 0 ? '' : [`${CHANNELS_KEY}: # file ${file}`, ...sections].join('\n')
}

function shownChannel({ definition, variables }: GivenChannel) {
  const { name, ...fields } = definition
  let isWhole = true
  const hidden = (variable: string | undefined): unknown => {
    if (variable !== undefined) return { variable }
    isWhole = false
    return HIDDEN_VALUE
  }
  const shown: Record<string, unknown> = { ...fields }
  for (const field of secretFields[definition.kind]) {
    const { [field]: value } = shown
    if (value === undefined) continue
    if (typeof value === 'string') shown[field] = hidden(variables[field])
    else {
      const headers = Object.entries(value as Record<string, string>)
      shown[field] = Object.fromEntries(headers.map(([header]) => [header, hidden(variables[`${field}/${header}`])]))
    }
  }
  return { name, shown, isWhole }
}
