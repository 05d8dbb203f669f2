import { type ProgressHistory, type ProgressRange, progressSteps } from '../../contract/resources/progress-history.ts'
import type { Engine } from '../../engine/engine.ts'
import type { AuditThread } from '../events/audit-log.ts'

const [MINUTE_MS] = progressSteps

interface Parts {
  readonly engine: Pick<Engine, 'progressByConsumer'>
  readonly thread: Pick<AuditThread, 'call'>
  readonly now: () => number
}

/** `[TS-3]` Carries how far everybody is to the thread that keeps it, each minute, and what is asked of it back. */
export class ProgressLog {
  private readonly parts: Parts
  private minute: number | null = null
  private writing: Promise<void> | null = null

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** The first look of a minute is what is kept of it. What the disk refuses is a gap. */
  tick(): void {
    const { engine, thread, now } = this.parts
    const minute = Math.floor(now() / MINUTE_MS)
    if (minute === this.minute || this.writing) return
    this.minute = minute
    const consumers = [...engine.progressByConsumer()]
    if (consumers.length === 0) return
    this.writing = thread
      .call('appendProgress', { at: minute * MINUTE_MS, consumers })
      .catch(() => {})
      .finally(() => (this.writing = null))
  }

  /** @throws {BatchdeckError} `STORAGE_FAILED` */
  read(range: ProgressRange): Promise<ProgressHistory> {
    return this.parts.thread.call('readProgress', range)
  }

  async settled(): Promise<void> {
    await this.writing
  }
}
