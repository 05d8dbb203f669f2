import type { ConsumerState } from '../src/contract/resources/consumer.ts'

/** The monitor looks at the time this often, ms. */
export const BEAT = 500
/** A lost consumer is forgotten after this time, ms: shorter than in life, to get there. */
export const RETENTION = 300_000

interface ModelConsumer {
  state: ConsumerState
  /** Of the socket that speaks for it. */
  socket: number | null
  heardAt: number
  since: number
  /** Since the last restart a lost one has half of its time left at least. */
  isLostFrom?: number
  interval: number
  isDrained: boolean
}

interface ModelTask {
  epochs: number
  targets: number
  /** Who the current epoch counts with; null before the first. */
  members: readonly string[] | null
}

/**
 * What PROTOCOL.md says of liveness and of who is a member, written down as plainly as it stands there: the reference
 * that `fleet.model.test.ts` compares the engine with. It shares no code with it.
 */
export class Model {
  now = 0
  readonly consumers = new Map<string, ModelConsumer>()
  readonly tasks: Record<1 | 2, ModelTask> = {
    1: { epochs: 0, targets: 0, members: null },
    2: { epochs: 0, targets: 0, members: null },
  }
  /** Which consumer each open socket speaks for; null where it speaks for none, or was replaced. */
  readonly sockets = new Map<number, string | null>()
  nextSocket = 1
  /** When the members changed first and last without having settled since. */
  private unsettled: { first: number; last: number } | null = null

  get members(): string[] {
    const alive = [...this.consumers].filter(([, { state, isDrained }]) => state !== 'lost' && !isDrained)
    return alive.map(([id]) => id).toSorted()
  }

  isDue(taskId: 1 | 2): boolean {
    const { members } = this.tasks[taskId]
    return members !== null && members.join() !== this.members.join()
  }

  /** Whatever happens: if the members are others after it, that has to settle. */
  happen(what: () => void): void {
    const before = this.members.join()
    what()
    if (this.members.join() === before) return
    this.unsettled = { first: this.unsettled?.first ?? this.now, last: this.now }
  }

  publish(taskId: 1 | 2): void {
    this.tasks[taskId].epochs++
    this.tasks[taskId].members = this.members
  }

  beat(): void {
    this.now += BEAT
    this.happen(() => {
      for (const [id, consumer] of this.consumers) this.age(id, consumer)
    })
    if (!this.unsettled) return
    const { first, last } = this.unsettled
    if (this.now < last + 1000 && this.now < first + 5000) return
    this.unsettled = null
    if (this.isDue(1)) this.publish(1)
  }

  /** Nobody is connected; what had not settled is made up for. */
  restart(): void {
    this.sockets.clear()
    for (const consumer of this.consumers.values()) {
      consumer.socket = null
      if (consumer.state === 'lost') {
        consumer.isLostFrom = Math.max(consumer.since, this.now - RETENTION / 2)
        continue
      }
      consumer.state = 'offline'
      consumer.since = this.now
    }
    const isDue = this.isDue(1) || this.isDue(2)
    this.unsettled = isDue ? { first: this.now, last: this.now } : null
  }

  private age(id: string, consumer: ModelConsumer): void {
    const silence = this.now - consumer.heardAt
    const isConnected = consumer.socket !== null
    const become = (state: ConsumerState) => {
      if (consumer.state === state) return
      consumer.state = state
      consumer.since = this.now
      consumer.isLostFrom = this.now
    }
    if (consumer.state === 'lost') {
      if (!isConnected && this.now - (consumer.isLostFrom ?? consumer.since) >= RETENTION) this.consumers.delete(id)
    } else if (!isConnected) {
      if (this.now - consumer.since >= 60_000) become('lost')
    } else if (silence >= Math.max(90_000, 3 * consumer.interval)) become('lost')
    else if (silence >= Math.max(45_000, 1.5 * consumer.interval)) become('suspect')
  }
}
