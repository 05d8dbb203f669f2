import { type ChannelDefinition, secretFields } from '../../contract/resources/channel.ts'
import { addressOf, isPublicAddress } from '../outbound/public-address.ts'
import { TELEGRAM_ORIGIN, originOf } from './senders/where.ts'

/**
 * `[CN-2]` Where a secret of the channel is sent to: another one of these, and it is not kept. How an e-mail gets there is a
 * part of it: a password that was given for TLS is not sent without.
 */
export function placeOf(definition: ChannelDefinition): string {
  switch (definition.kind) {
    case 'telegram':
      return originOf(definition.base_url ?? TELEGRAM_ORIGIN)
    case 'email': {
      const { host, port = '', security = 'starttls' } = definition
      return `${security}://${host.toLowerCase()}:${port}`
    }
    default:
      return originOf(definition.url)
  }
}

/** The host it leads to, where that is given as an address that is not public, or as this machine; null otherwise. */
export function privateHostOf(definition: ChannelDefinition): string | null {
  const host = definition.kind === 'email' ? definition.host : (URL.parse(placeOf(definition))?.hostname ?? '')
  const address = addressOf(host)
  const isLocal = /^(?:.+\.)?localhost\.?$/i.test(host)
  return isLocal || (address !== null && !isPublicAddress(address)) ? host : null
}

/** The names of the secrets that it has. */
export function secretNames(definition: ChannelDefinition): string[] {
  return secretFields[definition.kind].filter((field) => valueOf(definition, field) !== undefined)
}

/** `[CN-1]` The fields of its kind that are no secret; of headers the names, by which they are kept (CN-2). */
export function shownFields(definition: ChannelDefinition): Record<string, unknown> {
  const hidden = new Set<string>([...secretFields[definition.kind], ...commonFields])
  const shown = Object.entries(definition).filter(([name]) => !hidden.has(name))
  const headers = definition.kind === 'webhook' ? definition.headers : undefined
  return Object.fromEntries([...shown, ...(headers ? [['headers', Object.keys(headers)]] : [])])
}

const commonFields = [
  'kind',
  'name',
  'min_severity',
  'tasks',
  'kinds',
  'quiet',
  'language',
  'per_hour',
  'summary',
  'paused',
] as const satisfies readonly (keyof ChannelDefinition)[]

/** A part of an address that is shorter may be a word like others. */
const MIN_PART_LENGTH = 8
/** A segment of a path that is shorter, or of letters alone, somebody may have written. */
const MIN_SEGMENT_LENGTH = 16

/** `[CN-1]` Every text that must stand in no log: its secrets, and of addresses what makes them one. */
export function secretTexts(definition: ChannelDefinition): string[] {
  return secretFields[definition.kind].flatMap((field) => {
    const value = valueOf(definition, field)
    if (value === undefined) return []
    if (typeof value !== 'string') return Object.values(value as Record<string, string>)
    return field === 'url' ? [value, ...partsOf(value)] : [value]
  })
}

/** Of an address what is secret on its own. */
export function partsOf(address: string): string[] {
  const url = URL.parse(address)
  if (url === null) return []
  const path = `${url.pathname}${url.search}`
  const values = [...url.searchParams.values(), url.username, url.password]
  const segments = url.pathname
    .split('/')
    .filter((segment) => segment.length >= MIN_SEGMENT_LENGTH && /\d/.test(segment) && /[a-z]/i.test(segment))
  return [path, ...values, ...segments].filter(({ length }) => length >= MIN_PART_LENGTH)
}

function valueOf(definition: ChannelDefinition, field: string): unknown {
  return (definition as Readonly<Record<string, unknown>>)[field]
}
