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
