import type { IncomingMessage } from 'node:http'
import { refusal } from '../contract/refusal.ts'
import type { Settings } from '../settings/settings.ts'

/**
 * `[SEC-2]` Refuses a page from elsewhere, and a name that was bent to this address.
 * @throws {BatchdeckError} `FORBIDDEN`
 */
export type CheckOrigin = (request: Pick<IncomingMessage, 'headers'>) => void

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])

export function createOriginCheck(settings: Settings): CheckOrigin {
  return (request) => {
    const { host = '', origin } = request.headers
    if (isLoopback(settings['server.host']) && !loopbackNames.has(hostName(host))) {
      throw refusal('host_is_another', { host: host.slice(0, 100) })
    }
    // Electron's own page has the origin "file://"; it speaks over IPC and never comes here.
    if (origin !== undefined && originHost(origin) !== host) {
      throw refusal('origin_is_another', { origin: origin.slice(0, 100) })
    }
  }
}

/** Whether only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return loopbackNames.has(host) || host.startsWith('127.')
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase()
}

function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
