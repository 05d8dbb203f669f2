/** Where a caller thinks it is: the host of a `Host` header, of an `Origin` or of a setting, in its one spelling. */
export interface Host {
  /** In lower case, punycode, without a dot at its end; IPv4 dotted, IPv6 shortest and in brackets. */
  readonly name: string
  /** Null where none is given. */
  readonly port: number | null
}

/** The port that is meant where an address gives none. */
export const usualPorts = { http: 80, https: 443 } as const
export type Scheme = keyof typeof usualPorts

/** Longest `host:port` there can be: 253 characters of a name, `:65535`, and a dot. */
const MAX_HOST_LENGTH = 260

/** `deck.example:8080`, `[::1]`, `127.0.0.1`; null where it is no host. */
export function readHost(text: string): Host | null {
  if (text.length > MAX_HOST_LENGTH || /[\s/?#@\\%,]/.test(text)) return null
  const [, given = '', digits] = /^(\[[^[\]]*\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text) ?? []
  const port = digits === undefined ? null : Number(digits)
  if (given === '' || (port !== null && port > 65_535)) return null
  const url = URL.parse(`http://${given}/`)
  return url && { name: plainName(url.hostname), port }
}

/** An `Origin`; null where it is none of a page from a server. */
export function readOrigin(text: string): (Host & { readonly scheme: Scheme }) | null {
  const [, scheme = '', rest = ''] = /^(https?):\/\/([^/]+)$/i.exec(text) ?? []
  const host = readHost(rest)
  return host && { ...host, scheme: scheme.toLowerCase() as Scheme }
}

export function portOf({ port }: Host, scheme: Scheme): number {
  return port ?? usualPorts[scheme]
}

/** Whether it is an address and no name: nobody but its owner can make it lead elsewhere. */
export function isAddress(name: string): boolean {
  return name.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)
}

/** Whether it always leads to the machine it is said on (RFC 6761, RFC 1122). */
export function isLoopbackName(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true
  return isAddress(name) && name.startsWith('127.')
}

function plainName(hostname: string): string {
  // `::ffff:127.0.0.1` is 127.0.0.1 in the clothes of IPv6.
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname) ?? []
  if (high === undefined || low === undefined) return hostname.replace(/\.$/, '')
  const bits = [high, low].map((half) => parseInt(half, 16))
  return bits.flatMap((half) => [half >> 8, half & 255]).join('.')
}
