import type { ChannelDefinition } from '../../../contract/resources/channel.ts'

/** What a bot talks to unless it is told otherwise. */
export const TELEGRAM_ORIGIN = 'https://api.telegram.org'

/** So many addresses are shown of a channel; the rest is a number. */
const MAX_SHOWN_ADDRESSES = 3

/**
 * `[CN-1]` Where a channel leads, without anything secret: of an address only its origin, for path and query of all of these
 * let anybody post who knows them.
 */
export function whereOf(definition: ChannelDefinition): string {
  switch (definition.kind) {
    case 'telegram': {
      const { base_url: base = TELEGRAM_ORIGIN, chat_id: chat, thread_id: thread } = definition
      return `${originOf(base)} ${chat}${thread === undefined ? '' : `/${thread}`}`
    }
    case 'email': {
      const { host, to } = definition
      const shown = to.slice(0, MAX_SHOWN_ADDRESSES).join(', ')
      const more = to.length - MAX_SHOWN_ADDRESSES
      return `${shown}${more > 0 ? ` +${more}` : ''} (${host})`
    }
    default:
      return originOf(definition.url)
  }
}

/** Scheme, host and port of an address; of what is none a dash. */
export function originOf(address: string): string {
  const url = URL.parse(address)
  return url === null || url.host === '' ? '–' : url.origin
}
