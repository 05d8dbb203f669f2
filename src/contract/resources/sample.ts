/** One point of the progress chart, over all planned batches. */
export interface Sample {
  at: number
  pending: number
  running: number
  completed: number
  error: number
  /** Mean progress of all planned batches, 0–100. */
  progress: number
}
