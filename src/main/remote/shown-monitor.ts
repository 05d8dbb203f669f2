import type { ConsoleClient } from '../../console/client.ts'
import { parseMonitorAddress } from '../../console/monitor-address.ts'
import type { Monitor } from '../../monitor/monitor.ts'
import type { AppStore } from '../app/app-state.ts'
import { monitorClient } from './monitor-client.ts'
import { ownTransport } from './own-transport.ts'
import type { RecentMonitors } from './recent-monitors.ts'
import type { Remote } from './remote-socket.ts'
import { remoteTransport } from './remote-transport.ts'

interface Parts {
  /** The app's own, which runs whichever is shown. */
  readonly own: Pick<Monitor, 'connect'>
  readonly store: AppStore
  readonly recent: RecentMonitors
  /** Of this app. */
  readonly version: string
}

/**
 * `[DT-4]` The monitor that the window, the tray and the notifications are about: our own or another one. One connection
 * leads there: it feeds the store and all pages.
 */
export class ShownMonitor {
  private readonly parts: Parts
  private shown: { readonly client: ConsoleClient; readonly check: () => void; readonly end: () => void }

  constructor(parts: Parts) {
    this.parts = parts
    const { attached } = parts.store.getState().settings
    this.shown = this.connect(attached === null ? null : this.at(attached, parts.recent.tokenOf(attached)))
  }

  /** Whoever keeps it keeps the monitor that was shown then: it is closed when another one is shown. */
  get client(): ConsoleClient {
    return this.shown.client
  }

  /** From now on another one, or our own; it is the same after a restart. */
  show(remote: Remote | null): void {
    this.close()
    this.parts.store.setState(({ settings }) => ({
      settings: { ...settings, attached: remote?.url ?? null },
      connection: 'connecting',
      problem: null,
      fleet: null,
    }))
    this.shown = this.connect(remote)
  }

  /** What an operator gave; null where the address is none. A token that was not given is the kept one. */
  given(url: string, token = ''): Remote | null {
    const address = parseMonitorAddress(url)
    if (!address || !URL.canParse(address.url)) return null
    return this.at(address.url, token === '' ? (address.token ?? this.parts.recent.tokenOf(address.url)) : token)
  }

  /** `[LV-8]` The machine was away: looks at once whether the other monitor is still there. */
  check(): void {
    this.shown.check()
  }

  close(): void {
    this.shown.end()
  }

  private at(url: string, token: string | null): Remote {
    return { url, token, version: this.parts.version }
  }

  private connect(remote: Remote | null): ShownMonitor['shown'] {
    const { own, store } = this.parts
    let isShown = true
    const other = remote && remoteTransport(remote, (problem) => isShown && store.setState({ problem }))
    const client = monitorClient(other ?? ownTransport(own))
    client.subscribe((_frame, fleet) => store.setState({ fleet }))
    client.onConnection((connection) => store.setState({ connection }))
    return {
      client,
      check: () => other?.check(),
      end() {
        isShown = false
        client.close()
      },
    }
  }
}
