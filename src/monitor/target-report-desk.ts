import type { ChangeSet } from '../engine/change-set.ts'
import type { Engine } from '../engine/engine.ts'
import type { ConsumerSayings, TargetSaying } from '../engine/target-sayings.ts'
import type { ReportCounts, Storage } from './storage/port.ts'

interface Parts {
  readonly engine: Pick<Engine, 'setTargetsInError' | 'forgetTargetsInError' | 'targetReports'>
  readonly storage: Pick<Storage, 'reportTargets' | 'watch'>
  /** Reports that are remembered, and those that may wait here. */
  readonly limit: number
}

/** What goes to another thread is copied, and the sockets wait for that: some milliseconds of these. */
const MAX_REPORTS_AT_ONCE = 5000

const nothingKept: ReportCounts['kept'] = { pending: 0, running: 0, completed: 0, error: 0 }

/**
 * `[WS-27]` Carries what consumers say of single targets to where the targets are, and what is counted there back to the
 * batches. One call at a time: what comes meanwhile waits, of each target only the newest.
 */
export class TargetReportDesk {
  private readonly parts: Parts
  private readonly waiting = new Map<string, Map<string, TargetSaying>>()
  private waitingCount = 0
  /** An epoch may have changed what is counted. */
  private isOutdated = false
  private isBusy = false
  private strangeEver = 0
  private leftOutEver = 0
  private kept = nothingKept

  constructor(parts: Parts) {
    this.parts = parts
    parts.storage.watch((problem) => {
      if (problem === null) return
      // It had them in memory only.
      this.kept = nothingKept
      parts.engine.forgetTargetsInError()
    })
  }

  /** What is remembered, and what became of all that came. */
  get figures() {
    const { received, dropped } = this.parts.engine.targetReports
    return { kept: this.kept, received, strange: this.strangeEver, leftOut: this.leftOutEver + dropped }
  }

  /** What changed. */
  readonly accept = ({ facts, tasksGone, targetSayings }: ChangeSet): void => {
    for (const sayings of targetSayings) this.wait(sayings)
    const isOther = tasksGone.length > 0 || facts.some(({ kind }) => kind === 'EpochPublished')
    // Before anybody said anything there is nothing to count anew.
    if (isOther && this.hasAny) this.isOutdated = true
    if (!this.isBusy && (this.waitingCount > 0 || this.isOutdated)) void this.carry()
  }

  private get hasAny(): boolean {
    return Object.values(this.kept).some((count) => count > 0) || this.isBusy
  }

  private wait({ consumer_id: id, reports }: ConsumerSayings): void {
    let own = this.waiting.get(id)
    if (!own) this.waiting.set(id, (own = new Map()))
    for (const report of reports) {
      if (!own.has(report.target)) {
        if (this.waitingCount >= this.parts.limit) {
          this.leftOutEver++
          continue
        }
        this.waitingCount++
      }
      own.set(report.target, report)
    }
  }

  /** Those that have waited longest, of whole consumers. */
  private next(): ConsumerSayings[] {
    const sent: ConsumerSayings[] = []
    let count = 0
    for (const [consumer_id, own] of this.waiting) {
      sent.push({ consumer_id, reports: [...own.values()] })
      this.waiting.delete(consumer_id)
      count += own.size
      if (count >= MAX_REPORTS_AT_ONCE) break
    }
    this.waitingCount -= count
    return sent
  }

  private async carry(): Promise<void> {
    const { engine, storage, limit } = this.parts
    this.isBusy = true
    try {
      while (this.waitingCount > 0 || this.isOutdated) {
        const sent = this.next()
        this.isOutdated = false
        // oxlint-disable-next-line no-await-in-loop -- one call at a time
        const { in_error, kept, strange, left_out } = await storage.reportTargets(sent, limit)
        this.kept = kept
        this.strangeEver += strange
        this.leftOutEver += left_out
        engine.setTargetsInError(in_error)
      }
    } catch {
      // The store has ended, and whoever watches it says so; consumers say the same again.
    } finally {
      this.isBusy = false
    }
  }
}
