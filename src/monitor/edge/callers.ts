import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import proxyAddr from '@fastify/proxy-addr'
import { refusal } from '../../contract/refusal.ts'
import { itemsOf } from '../../settings/text-forms.ts'
import type { Scheme } from './host.ts'

type Heard = Pick<IncomingMessage, 'headers' | 'socket'>

/**
 * `[ED-1]` Who calls, and what they asked for: what the connection says, or what the proxies say that are trusted. What
 * anybody else writes into `X-Forwarded-…` is not looked at.
 */
export class Callers {
  private readonly trusts: (address: string, hop: number) => boolean

  /** @throws {BatchdeckError} `INVALID_SETTING` @param trusted `server.trusted-proxies` */
  constructor(trusted: string | null) {
    try {
      this.trusts = trusted === null ? () => false : proxyAddr.compile([...itemsOf(trusted)])
    } catch (error) {
      throw refusal('proxies_unreadable', { detail: (error as Error).message }, { cause: error })
    }
  }

  /** Whether the other end of a connection is such a proxy. */
  isProxy(address: string | undefined): boolean {
    return address !== undefined && this.trusts(address, 0)
  }

  /** The address of whoever sent it: the last one before the proxies that are trusted. */
  addressOf(request: Heard): string {
    const direct = plainAddress(request.socket.remoteAddress ?? '')
    if (!this.isProxy(direct)) return direct
    const said = proxyAddr(request as IncomingMessage, this.trusts)
    // Some proxies give the port, too; others a word for "not known".
    return addressIn(said) ?? direct
  }

  /** What was asked for as `Host`; undefined without one. */
  hostOf(request: Heard): string | undefined {
    return this.said(request, 'x-forwarded-host') ?? request.headers.host
  }

  /** What the caller speaks, where that is known: behind a proxy that is not trusted it may be either. */
  schemeOf(request: Heard): Scheme | null {
    const said = this.said(request, 'x-forwarded-proto')?.toLowerCase()
    if (said === 'https' || said === 'wss') return 'https'
    if (said === 'http' || said === 'ws') return 'http'
    return (request.socket as Partial<TLSSocket>).encrypted === true ? 'https' : null
  }

  /** What the proxy says that speaks to us; those before it may have written theirs in front. */
  private said({ headers, socket }: Heard, name: string): string | undefined {
    const given = headers[name]
    if (typeof given !== 'string' || !this.isProxy(socket.remoteAddress)) return undefined
    const last = given.split(',').at(-1)!.trim()
    return last === '' ? undefined : last
  }
}

/** An IPv4 address as such, also where it came over a socket of IPv6. */
export function plainAddress(address: string): string {
  const dotted = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1]
  if (dotted !== undefined) return dotted
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ?? []
  if (high === undefined || low === undefined) return address
  return [high, low].flatMap((half) => [parseInt(half, 16) >> 8, parseInt(half, 16) & 255]).join('.')
}

function addressIn(text: string): string | null {
  const inBrackets = /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(text)?.[1]
  const withPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/.exec(text)?.[1]
  const address = inBrackets ?? withPort ?? text
  return isIP(address) === 0 ? null : plainAddress(address)
}
