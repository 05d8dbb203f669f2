import { messageOf } from './errors.ts'
import type { BatchStatus } from './protocol.ts'

/** Where reports about batches go. */
export interface Reporter {
  report(batch: Batch): void
  reportTarget(target: string, status: BatchStatus, message: string, value?: number | string): void
}

/** A batch as the monitor hands it over. */
export interface LoadedBatch {
  readonly batchId: number
  readonly targets: readonly string[]
  /** What was last said of it, by whoever had it then. */
  readonly status: BatchStatus
  readonly progress: number
}

/** Up to 99 targets that a consumer watches, for as long as it is not revoked. */
export class Batch {
  readonly taskId: number
  readonly batchId: number
  readonly targets: readonly string[]
  /** What the monitor knew of it when it was handed over. */
  readonly before: { readonly status: BatchStatus; readonly percent: number }
  private readonly reporter: Reporter
  private controller: AbortController | null = null
  private isRevoked = false
  private stand: { status: BatchStatus; percent: number; message: string } = {
    status: 'pending',
    percent: 0,
    message: '',
  }

  constructor(reporter: Reporter, taskId: number, { batchId, targets, status, progress }: LoadedBatch) {
    this.reporter = reporter
    this.taskId = taskId
    this.batchId = batchId
    this.targets = targets
    this.before = { status, percent: progress }
  }

  get status(): BatchStatus {
    return this.stand.status
  }

  /** 0–100 */
  get percent(): number {
    return this.stand.percent
  }

  get message(): string {
    return this.stand.message
  }

  /** Whether it is somebody else's by now: stop working at it. */
  get revoked(): boolean {
    return this.isRevoked
  }

  /** Aborted when it is revoked. */
  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController()
      if (this.isRevoked) this.controller.abort()
    }
    return this.controller.signal
  }

  /** It is under way, so far: 0–100. What is no number is taken as nothing new. */
  progress(percent: number, message = ''): void {
    const far = Math.min(100, Math.max(0, percent))
    this.say('running', Number.isNaN(far) ? this.percent : far, message)
  }

  /** It is done. This is never lost, whatever becomes of the connection. */
  complete(message = ''): void {
    this.say('completed', 100, message)
  }

  /** Something is wrong with it; how far it was stays. */
  error(message: string | Error): void {
    this.say('error', this.percent, messageOf(message))
  }

  /** It waits for its turn. */
  pending(message = ''): void {
    this.say('pending', 0, message)
  }

  /** Goes on where it was left, by this program before it was started again or by another consumer; the next heartbeat says so. */
  resume({ status, percent }: { readonly status: BatchStatus; readonly percent: number } = this.before): void {
    this.stand = { status, percent, message: '' }
  }

  /** Something is wrong with one of its targets (WS-27). */
  targetError(target: string, message: string | Error): void {
    if (!this.revoked) this.reporter.reportTarget(target, 'error', messageOf(message))
  }

  /** One of its targets is done. @param value shown beside it */
  targetDone(target: string, value?: number | string): void {
    if (!this.revoked) this.reporter.reportTarget(target, 'completed', '', value)
  }

  /** For the session only. */
  revoke(): void {
    this.isRevoked = true
    this.controller?.abort()
  }

  private say(status: BatchStatus, percent: number, message: string): void {
    if (this.revoked) return
    this.stand = { status, percent, message: messageOf(message) }
    this.reporter.report(this)
  }
}
