/** Where a monitor is, as an operator may write it. */
export interface MonitorAddress {
  /** `https://deck.example:8443`, and after the port only the path under which a proxy shows the monitor. */
  readonly url: string
  readonly isSecure: boolean
  /** In lower case; of IPv6 with its brackets. */
  readonly host: string
  /** On this machine, so that nothing crosses a network. */
  readonly isLoopback: boolean
  /** A `token` of the address, as links to a console may hold one. */
  readonly token: string | null
}

const pattern = /^(?:(https?|wss?):\/\/)?(\[[0-9a-f:.]+\]|[^\s/:@?#[\]]+)(?::(\d{1,5}))?(\/[^?#]*)?(\?[^#]*)?(#.*)?$/i

/**
 * Reads an address: that of a console as a browser shows it, of a socket, or just `host:port`, which means http. Null
 * where it is none; a user or password in it is refused, because it would be shown.
 */
export function parseMonitorAddress(text: string): MonitorAddress | null {
  const [, scheme = 'http', host = '', port, path = '', query = ''] = pattern.exec(text.trim()) ?? []
  if (host === '' || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) return null
  const isSecure = /^(https|wss)$/i.test(scheme)
  const name = host.toLowerCase()
  const token = /[?&]token=([^&]*)/.exec(query)?.[1]
  return {
    url: `http${isSecure ? 's' : ''}://${name}${port === undefined || isUsual(port, isSecure) ? '' : `:${Number(port)}`}${basePathOf(path)}`,
    isSecure,
    host: name,
    isLoopback: name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name),
    token: token === undefined ? null : decoded(token),
  }
}

/** Of a page or a socket of the monitor, what stands before it: all that a proxy has put there. */
function basePathOf(path: string): string {
  const known = ['/index.html', '/api-docs.html', '/websocket/console', '/websocket/monitor', '/']
  const ending = known.find((one) => path.endsWith(one)) ?? ''
  return path.slice(0, path.length - ending.length)
}

function isUsual(port: string, isSecure: boolean): boolean {
  return Number(port) === (isSecure ? 443 : 80)
}

function decoded(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}

/** Whether a host stands for all addresses of a machine: something listens on it, and nobody reaches it by that name. */
export function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || host === '[::]'
}

/**
 * `[DT-17]` The address of a console that others than this computer can be given: the public one, or else one that is
 * listened on in a network. Null where there is none.
 */
export function sharedAddress({ url, public_url }: { url: string; public_url?: string | null }): string | null {
  if (public_url) return parseMonitorAddress(public_url)?.url ?? null
  const address = parseMonitorAddress(url)
  return address === null || address.isLoopback || isUnspecified(address.host) ? null : address.url
}
