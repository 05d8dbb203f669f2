import { parseMonitorAddress } from '../../console/monitor-address.ts'
import { parseDeepLink } from '../../contract/deep-link.ts'
import type { OpenedLink } from '../../contract/desktop-links.ts'
import type { MonitorId } from '../../contract/desktop-monitors.ts'
import type { Place } from '../../contract/place.ts'
import { type AppState, type AppStore, follow } from '../app/app-state.ts'

interface Parts {
  readonly store: AppStore
  /** Every address of the app's own monitor. */
  readonly own: readonly string[]
  /** Shows a monitor that is known, or the app's own (null). */
  readonly show: (id: MonitorId) => void
}

type Found = Exclude<OpenedLink, { way: 'unreadable' }>

/**
 * `[DT-17]` The link that was opened last, for as long as the page has not shown its place. It is the page that knows
 * whether somebody is in the middle of something: nothing happens here before it says so.
 */
export class OpenedLinks {
  private readonly parts: Parts
  private lastId = 0

  constructor(parts: Parts) {
    this.parts = parts
    // The same link leads elsewhere once another monitor is shown.
    follow(
      parts.store,
      ({ settings: { attached }, known, fleet }) => ({ attached, known, also: fleet?.server.public_url }),
      () => this.lookAgain(),
    )
  }

  /** Takes a link as the system gives it. The one before is forgotten. */
  open(text: string): void {
    const link = parseDeepLink(text)
    const id = ++this.lastId
    if (!link) this.keep({ id, way: 'unreadable' })
    else this.keep(this.onItsWay(id, link.monitor.url, link.place))
  }

  /** The page lets it go to its monitor; the place is shown when the page has come anew. */
  follow(id: number): void {
    const { link } = this.state
    if (link?.id === id && link.way === 'known') this.parts.show(this.idOf(link.monitor))
  }

  done(id: number): void {
    if (this.state.link?.id === id) this.keep(null)
  }

  /** Somebody has chosen a monitor: a link that is about another one is not what they want any more. */
  chosen(): void {
    const { link } = this.state
    if (link && link.way !== 'here') this.keep(null)
  }

  private get state(): AppState {
    return this.parts.store.getState()
  }

  private keep(link: OpenedLink | null): void {
    this.parts.store.setState({ link })
  }

  private lookAgain(): void {
    const { link } = this.state
    if (!link || link.way === 'unreadable') return
    const again = this.onItsWay(link.id, link.monitor, link.place)
    if (again.way !== link.way) this.keep(again)
  }

  private onItsWay(id: number, named: string | null, place: Place): Found {
    const url = named === null || this.parts.own.includes(oneSpelling(named)) ? null : oneSpelling(named)
    return { id, way: this.wayTo(url), monitor: url, place }
  }

  private wayTo(url: string | null): Found['way'] {
    const { settings, known, fleet } = this.state
    const id = this.idOf(url)
    if (id === settings.attached) return 'here'
    const also = fleet?.server.public_url ?? null
    if (url !== null && settings.attached !== null && also !== null && oneSpelling(also) === url) return 'here'
    return id === null || known.some((monitor) => monitor.id === id) ? 'known' : 'unknown'
  }

  /** The monitor at an address. One that is known through an SSH host only is meant where nothing is known there directly. */
  private idOf(url: string | null): MonitorId {
    const { known } = this.state
    if (url === null || known.some(({ id }) => id === url)) return url
    return known.find((monitor) => monitor.url === url)?.id ?? url
  }
}

/** As the app remembers monitors. */
function oneSpelling(url: string): string {
  return parseMonitorAddress(url)?.url ?? url
}
