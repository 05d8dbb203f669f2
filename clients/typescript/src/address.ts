const SOCKET_PATH = '/websocket/monitor'

/**
 * `[CL-1]` Where the HTTP API is, of the address of the socket: `ws://host/base/websocket/monitor`, or on a page
 * `/websocket/monitor`. Without a slash at the end.
 * @throws {TypeError} where it is no address of a socket
 */
export function httpUrlOf(url: string): string {
  const { protocol, host, pathname } = new URL(socketUrlOf(url))
  const path = pathname.endsWith(SOCKET_PATH) ? pathname.slice(0, -SOCKET_PATH.length) : pathname
  return `${protocol === 'wss:' ? 'https:' : 'http:'}//${host}${path.replace(/\/+$/, '')}`
}

/**
 * The address of the socket in full, without a token; on a page it may be a path.
 * @throws {TypeError} where it is no address of a socket
 */
export function socketUrlOf(url: string): string {
  const full = parsed(url)
  if (full.protocol === 'http:') full.protocol = 'ws:'
  if (full.protocol === 'https:') full.protocol = 'wss:'
  if (full.protocol !== 'ws:' && full.protocol !== 'wss:') {
    throw new TypeError(`The address of a monitor begins with ws:// or wss://, not with ${full.protocol}`)
  }
  // Addresses are written down here and there.
  full.searchParams.delete('token')
  full.hash = ''
  return full.href
}

/** The token that an address brings along; undefined where it has none. */
export function tokenIn(url: string): string | undefined {
  return parsed(url).searchParams.get('token') ?? undefined
}

function parsed(url: string): URL {
  const page = (globalThis as { location?: { href: string } }).location?.href
  if (!URL.canParse(url, page)) throw new TypeError('The address of a monitor is no address.')
  return new URL(url, page)
}
