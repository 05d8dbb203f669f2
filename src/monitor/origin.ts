import type { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import { refusal } from '../contract/refusal.ts'
import type { Settings } from '../settings/settings.ts'
import { itemsOf } from '../settings/text-forms.ts'
import type { Callers } from './edge/callers.ts'
import { type Host, isAddress, isLoopbackName, portOf, readHost, readOrigin, type Scheme } from './edge/host.ts'

type Heard = Pick<IncomingMessage, 'headers' | 'rawHeaders' | 'socket' | 'url'>

/**
 * `[SEC-2]` Refuses a page from elsewhere, and a name that was bent to this address.
 * @throws {BatchdeckError} `FORBIDDEN`; `INVALID_REQUEST` without one Host that can be read
 */
export type CheckOrigin = (request: Heard) => void

/** @param isGuarded whether a token is needed */
export function createOriginCheck(settings: Settings, callers: Callers, isGuarded: () => boolean): CheckOrigin {
  const isOurs = namesOf(settings, isGuarded)
  return (request) => {
    const host = hostOf(request, callers)
    const scheme = callers.schemeOf(request)
    if (!isOurs(host, scheme)) throw refusal('host_is_another', { host: shown(callers.hostOf(request)) })
    // Electron's own page has the origin "file://"; it speaks over IPC and never comes here.
    const { origin } = request.headers
    if (origin !== undefined && !isSamePlace(origin, host)) {
      throw refusal('origin_is_another', { origin: shown(origin) })
    }
  }
}

/** Whether only this machine can reach it. */
export function isLoopback(host: string): boolean {
  const name = nameOf(host)
  return name !== null && isLoopbackName(name)
}

/** @throws {BatchdeckError} `INVALID_REQUEST` */
function hostOf(request: Heard, callers: Callers): Host {
  const given = request.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length
  if (given > 1) throw refusal('host_doubled')
  const text = callers.hostOf(request)
  if (text === undefined || text === '') throw refusal('host_missing')
  const host = readHost(text)
  if (host === null) throw refusal('host_unreadable', { host: shown(text) })
  // RFC 9112, 3.2.2: an address in the first line goes before the header, so they must not differ.
  const inTarget = /^https?:\/\/([^/?#]*)/i.exec(request.url ?? '')?.[1]
  if (inTarget !== undefined && !isSame(readHost(inTarget), readHost(request.headers.host ?? ''))) {
    throw refusal('host_doubled')
  }
  return host
}

/**
 * Which names are ours. An address cannot be bent, so that any will do where others than this machine can come: behind
 * Docker or NAT it is none that this machine has. A name can, by whoever owns it (DNS rebinding): only known ones will do,
 * unless a token is needed, which a page of that name has not.
 */
function namesOf(settings: Settings, isGuarded: () => boolean): (host: Host, scheme: Scheme | null) => boolean {
  const allowed = itemsOf(settings['server.allowed-hosts']).map((item) => patternOf(item))
  const bound = nameOf(settings['server.host'])
  const isLocal = isLoopback(settings['server.host'])
  const own = new Set(ownNames())
  const isAnyFine = !isLocal && allowed.length === 0
  return (host, scheme) => {
    const { name } = host
    if (name === bound || isLoopbackName(name) || (isAnyFine && isGuarded())) return true
    if (!isLocal && (isAddress(name) || own.has(name))) return true
    return allowed.some((fits) => fits(host, scheme))
  }
}

/** `*.example.com` are all names below it and not itself; without a port any will do. */
function patternOf(item: string): (host: Host, scheme: Scheme | null) => boolean {
  const isWild = item.startsWith('*.')
  const pattern = readHost(isWild ? item.slice(2) : item)
  if (pattern === null) throw refusal('host_name_unreadable', { host: item })
  return (host, scheme) => {
    const isNamed = isWild ? host.name.endsWith(`.${pattern.name}`) : host.name === pattern.name
    if (!isNamed || pattern.port === null) return isNamed
    if (host.port !== null || scheme !== null) return portOf(host, scheme ?? 'http') === pattern.port
    return pattern.port === portOf(host, 'http') || pattern.port === portOf(host, 'https')
  }
}

/** What this machine calls itself: in a network of one's own that is how it is reached. */
function ownNames(): string[] {
  const own = nameOf(hostname())
  if (own === null || own === '') return []
  const [first = own] = own.split('.')
  return [own, first, `${first}.local`]
}

/**
 * Whether a page of this origin is ours. A Host without a port means the usual one of what the page was fetched by, which
 * the origin says. Consumers on `websocket-client` say http there, also over TLS: by which of the two it was is not looked at.
 */
function isSamePlace(origin: string, host: Host): boolean {
  const from = readOrigin(origin)
  return from !== null && from.name === host.name && portOf(from, from.scheme) === portOf(host, from.scheme)
}

function isSame(one: Host | null, other: Host | null): boolean {
  return one !== null && other !== null && one.name === other.name && one.port === other.port
}

/** An address to listen on is written without brackets. */
function nameOf(host: string): string | null {
  return readHost(host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)?.name ?? null
}

function shown(text = ''): string {
  return text.slice(0, 100)
}
