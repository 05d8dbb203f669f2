import { BatchdeckError } from '../contract/errors.ts'
import type { ConsoleAnswer } from '../contract/procedures.ts'

interface Pending {
  readonly resolve: (result: never) => void
  readonly reject: (error: BatchdeckError) => void
}

/** Calls that wait for their answers; ids are never used twice, so that no late answer meets another call. */
export class PendingCalls {
  private readonly pending = new Map<number, Pending>()
  private lastId = 0

  /** How many wait. */
  get size(): number {
    return this.pending.size
  }

  /** @returns the answer to come; rejects with what the monitor or {@link rejectAll} says */
  add<T>(send: (id: number) => void): Promise<T> {
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject })
      send(id)
    })
  }

  /** An answer that nobody waits for is ignored. */
  settle(answer: ConsoleAnswer): void {
    const call = this.pending.get(answer.id)
    this.pending.delete(answer.id)
    if (answer.ok) call?.resolve(answer.result as never)
    else call?.reject(BatchdeckError.from(answer.problem))
  }

  rejectAll(error: BatchdeckError): void {
    for (const { reject } of this.pending.values()) reject(error)
    this.pending.clear()
  }
}
