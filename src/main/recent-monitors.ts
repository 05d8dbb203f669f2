import type { RecentMonitor } from '../contract/desktop-bridge.ts'
import type { DesktopSettingsFile } from './desktop-settings.ts'

/** What encrypts a token so that only this user on this machine can read it; Electron's `safeStorage`. */
export interface Vault {
  isSafe(): boolean
  encrypt(text: string): string
  /** @throws where it was encrypted elsewhere, or the key is gone */
  decrypt(text: string): string
}

const MOST = 8

/**
 * The monitors the window was attached to, with their tokens: encrypted on disk where the system can, and otherwise in
 * memory until the app ends.
 */
export class RecentMonitors {
  private readonly file: DesktopSettingsFile
  private readonly vault: Vault
  private readonly tokens = new Map<string, string>()

  constructor(file: DesktopSettingsFile, vault: Vault) {
    this.file = file
    this.vault = vault
  }

  list(): RecentMonitor[] {
    return this.file.value.recent.map(({ url, token }) => ({
      url,
      has_token: token !== null || this.tokens.has(url),
    }))
  }

  tokenOf(url: string): string | null {
    const inMemory = this.tokens.get(url)
    if (inMemory !== undefined) return inMemory
    const kept = this.file.value.recent.find((monitor) => monitor.url === url)?.token ?? null
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
    const others = this.file.value.recent.filter((monitor) => monitor.url !== url)
    this.file.change({ recent: [{ url, token: kept }, ...others].slice(0, MOST) })
  }

  forget(url: string): void {
    this.tokens.delete(url)
    this.file.change({ recent: this.file.value.recent.filter((monitor) => monitor.url !== url) })
  }
}
