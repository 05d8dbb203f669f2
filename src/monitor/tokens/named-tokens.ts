import type { ways } from '../../contract/events.ts'
import { refusal } from '../../contract/refusal.ts'
import { MAX_EXPIRY_MS, type TokenOptions } from '../../contract/resources/token.ts'
import type { Storage, StoredToken } from '../storage/port.ts'
import type { Grant } from './grant.ts'
import { digestOf, isSecret, makeSecret } from './token-secret.ts'

/** How often it is written down at most when a token was last used, ms. */
const USE_SAVE_INTERVAL_MS = 60_000
/** Tokens of one monitor: the list of them is answered and shown as a whole. */
const MAX_TOKENS = 10_000

interface Parts {
  /** As they were when the monitor started. */
  readonly stored: readonly StoredToken[]
  readonly storage: Pick<Storage, 'putToken' | 'deleteToken' | 'saveTokenUse'>
  readonly now: () => number
  readonly log: (line: string) => void
}

/** Whoever makes a token. */
export interface Maker {
  /** The name of his own; null where he needed none. */
  readonly token: string | null
  readonly via: (typeof ways)[number]
}

/** `[SEC-4]` The named tokens: in memory, so that a frame never waits for the disk; what changes them is on the disk first. */
export class NamedTokens {
  private readonly parts: Parts
  private readonly byName = new Map<string, StoredToken>()
  /** The names, by digest. */
  private readonly byDigest = new Map<string, string>()
  private readonly listeners = new Set<(name: string) => void>()
  /** Whose last use is not written down yet. */
  private readonly used = new Set<string>()
  /** Those of which it is known that they have expired. */
  private readonly expired = new Set<string>()
  private savedAt = -Infinity
  /** One change after the other: each sees what the one before has made. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.parts = parts
    for (const token of parts.stored) {
      // An earlier version took times that no date can be made of.
      const { expires_at: at } = token
      this.keep(at !== null && at > MAX_EXPIRY_MS ? { ...token, expires_at: MAX_EXPIRY_MS } : token)
    }
  }

  /** In order of name. */
  list(): readonly StoredToken[] {
    return [...this.byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  /**
   * Whether there is an admin's: then everybody needs a token. One that has expired counts, or the monitor would open by
   * itself one day.
   */
  get hasAdmin(): boolean {
    return this.list().some(({ role }) => role === 'admin')
  }

  /**
   * What a token gives, and notes that it was used. It is found by its digest: whoever measures how long that takes learns
   * something of digests that cannot be turned into a token.
   * @param from the network address of whoever brings it
   * @returns null where there is none such, or it has expired
   */
  grantOf(secret: string, from: string | null): Grant | null {
    if (!isSecret(secret)) return null
    const token = this.byName.get(this.byDigest.get(digestOf(secret)) ?? '')
    if (!token || this.isExpired(token)) return null
    this.keep({ ...token, last_used_at: this.parts.now(), last_used_from: from })
    this.used.add(token.name)
    const { name, role, consumer_pattern: pattern, max_consumers: maxConsumers } = token
    return { role, token: name, isAdmin: role === 'admin', pattern, maxConsumers }
  }

  /** Told when the sockets that came in by a token have to go: it was revoked or rotated, or has expired. @returns ends it */
  onCut(listener: (name: string) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** @throws {BatchdeckError} `TOKEN_EXISTS`, `INVALID_MESSAGE`, `CONFLICT`, `STORAGE_FAILED` */
  create(options: TokenOptions, maker: Maker): Promise<{ token: StoredToken; secret: string }> {
    return this.inTurn(async () => {
      const { name, role, expires_at: expiresAt = null } = options
      const now = this.parts.now()
      if (this.byName.has(name)) throw refusal('token_exists', { name })
      if (this.byName.size >= MAX_TOKENS) throw refusal('tokens_too_many', { most: MAX_TOKENS })
      if (expiresAt !== null && expiresAt <= now) throw refusal('token_expires_in_past')
      const isForConsumers = role === 'consumer'
      if (!isForConsumers && (options.consumer_pattern !== undefined || options.max_consumers !== undefined)) {
        throw refusal('token_option_of_consumers', { token_role: role })
      }
      const secret = makeSecret()
      const token: StoredToken = {
        name,
        role,
        digest: digestOf(secret),
        consumer_pattern: isForConsumers ? (options.consumer_pattern ?? '*') : null,
        max_consumers: options.max_consumers ?? null,
        created_at: now,
        secret_since: now,
        created_by: maker.token,
        created_via: maker.via,
        expires_at: expiresAt,
        last_used_at: null,
        last_used_from: null,
      }
      await this.parts.storage.putToken(token)
      this.keep(token)
      return { token, secret }
    })
  }

  /** Another secret for it; the one before is no longer good. @throws {BatchdeckError} `UNKNOWN_TOKEN`, `STORAGE_FAILED` */
  rotate(name: string): Promise<{ token: StoredToken; secret: string }> {
    return this.inTurn(async () => {
      const secret = makeSecret()
      const digest = digestOf(secret)
      const secretSince = this.parts.now()
      await this.parts.storage.putToken({ ...this.get(name), digest, secret_since: secretSince })
      // It may have been used meanwhile.
      const token = { ...this.get(name), digest, secret_since: secretSince }
      this.forget(name)
      this.keep(token)
      this.cut(name)
      return { token, secret }
    })
  }

  /**
   * It is no longer good.
   * @param isLastAdminNeeded whether nobody could manage tokens without the last admin's
   * @throws {BatchdeckError} `UNKNOWN_TOKEN`, `CONFLICT`, `STORAGE_FAILED`
   */
  revoke(name: string, isLastAdminNeeded: boolean): Promise<void> {
    return this.inTurn(async () => {
      const { role } = this.get(name)
      const others = this.list().filter((token) => token.name !== name && token.role === 'admin')
      if (isLastAdminNeeded && role === 'admin' && others.every((token) => this.isExpired(token))) {
        throw refusal('token_is_last_admin', { name })
      }
      await this.parts.storage.deleteToken(name)
      this.forget(name)
      this.cut(name)
    })
  }

  /** Lets time pass: what has expired lets nobody stay, and what was used is written down. */
  tick(): void {
    const now = this.parts.now()
    for (const token of this.byName.values()) {
      if (!this.isExpired(token) || this.expired.has(token.name)) continue
      this.expired.add(token.name)
      this.cut(token.name)
    }
    if (this.used.size > 0 && Math.abs(now - this.savedAt) >= USE_SAVE_INTERVAL_MS) void this.saveUse()
  }

  /** Everything is written down when this is done. */
  async settle(): Promise<void> {
    await this.last
    await this.saveUse()
  }

  private async saveUse(): Promise<void> {
    const used = [...this.used].flatMap((name) => this.byName.get(name) ?? [])
    this.used.clear()
    this.savedAt = this.parts.now()
    if (used.length === 0) return
    try {
      await this.parts.storage.saveTokenUse(used)
    } catch (error) {
      // It is of no consequence but for whoever looks at it: the next use is written down again.
      this.parts.log(`When tokens were last used is not written down: ${String(error)}`)
    }
  }

  private get(name: string): StoredToken {
    const token = this.byName.get(name)
    if (!token) throw refusal('token_unknown', { name })
    return token
  }

  private isExpired({ expires_at: at }: StoredToken): boolean {
    return at !== null && at <= this.parts.now()
  }

  private keep(token: StoredToken): void {
    this.byName.set(token.name, token)
    this.byDigest.set(token.digest, token.name)
  }

  private forget(name: string): void {
    const token = this.byName.get(name)
    if (token) this.byDigest.delete(token.digest)
    this.byName.delete(name)
    this.used.delete(name)
    this.expired.delete(name)
  }

  private cut(name: string): void {
    for (const listener of this.listeners) listener(name)
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.last.then(change)
    this.last = turn.catch(() => {})
    return turn
  }
}
