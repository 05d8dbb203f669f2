import type { Sample } from '../contract/resources/sample.ts'
import type { BatchBoard } from './batch-board.ts'
import type { ChangeRecorder } from './change-recorder.ts'

const SAMPLE_INTERVAL_MS = 5000
/** An hour of them. */
const MAX_SAMPLES = 720

/** The progress of all batches over the last hour. */
export class Samples {
  private readonly board: BatchBoard
  private readonly recorder: ChangeRecorder
  private samples: readonly Sample[] = []

  constructor(board: BatchBoard, recorder: ChangeRecorder) {
    this.board = board
    this.recorder = recorder
  }

  /** Oldest first. */
  list(): readonly Sample[] {
    return this.samples
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    this.samples = this.samples.map((sample) => ({ ...sample, at: sample.at + by }))
  }

  tick(now: number): void {
    const last = this.samples.at(-1)
    if (last && now - last.at < SAMPLE_INTERVAL_MS) return
    const sample = this.board.sample(now)
    this.samples = [...this.samples.slice(1 - MAX_SAMPLES), sample]
    this.recorder.sample(sample)
  }
}
