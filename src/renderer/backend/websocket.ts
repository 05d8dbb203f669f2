import { folderOf } from './reached-at.ts'
import { keepPageToken, pageToken } from './page-token.ts'

/**
 * The console socket of the server this page came from, under whatever path a proxy shows it (ED-2). A `?token=` of the page's address is kept for the session and
 * taken out of the address, so that it is not shared with a link.
 */
export function consoleSocketUrl(
  location: Pick<Location, 'search' | 'pathname' | 'hash' | 'protocol' | 'host'>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  history: Pick<History, 'replaceState'>,
): string {
  const given = new URLSearchParams(location.search).get('token')
  if (given !== null) {
    keepPageToken(given, storage)
    history.replaceState(null, '', location.pathname + location.hash)
  }
  const token = given ?? pageToken(storage)
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return `${scheme}//${location.host}${folderOf(location)}websocket/console${token === null ? '' : `?token=${encodeURIComponent(token)}`}`
}
