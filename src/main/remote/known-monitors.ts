import { parseMonitorAddress } from '../../console/monitor-address.ts'
import { monitorId } from '../../console/monitor-label.ts'
import { type Connection, MAX_KNOWN_MONITORS } from '../../contract/desktop-monitors.ts'
import { type AppStore, changeSettings, type StoredMonitor } from '../app/app-state.ts'
import type { KeptConnection } from '../app/settings-file.ts'

/** What encrypts a token so that only this user on this machine can read it; Electron's `safeStorage`. */
export interface Vault {
  isSafe(): boolean
  encrypt(text: string): string
  /** @throws where it was encrypted elsewhere, or the key is gone */
  decrypt(text: string): string
}

/** What can be changed of a monitor that is known. */
type Change = Partial<Pick<Connection, 'name'> & { readonly watch: boolean }>

/**
 * `[DT-5]` The other monitors that are known, with their tokens: encrypted on disk where the system can, and otherwise in
 * memory until the app ends.
 */
export class KnownMonitors {
  private readonly store: AppStore
  private readonly vault: Vault
  /** By id. */
  private readonly tokens = new Map<string, string>()

  constructor(store: AppStore, vault: Vault) {
    this.store = store
    this.vault = vault
    const { attached } = store.getState().settings
    this.keep(this.kept)
    // A version before may have forgotten the one that it was attached to.
    if (attached !== null && !this.find(attached)) {
      const address = parseMonitorAddress(attached)
      if (address?.url === attached) this.remember({ name: null, url: attached, ssh: null }, null)
      else changeSettings(store, { attached: null })
    }
  }

  /** Null where it is not known. That of one that is reached directly is its address. */
  find(id: string): StoredMonitor | null {
    return this.store.getState().known.find((monitor) => monitor.id === id) ?? null
  }

  tokenOf(id: string): string | null {
    const inMemory = this.tokens.get(id)
    if (inMemory !== undefined) return inMemory
    const kept = this.kept.find((one) => monitorId(one) === id)?.token ?? null
    if (kept === null) return null
    try {
      return this.vault.decrypt(kept)
    } catch {
      return null
    }
  }

  /** Puts it first; it is watched from then on. Where there are too many, the one that was not used for longest goes. */
  remember(connection: Connection, token: string | null): void {
    const id = monitorId(connection)
    if (token === null) this.tokens.delete(id)
    else this.tokens.set(id, token)
    const kept = token !== null && this.vault.isSafe() ? this.vault.encrypt(token) : null
    const others = this.kept.filter((one) => monitorId(one) !== id)
    this.keep([{ ...connection, watch: true, token: kept }, ...others].slice(0, MAX_KNOWN_MONITORS))
  }

  /** It is shown: the last used is the first. */
  use(id: string): void {
    const used = this.kept.find((one) => monitorId(one) === id)
    if (used && used !== this.kept[0]) this.keep([used, ...this.kept.filter((one) => one !== used)])
  }

  change(id: string, change: Change): void {
    this.keep(this.kept.map((one) => (monitorId(one) === id ? { ...one, ...change } : one)))
  }

  /** `[DT-21]` Adds what is new, not watched before somebody connects to it, and names what is known. */
  add(connections: readonly Connection[]): void {
    const given = new Map(connections.map((connection) => [monitorId(connection), connection]))
    const named = this.kept.map((one) => {
      const connection = given.get(monitorId(one))
      given.delete(monitorId(one))
      return connection && connection.name !== null ? { ...one, name: connection.name } : one
    })
    const added = [...given.values()].map((connection) => ({ ...connection, watch: false, token: null }))
    this.keep([...named, ...added].slice(0, MAX_KNOWN_MONITORS))
  }

  forget(id: string): void {
    this.tokens.delete(id)
    this.keep(this.kept.filter((one) => monitorId(one) !== id))
  }

  private get kept(): readonly KeptConnection[] {
    return this.store.getState().settings.connections
  }

  private keep(connections: readonly KeptConnection[]): void {
    const known = connections.map(({ token, ...one }): StoredMonitor => {
      const id = monitorId(one)
      return { ...one, id, has_token: token !== null || this.tokens.has(id) }
    })
    this.store.setState(({ settings }) => ({
      known,
      ...(connections !== settings.connections && { settings: { ...settings, connections: [...connections] } }),
    }))
  }
}
