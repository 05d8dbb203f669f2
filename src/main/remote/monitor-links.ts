import { parseSshDestination } from '../../console/ssh-destination.ts'
import { MAX_WATCHED_MONITORS, type MonitorId } from '../../contract/desktop-monitors.ts'
import type { Monitor } from '../../monitor/monitor.ts'
import { type AppStore, follow, type StoredMonitor } from '../app/app-state.ts'
import type { KnownMonitors } from './known-monitors.ts'
import { MonitorLink } from './monitor-link.ts'
import { ownTransport } from './own-transport.ts'

interface Parts {
  /** The app's own, which runs whichever is shown. */
  readonly own: Pick<Monitor, 'connect'>
  readonly store: AppStore
  readonly known: KnownMonitors
  /** Of this app. */
  readonly version: string
}

/**
 * `[DT-19]` One connection each to the app's own monitor, to the one that is shown, and to those that are watched. What they
 * bring is in the store: of all of them, and of the one that is shown by itself.
 */
export class MonitorLinks {
  private readonly parts: Parts
  private readonly links = new Map<MonitorId, MonitorLink>()
  private isClosed = false

  constructor(parts: Parts) {
    this.parts = parts
    follow(
      parts.store,
      ({ known, settings }) => ({ known, attached: settings.attached }),
      () => this.sync(),
    )
  }

  /** That of the monitor which is shown. */
  get shown(): MonitorLink {
    const { attached } = this.parts.store.getState().settings
    const link = this.links.get(attached)
    if (!link) throw new Error(`There is no connection to ${attached ?? 'the own monitor'}.`)
    return link
  }

  /** Tries one at once that waits, or is away. */
  retry(id: MonitorId): void {
    this.links.get(id)?.retry()
  }

  /** With another token, from the beginning. */
  reopen(id: string): void {
    this.links.get(id)?.close()
    this.links.delete(id)
    this.sync()
  }

  /** `[LV-8]` The machine was away: looks at once whether they are still there. */
  check(): void {
    for (const link of this.links.values()) link.check()
  }

  close(): void {
    this.isClosed = true
    for (const link of this.links.values()) link.close()
    this.links.clear()
  }

  private sync(): void {
    if (this.isClosed) return
    const wanted = wantedOf(this.parts.store.getState())
    for (const [id, link] of this.links) {
      if (id === null || wanted.has(id)) continue
      link.close()
      this.links.delete(id)
    }
    if (!this.links.has(null)) this.links.set(null, new MonitorLink(ownTransport(this.parts.own), this.publish))
    for (const [id, monitor] of wanted) if (!this.links.has(id)) this.links.set(id, this.open(monitor))
    this.publish()
  }

  private open({ id, url, ssh }: StoredMonitor): MonitorLink {
    const { known, version } = this.parts
    const destination = ssh === null ? null : parseSshDestination(ssh)
    return new MonitorLink({ url, ssh: destination, token: known.tokenOf(id), version }, this.publish)
  }

  private readonly publish = (): void => {
    if (this.isClosed) return
    const { store } = this.parts
    const links = new Map(Array.from(this.links, ([id, { state }]) => [id, state] as const))
    const shown = links.get(store.getState().settings.attached)
    // While it is made, there is none yet.
    if (!shown) return
    const { connection, problem, fleet } = shown
    store.setState({ links, connection, problem, fleet })
  }
}

/** Beside the app's own. Of those that are watched, the ones that were used last. */
function wantedOf({ known, settings }: ReturnType<AppStore['getState']>): Map<string, StoredMonitor> {
  const watched = known.filter(({ watch }) => watch).slice(0, MAX_WATCHED_MONITORS)
  const shown = known.filter(({ id }) => id === settings.attached)
  return new Map([...shown, ...watched].map((monitor) => [monitor.id, monitor]))
}
