import { safeStorage } from 'electron'
import type { AlertResource } from '../contract/resources/alert.ts'
import type { ConnectionProblem } from '../contract/desktop-bridge.ts'
import { parseMonitorAddress } from '../console/monitor-address.ts'
import type { Monitor } from '../monitor/monitor.ts'
import type { DesktopSettingsFile } from './desktop-settings.ts'
import { FleetWatch } from './fleet-watch.ts'
import { RecentMonitors } from './recent-monitors.ts'
import { alwaysLive, connectRemote, type MonitorConnection } from './remote-monitor.ts'
import type { Remote } from './remote-socket.ts'

interface Parts {
  /** The app's own, which runs whichever is shown. */
  readonly own: Monitor
  readonly settings: DesktopSettingsFile
  /** Of this app. */
  readonly version: string
  /** Told which alerts are in force, with every frame. */
  readonly onAlerts: (alerts: readonly AlertResource[]) => void
  readonly onProblem: () => void
}

/** `[DT-4]` The monitor that the window, the tray and the notifications are about: our own or another one. */
export class ShownMonitor {
  readonly recent: RecentMonitors
  /** Why another one is not reached at the moment. */
  problem: ConnectionProblem | null = null
  watch: FleetWatch
  private readonly parts: Parts
  private remote: Remote | null

  constructor(parts: Parts) {
    this.parts = parts
    this.recent = new RecentMonitors(parts.settings, {
      isSafe: isVaultSafe,
      encrypt: (text) => safeStorage.encryptString(text).toString('base64'),
      decrypt: (text) => safeStorage.decryptString(Buffer.from(text, 'base64')),
    })
    const { attached } = parts.settings.value
    this.remote = attached === null ? null : this.at(attached, this.recent.tokenOf(attached))
    this.watch = this.follow()
  }

  /** Null is our own. */
  get url(): string | null {
    return this.remote?.url ?? null
  }

  /** `deck.example:8443`; our own needs no name. */
  get name(): string | null {
    return this.url?.replace(/^https?:\/\//, '') ?? null
  }

  /** A way to it for one page. */
  connect(): MonitorConnection {
    return this.remote ? connectRemote(this.remote) : alwaysLive(this.parts.own.connect())
  }

  /** From now on another one, or our own; it is the same after a restart. */
  show(remote: Remote | null): void {
    this.watch.close()
    this.remote = remote
    this.parts.settings.change({ attached: remote?.url ?? null })
    this.problem = null
    this.watch = this.follow()
  }

  /** What an operator gave; null where the address is none. A token that was not given is the kept one. */
  given(url: string, token = ''): Remote | null {
    const address = parseMonitorAddress(url)
    if (!address || !URL.canParse(address.url)) return null
    return this.at(address.url, token === '' ? (address.token ?? this.recent.tokenOf(address.url)) : token)
  }

  private at(url: string, token: string | null): Remote {
    return { url, token, version: this.parts.version }
  }

  private follow(): FleetWatch {
    const { own, onAlerts, onProblem } = this.parts
    const connection = this.remote
      ? connectRemote(this.remote, (problem) => {
          this.problem = problem
          onProblem()
        })
      : alwaysLive(own.connect())
    return new FleetWatch(connection, ({ alerts }) => onAlerts(alerts))
  }
}

/** On Linux without a keyring, what Electron calls encryption is done with a key that everybody knows. */
export function isVaultSafe(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}
