import type { RecentMonitor } from '../../contract/desktop-bridge.ts'
import type { AppStore } from '../app/app-state.ts'
import type { DesktopSettings } from '../app/settings-file.ts'

/** What encrypts a token so that only this user on this machine can read it; Electron's `safeStorage`. */
export interface Vault {
  isSafe(): boolean
  encrypt(text: string): string
  /** @throws where it was encrypted elsewhere, or the key is gone */
  decrypt(text: string): string
}

const MAX_RECENT = 8

/**
 * The monitors the window was attached to, with their tokens: encrypted on disk where the system can, and otherwise in
 * memory until the app ends.
 */
export class RecentMonitors {
  private readonly store: AppStore
  private readonly vault: Vault
  private readonly tokens = new Map<string, string>()

  constructor(store: AppStore, vault: Vault) {
    this.store = store
    this.vault = vault
    this.keep(this.kept)
  }

  tokenOf(url: string): string | null {
    const inMemory = this.tokens.get(url)
    if (inMemory !== undefined) return inMemory
    const kept = this.kept.find((monitor) => monitor.url === url)?.token ?? null
    if (kept === null) return null
    try {
      return this.vault.decrypt(kept)
    } catch {
      return null
    }
  }

  /** Puts it first. */
  remember(url: string, token: string | null): void {
    if (token === null) this.tokens.delete(url)
    else this.tokens.set(url, token)
    const kept = token !== null && this.vault.isSafe() ? this.vault.encrypt(token) : null
    const others = this.kept.filter((monitor) => monitor.url !== url)
    this.keep([{ url, token: kept }, ...others].slice(0, MAX_RECENT))
  }

  forget(url: string): void {
    this.tokens.delete(url)
    this.keep(this.kept.filter((monitor) => monitor.url !== url))
  }

  private get kept(): DesktopSettings['recent'] {
    return this.store.getState().settings.recent
  }

  private keep(kept: DesktopSettings['recent']): void {
    const recent = kept.map(({ url, token }): RecentMonitor => ({
      url,
      has_token: token !== null || this.tokens.has(url),
    }))
    this.store.setState(({ settings }) => ({
      recent,
      ...(kept !== settings.recent && { settings: { ...settings, recent: kept } }),
    }))
  }
}
