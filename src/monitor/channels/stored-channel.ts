import { Compile } from 'typebox/compile'
import { Type } from 'typebox'
import { channelDefinition, channelOrigins, type ChannelDefinition } from '../../contract/resources/channel.ts'
import type { StoredRecord } from '../storage/port.ts'

/** Of records: what operators set up. */
export const CHANNEL_RECORD = 'channel'

export type ChannelOrigin = (typeof channelOrigins)[number]

/** What is kept of a channel: its definition with its secrets; of one of the settings only whether it is paused. */
const storedChannel = Type.Union([
  Type.Object({ origin: Type.Literal('settings'), paused: Type.Boolean() }),
  Type.Object({ origin: Type.Enum(['desktop', 'token']), definition: channelDefinition }),
])
const validator = Compile(storedChannel)

export interface GivenPause {
  readonly name: string
  readonly paused: boolean
}
export interface StoredChannel {
  readonly origin: ChannelOrigin
  readonly definition: ChannelDefinition
}

/** The channels among the records, and what was said of those of the settings; what cannot be read stays where it is. */
export function channelsIn(
  records: readonly StoredRecord[],
  log: (line: string) => void,
): { readonly channels: readonly StoredChannel[]; readonly pauses: readonly GivenPause[] } {
  const channels: StoredChannel[] = []
  const pauses: GivenPause[] = []
  for (const { kind, name, view } of records) {
    if (kind !== CHANNEL_RECORD) continue
    if (!validator.Check(view)) log(`The channel ${name} cannot be read and is left out; give it anew to replace it.`)
    else if (view.origin === 'settings') pauses.push({ name, paused: view.paused })
    else channels.push({ origin: view.origin, definition: { ...view.definition, name } })
  }
  return { channels, pauses }
}

export function recordOf({ origin, definition }: StoredChannel): StoredRecord {
  const view = origin === 'settings' ? { origin, paused: definition.paused ?? false } : { origin, definition }
  return { kind: CHANNEL_RECORD, name: definition.name, view }
}
