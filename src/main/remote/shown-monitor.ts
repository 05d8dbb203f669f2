import type { ConsoleClient } from '../../console/client.ts'
import { parseMonitorAddress } from '../../console/monitor-address.ts'
import { monitorId } from '../../console/monitor-label.ts'
import { parseSshDestination, type SshDestination } from '../../console/ssh-destination.ts'
import type { ConnectionProblem } from '../../contract/connection-problem.ts'
import type { MonitorId } from '../../contract/desktop-monitors.ts'
import { type AppStore, changeSettings } from '../app/app-state.ts'
import type { KnownMonitors } from './known-monitors.ts'
import type { MonitorLinks } from './monitor-links.ts'
import type { Remote } from './remote-socket.ts'

interface Parts {
  readonly store: AppStore
  readonly known: KnownMonitors
  readonly connections: MonitorLinks
  /** Of this app. */
  readonly version: string
}

/** Where another monitor is, as an operator gave it. */
interface Given {
  readonly url: string
  readonly ssh?: string
  readonly token?: string
}

/** A monitor that can be tried, or what is wrong with what was given. */
type Found =
  | { readonly remote: Remote & { readonly ssh: SshDestination | null }; readonly id: string; readonly problem?: never }
  | { readonly remote?: never; readonly id?: never; readonly problem: ConnectionProblem }

/** `[DT-4]` The monitor that the window and the tray are about: our own or another one. */
export class ShownMonitor {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Whoever keeps it keeps the monitor that was shown then: it never leads to another one. */
  get client(): ConsoleClient {
    return this.parts.connections.shown.client
  }

  /** From now on another one that is known, or our own; it is the same after a restart. */
  show(id: MonitorId): void {
    const { store, known } = this.parts
    if (id !== null) known.use(id)
    changeSettings(store, { attached: id })
  }

  /** What an operator gave. A token that was not given is the kept one. */
  find({ url, ssh = '', token = '' }: Given): Found {
    const { known, version } = this.parts
    const address = parseMonitorAddress(url)
    if (!address || !URL.canParse(address.url)) return { problem: { fault: 'address', detail: '' } }
    const destination = ssh.trim() === '' ? null : parseSshDestination(ssh)
    if (!destination && ssh.trim() !== '') return { problem: { fault: 'ssh_address', detail: '' } }
    const id = monitorId({ url: address.url, ssh: destination?.text ?? null })
    const given = token === '' ? (address.token ?? known.tokenOf(id)) : token
    return { id, remote: { url: address.url, ssh: destination, token: given, version } }
  }
}
