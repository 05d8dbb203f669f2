import { formatDeepLink, linkedMonitor } from '../../contract/deep-link.ts'
import type { Place } from '../../contract/place.ts'

interface Parts {
  /** `server.public-url`. */
  readonly publicUrl: string | null
  /** `server.base-path`. */
  readonly basePath: string | null
  /** Of the address that is listened on, once it is. */
  readonly ownUrl: () => string
}

/** The address of a place in the console: it shows, and never acts. */
export function consoleLink({ publicUrl, basePath, ownUrl }: Parts): (place: Place) => string {
  return ({ screen, params }) => {
    const root = publicUrl ?? `${ownUrl()}${basePath ?? ''}`
    const query = new URLSearchParams(params).toString()
    return `${root.replace(/(?<!\/)\/+$/, '')}/#/${screen}${query === '' ? '' : `?${query}`}`
  }
}

/** `[DT-17]` The link of a place into the desktop app. Null where no address is public: it would open another monitor. */
export function appLink(publicUrl: string | null): (place: Place) => string | null {
  const url = linkedMonitor(publicUrl ?? '')
  return (place) => (url === null ? null : formatDeepLink(place, { url }))
}
