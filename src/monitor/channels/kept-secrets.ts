import { refusal } from '../../contract/refusal.ts'
import { type ChannelDefinition, type ChannelRequest, secretFields } from '../../contract/resources/channel.ts'
import { placeOf } from './channel-place.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * `[CN-2]` What somebody sends, with the secrets that are null as they are in the channel of this name and kind: never those of
 * another kind, and never to another place than they were given for.
 * @param before null where there is none of this name
 * @throws {BatchdeckError} `INVALID_MESSAGE`
 */
export function wholeDefinition(request: ChannelRequest, before: ChannelDefinition | null): ChannelDefinition {
  const kept = before?.kind === request.kind ? before : null
  const given = request as Fields
  const whole: Record<string, unknown> = { ...given }
  const taken: string[] = []
  for (const field of secretFields[request.kind]) {
    if (given[field] === null) {
      whole[field] = keptOf(kept, field)
      taken.push(field)
    } else if (field === 'headers' && given[field] !== undefined) {
      const headers = Object.entries(given[field] as Record<string, string | null>)
      const old = ((kept as Fields | null)?.[field] ?? {}) as Record<string, string>
      whole[field] = Object.fromEntries(
        headers.map(([name, value]) => {
          if (value !== null) return [name, value]
          if (!Object.hasOwn(old, name)) throw refusal('channel_nothing_kept', { field: name })
          taken.push(name)
          return [name, old[name]]
        }),
      )
    }
  }
  const definition = whole as ChannelDefinition
  if (kept && taken.length > 0) assertSamePlace(kept, definition, taken)
  return definition
}

function keptOf(kept: ChannelDefinition | null, field: string): unknown {
  const value = (kept as Fields | null)?.[field]
  if (value === undefined) throw refusal('channel_nothing_kept', { field })
  return value
}

/** Otherwise whoever may change a channel could have its secret sent to a place of their own. */
function assertSamePlace(before: ChannelDefinition, after: ChannelDefinition, [field = '']: readonly string[]): void {
  const [from, to] = [placeOf(before), placeOf(after)]
  if (from !== to) throw refusal('channel_kept_elsewhere', { field, from, to })
}
