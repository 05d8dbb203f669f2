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
 * The address of the socket in full; on a page it may be a path.
 * @throws {TypeError} where it is no address of a socket
 */
export function socketUrlOf(url: string): string {
  const page = (globalThis as { location?: { href: string } }).location?.href
  const full = new URL(url, page)
  if (full.protocol === 'http:') full.protocol = 'ws:'
  if (full.protocol === 'https:') full.protocol = 'wss:'
  if (full.protocol !== 'ws:' && full.protocol !== 'wss:') {
    throw new TypeError(`The address of a monitor begins with ws:// or wss://, not with ${full.protocol}`)
  }
  return full.href
}
