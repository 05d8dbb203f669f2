import { parseMonitorAddress, sharedAddress } from '../../console/monitor-address.ts'
import { formatDeepLink, linkedMonitor } from '../../contract/deep-link.ts'
import type { Place } from '../../contract/place.ts'
import type { ServerResource } from '../../contract/resources/server.ts'
import { useDesktop } from './desktop.ts'
import { fleetStore } from './fleet.ts'
import { formatHash, parseHash } from './route.ts'

/** How what is shown now can be opened elsewhere. */
export interface LinkHere {
  /** Opens it in the desktop app. */
  readonly app: string
  /** Opens it in a browser; null where the monitor has no address that others reach. */
  readonly web: string | null
  /** Whether the link into the app is of no use on another computer. */
  readonly isLocal: boolean
}

/** Where this page is, and which monitor it shows. */
export interface Surroundings {
  readonly place: Place
  /** As far as it is known. */
  readonly server: Pick<ServerResource, 'url' | 'public_url'> | null
  /** In the desktop app, the URL of the other monitor that is shown, or null; in a browser the address of the page. */
  readonly from: { readonly attached: string | null } | { readonly page: string }
}

/** `[DT-17]` The links to what is shown. */
export function linkTo({ place, server, from }: Surroundings): LinkHere {
  const reached = 'page' in from ? from.page : from.attached
  const shared =
    server && sharedAddress(reached === null ? server : { url: reached, public_url: server.public_url ?? null })
  const named = linkedMonitor(shared ?? reached ?? '')
  return {
    app: formatDeepLink(place, { url: named }),
    web: 'page' in from ? from.page + formatHash(place.screen, place.params) : webLink(shared, place),
    isLocal: named === null || (shared === null && isOfThisComputer(named)),
  }
}

/** The same of this page, at this moment. */
export function linkHere(): LinkHere {
  const { state } = useDesktop.getState()
  const server = fleetStore.getState().data?.server ?? null
  // What an SSH host sees of it; that it is behind one is nothing for a link.
  const shown = state?.monitors.find(({ id }) => id !== null && id === state.attached)
  const from = window.batchdeck ? { attached: shown?.url ?? null } : { page: location.origin + location.pathname }
  return linkTo({ place: parseHash(location.hash), server, from })
}

function webLink(root: string | null, { screen, params }: Place): string | null {
  return root === null ? null : `${root}/${formatHash(screen, params)}`
}

function isOfThisComputer(url: string): boolean {
  return parseMonitorAddress(url)?.isLoopback === true
}
