import type { DemoState } from '../contract/resources/server.ts'
import type { DemoContext, DemoFleet, StartDemoFleet } from '../demo/demo-context.ts'
import { refusal } from '../contract/refusal.ts'

/** Starts and stops the demo fleet, where whoever started the monitor brought one. */
export class DemoControl {
  private readonly launch: StartDemoFleet | undefined
  private readonly context: () => DemoContext
  private readonly listeners = new Set<() => void>()
  private fleet: DemoFleet | null = null
  private present: DemoState

  /** @param context asked for with each start */
  constructor(start: StartDemoFleet | undefined, context: () => DemoContext) {
    this.launch = start
    this.context = context
    this.present = start ? 'stopped' : 'absent'
  }

  get state(): DemoState {
    return this.present
  }

  /** Told when it is in another state. @returns what ends it */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** @throws {BatchdeckError} `CONFLICT` where there is none, or it runs already */
  async start(): Promise<void> {
    if (!this.launch) throw refusal('demo_absent')
    if (this.state !== 'stopped') throw refusal('demo_not_stopped', { demo: this.state })
    this.enter('starting')
    try {
      this.fleet = await this.launch(this.context())
      this.enter('running')
    } catch (error) {
      this.enter('stopped')
      throw error
    }
  }

  /** Does nothing where none runs. */
  async stop(): Promise<void> {
    if (!this.fleet) return
    const fleet = this.fleet
    this.fleet = null
    this.enter('stopping')
    try {
      await fleet.stop()
    } finally {
      this.enter('stopped')
    }
  }

  private enter(state: DemoState): void {
    this.present = state
    for (const listener of this.listeners) listener()
  }
}
