import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'

/** What an address of the net outside is; of IPv6 only this is given out to anybody. */
const global = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * `[SO-3]` Whether an address is one of the public net: none of this machine, of its networks, of a provider's metadata
 * service, and none that only wraps such a one.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const read = ipaddr.process(address)
  if (read.range() !== 'unicast') return false
  return read.kind() === 'ipv4' || (read as ipaddr.IPv6).match(global)
}

/** Of a URL's host that is an address: that without brackets; null where it is a name. */
export function addressOf(hostname: string): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  return ipaddr.isValid(bare) ? bare : null
}

/** What is said where a host, or what it was given as, leads to an address that is not public. */
type Denial = (host: string, address: string) => BatchdeckError

const deniedSource: Denial = (host, address) => refusal('source_address_private', { host, address })

/**
 * `[SO-3]` `[CN-4]` Finds the addresses of a name, and lets nobody connect where one of them is not public: what is checked
 * here is what is connected to, whatever a name server says the next time.
 * @throws {BatchdeckError} `FORBIDDEN`, by the callback
 */
export function publicLookup(find: typeof lookup = lookup, denied: Denial = deniedSource): LookupFunction {
  return (hostname, options, done) => {
    find(hostname, { ...options, all: true }, (error, found) => {
      const inside = error ? undefined : found.find(({ address }) => !isPublicAddress(address))
      const [first] = found ?? []
      const refused = inside && denied(hostname.slice(0, 253), inside.address)
      const problem = error ?? refused ?? null
      if (problem) done(problem, '', 4)
      else if (options.all) done(null, found)
      else done(null, first!.address, first!.family)
    })
  }
}

/** @throws {BatchdeckError} `FORBIDDEN` where the host of a URL is an address that is not public */
export function assertPublicHost({ hostname }: Pick<URL, 'hostname'>, denied: Denial = deniedSource): void {
  const address = addressOf(hostname)
  if (address !== null && !isPublicAddress(address)) throw denied(hostname, address)
}

/** Whether `example.com`, `*.example.com` or `example.com:8443` among these is the host of a URL. */
export function isAllowedHost(url: URL, allowed: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const name = url.hostname.toLowerCase().replace(/\.$/, '')
  return allowed.some((item) => {
    const [, host = '', wanted] = /^(.*?)(?::(\d+))?$/.exec(item.toLowerCase()) ?? []
    if (wanted !== undefined && wanted !== port) return false
    return host.startsWith('*.') ? name.endsWith(host.slice(1)) : hostOf(host) === name
  })
}

/** In the spelling of a URL: punycode, an address in its shortest form. */
function hostOf(text: string): string {
  return URL.parse(`http://${text}/`)?.hostname.replace(/\.$/, '') ?? text
}
