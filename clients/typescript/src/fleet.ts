import type { BatchStatus, Observations } from './protocol.ts'

/** A consumer as `GET /api/consumers` has it; there is more in it than what is named here. */
export interface ObservedConsumer {
  readonly consumer_id: string
  /** `online`, `suspect`, `offline` or `lost` */
  readonly state: string
  /** ms since 1970 */
  readonly state_since: number
  readonly hostname: string | null
  readonly version: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly slots: number
  readonly targets: number
}

export interface ObservedTask {
  readonly task_id: number
  readonly name: string
  readonly epoch: number
  readonly targets: number
  readonly batches: number
}

export interface ObservedBatch {
  readonly batch_id: number
  /** Null where it was never planned here (WS-15). */
  readonly task_id: number | null
  readonly consumer_id: string | null
  readonly status: BatchStatus
  readonly progress: number
  readonly message: string
  readonly targets: readonly string[]
}

/** How a fleet stands: another object whenever anything in it has changed, and the same one otherwise. */
export interface Fleet {
  /** Whether it is kept current; else it is how things were when the connection was lost. */
  readonly isLive: boolean
  readonly consumers: ReadonlyMap<string, ObservedConsumer>
  readonly tasks: ReadonlyMap<number, ObservedTask>
  readonly batches: ReadonlyMap<number, ObservedBatch>
  /** The newest epoch of each task that there was news of, with its state. */
  readonly epochs: ReadonlyMap<number, Observations['epoch']>
}

export const emptyFleet: Fleet = {
  isLive: false,
  consumers: new Map(),
  tasks: new Map(),
  batches: new Map(),
  epochs: new Map(),
}

/** Something that an observer was told. */
export type Observation = { [T in keyof Observations]: { type: T; data: Observations[T] } }[keyof Observations]

/** A fleet of which the parts are changed in place, until it is shown. */
export class FleetDraft {
  readonly consumers: Map<string, ObservedConsumer>
  readonly tasks: Map<number, ObservedTask>
  readonly batches: Map<number, ObservedBatch>
  readonly epochs: Map<number, Observations['epoch']>

  constructor({ consumers, tasks, batches, epochs }: Omit<Fleet, 'isLive'> = emptyFleet) {
    this.consumers = new Map(consumers)
    this.tasks = new Map(tasks)
    this.batches = new Map(batches)
    this.epochs = new Map(epochs)
  }

  /** Takes what was told; whether all of what it means is known now. If not, the monitor is to be asked. */
  take(observation: Observation): boolean {
    switch (observation.type) {
      case 'batch_status':
        return this.takeStatus(observation.data)
      case 'consumer_status':
        return this.takeState(observation.data)
      case 'epoch':
        return this.takeEpoch(observation.data)
      case 'reload_ack':
        return true
    }
  }

  /** A copy that nobody changes. */
  shown(isLive: boolean): Fleet {
    const { consumers, tasks, batches, epochs } = new FleetDraft(this)
    return { isLive, consumers, tasks, batches, epochs }
  }

  private takeStatus({ batch_id, consumer_id, status, progress, message }: Observations['batch_status']): boolean {
    const known = this.batches.get(batch_id)
    // What somebody says of a batch that is another's is stale (WS-16).
    if (known?.task_id != null && known.consumer_id !== consumer_id) return true
    this.batches.set(batch_id, {
      batch_id,
      task_id: null,
      targets: [],
      ...known,
      consumer_id,
      status,
      progress: progress ?? known?.progress ?? 0,
      message,
    })
    return true
  }

  private takeState({ consumer_id, state, timestamp }: Observations['consumer_status']): boolean {
    if (state === 'gone') {
      this.consumers.delete(consumer_id)
      return true
    }
    const known = this.consumers.get(consumer_id)
    this.consumers.set(consumer_id, {
      hostname: null,
      version: null,
      labels: {},
      slots: 0,
      targets: 0,
      ...known,
      consumer_id,
      state,
      state_since: timestamp,
    })
    return known !== undefined
  }

  private takeEpoch(news: Observations['epoch']): boolean {
    this.epochs.set(news.task_id, news)
    return this.tasks.get(news.task_id)?.epoch === news.epoch
  }
}
