import type { BatchdeckError } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import type { ImportResource } from '../contract/resources/import.ts'
import type { Asker } from './asker.ts'
import { addressGroup } from './edge/address-group.ts'
import { Import, type ImportParts, type NewImport } from './import.ts'

/** How long one waits for its sender, or for the operator who opened it, ms. */
const IDLE_TIMEOUT_MS = 10 * 60_000
/** Each holds a whole list in memory: so many of operators, and of viewers, who only try lists out. */
const MAX_IMPORTS = 16
const MAX_IMPORTS_OF_VIEWERS = 2

/** `[HT-2]` All target lists on their way into a task: how far each is, and what ends it. */
export class Imports {
  private readonly parts: ImportParts
  private readonly running = new Map<number, Import>()
  private lastId = 0
  /** What consoles were shown last. */
  shown: readonly ImportResource[] = []

  constructor(parts: ImportParts) {
    this.parts = parts
  }

  /**
   * Whoever opens one ends it.
   * @throws {BatchdeckError} `CONFLICT` where too many are under way
   */
  open(what: NewImport): Import {
    this.assertRoomFor(what.by)
    const id = ++this.lastId
    const opened = new Import(id, what, this.parts, () => this.running.delete(id))
    this.running.set(id, opened)
    return opened
  }

  /** What viewers try out is never in an operator's way. */
  private assertRoomFor({ role, token, remote }: Asker): void {
    const isViewer = role === 'viewer'
    const others = [...this.running.values()].map(({ by }) => by).filter((by) => (by.role === 'viewer') === isViewer)
    if (!isViewer) {
      if (others.length >= MAX_IMPORTS) throw refusal('imports_too_many', { most: MAX_IMPORTS })
    } else if (others.some((by) => by.token === token && groupOf(by.remote) === groupOf(remote))) {
      throw refusal('viewer_has_import')
    } else if (others.length >= MAX_IMPORTS_OF_VIEWERS) {
      throw refusal('viewer_imports_too_many', { most: MAX_IMPORTS_OF_VIEWERS })
    }
  }

  all(): ImportResource[] {
    return Array.from(this.running.values(), (one) => one.resource())
  }

  /** @throws {BatchdeckError} `UNKNOWN_IMPORT`; `CONFLICT` once it goes to disk */
  cancel(importId: number): void {
    const one = this.running.get(importId)
    if (!one) throw refusal('import_unknown', { import: importId })
    one.cancel(refusal('import_cancelled'))
  }

  /** The clock was set by so many ms: nobody was idle for that long. */
  shift(by: number): void {
    for (const one of this.running.values()) one.shift(by)
  }

  /** None of them can go on. */
  endAll(reason: BatchdeckError): void {
    for (const one of this.running.values()) one.fail(reason)
  }

  /**
   * Time passes: those that nobody goes on with end.
   * @returns what consoles are to be shown from now on; null where that is what they were shown last
   */
  tick(): readonly ImportResource[] | null {
    const now = this.parts.now()
    for (const one of this.running.values()) {
      if (one.idleSince !== null && now - one.idleSince >= IDLE_TIMEOUT_MS) {
        one.cancel(refusal('import_left_alone', { minutes: IDLE_TIMEOUT_MS / 60_000 }))
      }
    }
    const shown = [...this.running.values()].filter((one) => one.isSlow(now)).map((one) => one.resource())
    if (JSON.stringify(shown) === JSON.stringify(this.shown)) return null
    this.shown = shown
    return shown
  }
}

/** The addresses that one caller has at will are one (ED-4). */
function groupOf(remote: string | null): string {
  return addressGroup(remote ?? '')
}
