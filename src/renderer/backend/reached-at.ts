import type { ServerResource } from '../../contract/resources/server.ts'

type Page = Pick<Location, 'protocol' | 'host' | 'pathname'>

/** The folder of the page on its server: with a slash at its end. */
export function folderOf({ pathname }: Pick<Page, 'pathname'>): string {
  return pathname.slice(0, pathname.lastIndexOf('/') + 1)
}

/**
 * Where the monitor is reached: as this page has reached it, because the monitor itself knows only the address that it
 * listens on, which may be `0.0.0.0` or behind a proxy (ED-2).
 * @param page null in the desktop app, whose page does not come from the monitor
 */
export function reachedAt({ url, consumer_url }: Pick<ServerResource, 'url' | 'consumer_url'>, page: Page | null) {
  if (page === null) return { url: `${url}/`, consumerUrl: consumer_url }
  const base = `//${page.host}${folderOf(page)}`
  const socketScheme = page.protocol === 'https:' ? 'wss:' : 'ws:'
  return { url: `${page.protocol}${base}`, consumerUrl: `${socketScheme}${base}websocket/monitor` }
}

/** The page, where it comes from the monitor. */
export function ownPage(): Page | null {
  return window.batchdeck ? null : location
}
