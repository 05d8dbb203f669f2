type Listener<T> = (event: T) => void

/** Who wants to be told of what. */
export class Emitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<Listener<never>>>()
  private readonly onFailure: (error: unknown) => void

  /** @param onFailure told of what a listener throws: it ends nothing */
  constructor(onFailure: (error: unknown) => void) {
    this.onFailure = onFailure
  }

  /** Returns what ends it. */
  on<K extends keyof Events>(type: K, listener: Listener<Events[K]>): () => void {
    const listeners = this.listeners.get(type) ?? new Set()
    this.listeners.set(type, listeners)
    // Who listens twice is told twice.
    const own: Listener<Events[K]> = (event) => listener(event)
    listeners.add(own)
    return () => void listeners.delete(own)
  }

  /** Whether anybody listens. */
  has(type: keyof Events): boolean {
    return (this.listeners.get(type)?.size ?? 0) > 0
  }

  emit<K extends keyof Events>(type: K, event: Events[K]): void {
    for (const listener of [...(this.listeners.get(type) ?? [])] as Listener<Events[K]>[]) {
      try {
        listener(event)
      } catch (error) {
        this.onFailure(error)
      }
    }
  }
}
