import { fault, refusal } from '../../contract/refusal.ts'
import type { ChannelDefinition } from '../../contract/resources/channel.ts'

/** A channel as the settings file has it. */
export interface GivenChannel {
  /** Where a variable is named, its name stands in a placeholder's stead. */
  readonly definition: ChannelDefinition
  /** Variables of the environment by the field that has them: `url`, `headers/Authorization`. */
  readonly variables: Readonly<Record<string, string>>
}

/** `[CN-1]` With the secrets that stand in the environment. @throws {BatchdeckError} `INVALID_SETTING` where one is not there */
export function resolvedChannel(
  { definition, variables }: GivenChannel,
  environment: Readonly<Record<string, string | undefined>>,
): ChannelDefinition {
  const resolved = structuredClone(definition) as Record<string, unknown>
  for (const [field, variable] of Object.entries(variables)) {
    const value = environment[variable]
    if (value === undefined || value === '') {
      const missing = fault('channel_variable_missing', { variable })
      throw refusal('settings_invalid', {
        faults: [fault('channel_given_wrong', { channel: definition.name, fault: missing })],
      })
    }
    const [name = '', part] = field.split('/')
    if (part === undefined) resolved[name] = value
    else (resolved[name] as Record<string, string>)[part] = value
  }
  return resolved as ChannelDefinition
}
