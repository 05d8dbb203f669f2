/** The newest reload of a task that a connection was sent. */
interface SentReload {
  readonly epoch: number
  at: number
  isAnswered: boolean
}

/** What a connection was told to reload, and whether it has answered (WS-8). */
export class SentReloads {
  private readonly byTask = new Map<number, SentReload>()
  private readonly gone = new Set<number>()

  /** Another goes out. @returns whether the one before it told of the same epoch */
  note(taskId: number, epoch: number, now: number): boolean {
    const isAgain = this.byTask.get(taskId)?.epoch === epoch
    this.byTask.set(taskId, { epoch, at: now, isAnswered: false })
    this.gone.delete(taskId)
    return isAgain
  }

  /** The epoch that an answer without one is for; undefined where nothing was sent. */
  epochOf(taskId: number): number | undefined {
    return this.byTask.get(taskId)?.epoch
  }

  /** @returns how long the answer took, ms; null where it is not the first to the newest reload */
  answer(taskId: number, epoch: number | undefined, now: number): number | null {
    const sent = this.byTask.get(taskId)
    if (!sent || sent.isAnswered || sent.epoch !== epoch) return null
    sent.isAnswered = true
    return now - sent.at
  }

  /** Nothing is remembered of a task that is gone. */
  forget(taskId: number): void {
    this.byTask.delete(taskId)
  }

  /** It is told that the task is gone. */
  noteGone(taskId: number): void {
    this.gone.add(taskId)
  }

  /** Whether it was told so. */
  isGone(taskId: number): boolean {
    return this.gone.has(taskId)
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    for (const sent of this.byTask.values()) sent.at += by
  }
}
