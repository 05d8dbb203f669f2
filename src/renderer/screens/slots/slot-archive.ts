import { sameList } from '../../../planner/diff.ts'
import { type SlotMap, slotsAt, type SlotStep } from '../../../contract/slot-history.ts'
import type { SlotHistory } from '../../../contract/resources/slots.ts'

/** Epochs that are fetched at once: some 100 kB, and 5 ms of the monitor's time. */
export const EPOCHS_PER_WINDOW = 200

const MAX_REMEMBERED_WINDOWS = 8

/** An epoch, its slots and those of the epoch before; `before` is null for the oldest. */
export interface EpochSlots {
  readonly step: SlotStep
  readonly map: SlotMap
  readonly before: SlotMap | null
}

/**
 * The slots of past epochs of one task, fetched a window at a time, one window after the other, and kept: whoever drags
 * through history waits for the server once in {@link EPOCHS_PER_WINDOW} epochs at most, and asks it no more than that.
 */
export class SlotArchive {
  private readonly load: (from: number, to: number) => Promise<SlotHistory>
  /** By number: epochs from `number * EPOCHS_PER_WINDOW` on, and the one before for what the first changed. */
  private readonly windows = new Map<number, SlotHistory>()
  private readonly listeners = new Set<() => void>()
  private wanted: readonly number[] = []
  /** The present epoch of the task. */
  private newest = 0
  private isLoading = false
  /** Epochs that were looked at last: the same epoch is the same object. */
  private readonly found = new Map<number, EpochSlots>()
  private known: readonly SlotStep[] | null = null
  /** The first epoch that can be shown; null before the first answer. */
  oldest: number | null = null
  problem: unknown = null
  /** Grows with every change. */
  version = 0

  constructor(load: (from: number, to: number) => Promise<SlotHistory>) {
    this.load = load
  }

  /** An epoch, where it is there already. */
  at(epoch: number): EpochSlots | null {
    const known = this.found.get(epoch)
    if (known) return known
    const history = this.windows.get(windowOf(epoch))
    const found = history ? slotsAt(history, epoch) : null
    if (found) this.found.set(epoch, found)
    const [first] = this.found.keys()
    if (first !== undefined && this.found.size > MAX_REMEMBERED_WINDOWS) this.found.delete(first)
    return found
  }

  /** All epochs that are there, in no order; the same list as long as no more are. */
  steps(): readonly SlotStep[] {
    this.known ??= Array.from(this.windows, ([number, { epochs }]) =>
      epochs.filter(({ epoch }) => windowOf(epoch) === number),
    ).flat()
    return this.known
  }

  /** These epochs are to be shown: fetches what is missing, the first of them first. What was wanted before is not any more. */
  want(epochs: readonly number[], newest: number): void {
    // Another epoch may be there where this one was not.
    if (!sameList(epochs, this.wanted)) this.problem = null
    this.newest = newest
    this.wanted = epochs
    void this.fetch()
  }

  /** After a problem. */
  retry(): void {
    if (this.problem === null) return
    this.problem = null
    this.changed()
    void this.fetch()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  private async fetch(): Promise<void> {
    if (this.isLoading || this.problem !== null) return
    const first = this.oldest ?? 1
    const missing = this.wanted.find((epoch) => epoch >= first && epoch <= this.newest && !this.has(epoch))
    if (missing === undefined) return
    this.isLoading = true
    const number = windowOf(missing)
    try {
      const to = Math.min(this.newest, number * EPOCHS_PER_WINDOW + EPOCHS_PER_WINDOW - 1)
      const history = await this.load(Math.max(1, number * EPOCHS_PER_WINDOW - 1), to)
      this.windows.set(number, history)
      this.known = null
      this.oldest = history.oldest
    } catch (error) {
      this.problem = error
    }
    this.isLoading = false
    this.changed()
    void this.fetch()
  }

  private has(epoch: number): boolean {
    const epochs = this.windows.get(windowOf(epoch))?.epochs
    return epochs !== undefined && epoch >= epochs[0]!.epoch && epoch <= epochs.at(-1)!.epoch
  }

  private changed(): void {
    this.version++
    for (const listener of this.listeners) listener()
  }
}

function windowOf(epoch: number): number {
  return Math.floor(epoch / EPOCHS_PER_WINDOW)
}
