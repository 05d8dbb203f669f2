import type { AuditThread } from '../events/audit-log.ts'
import type { Delivery } from './delivery.ts'
import type { ChannelState, DeliveryRow, DeliveryWrite } from './delivery-store.ts'

/** How long a disk that refuses to write is left alone before the next attempt, ms. */
const RETRY_DELAY_MS = 2000

interface Parts {
  /** They are kept in the audit log's file: a disk that refuses it is an alert of the audit log (EV-6). */
  readonly thread: Pick<AuditThread, 'call'>
  /** Only forward, ms. */
  readonly steady: () => number
  /** Numbers of messages that are on disk. */
  readonly onDisk: readonly number[]
}

/** What is to be written, the newest of each. */
interface Pending {
  readonly deliveries: Map<number, Delivery>
  readonly gone: Set<number>
  readonly states: Map<string, ChannelState>
  readonly channelsGone: Set<string>
}

/**
 * `[CN-5]` Carries messages and what became of them to the thread that keeps them: what is put between two ticks is on disk
 * together or not at all. A disk that refuses holds nothing up: what waits for it is sent all the same.
 */
export class DeliveryLog {
  private readonly parts: Parts
  private pending: Pending = nothing()
  private writing: Promise<void> | null = null
  private retryAt = -Infinity
  private hasFailed = false
  /** Those whose message is on disk. */
  private readonly onDisk: Set<number>

  constructor(parts: Parts) {
    this.parts = parts
    this.onDisk = new Set(parts.onDisk)
  }

  put(delivery: Delivery): void {
    this.pending.deliveries.set(delivery.delivery_id, delivery)
  }

  drop(deliveryId: number): void {
    this.pending.deliveries.delete(deliveryId)
    this.pending.gone.add(deliveryId)
  }

  putState(state: ChannelState): void {
    this.pending.states.set(state.name, state)
  }

  /** Nothing is kept of it; what is put of one of this name afterwards is. */
  dropChannel(name: string): void {
    const { deliveries, states, channelsGone } = this.pending
    for (const [id, { channel }] of deliveries) if (channel === name) deliveries.delete(id)
    states.delete(name)
    channelsGone.add(name)
  }

  /** Disk before voice, where the disk takes it: whether a message may be sent. */
  maySend(deliveryId: number): boolean {
    return this.hasFailed || this.onDisk.has(deliveryId)
  }

  /** Hands over what is to be written; at most one write is under way. */
  tick(): void {
    const now = this.parts.steady()
    if (this.writing || isEmpty(this.pending) || now < this.retryAt) return
    this.writing = this.write(now).finally(() => (this.writing = null))
  }

  /** Everything so far is on disk when this is done, or the disk has refused it. */
  async settled(): Promise<void> {
    await this.writing
    this.retryAt = -Infinity
    this.tick()
    await this.writing
  }

  private async write(now: number): Promise<void> {
    const { pending } = this
    this.pending = nothing()
    try {
      await this.parts.thread.call('writeDeliveries', this.handedOver(pending))
      this.hasFailed = false
      for (const [id, { state }] of pending.deliveries) {
        if (state === 'delivered') this.onDisk.delete(id)
        else this.onDisk.add(id)
      }
      for (const id of pending.gone) this.onDisk.delete(id)
    } catch {
      this.hasFailed = true
      this.retryAt = now + RETRY_DELAY_MS
      this.pending = merged(pending, this.pending)
    }
  }

  private handedOver({ deliveries, gone, states, channelsGone }: Pending): DeliveryWrite {
    const rows = [...deliveries.values()].map(({ message, ...delivery }): DeliveryRow => {
      const isKept = this.onDisk.has(delivery.delivery_id) || delivery.state === 'delivered'
      return { ...delivery, kind: message.kind, ...(!isKept && { message }) }
    })
    return { deliveries: rows, gone: [...gone], states: [...states.values()], channelsGone: [...channelsGone] }
  }
}

function nothing(): Pending {
  return { deliveries: new Map(), gone: new Set(), states: new Map(), channelsGone: new Set() }
}

function isEmpty({ deliveries, gone, states, channelsGone }: Pending): boolean {
  return deliveries.size + gone.size + states.size + channelsGone.size === 0
}

/** What the disk refused, and what came meanwhile, which says more of the same. */
function merged(older: Pending, newer: Pending): Pending {
  const isOver = (channel: string) => newer.channelsGone.has(channel)
  const deliveries = [...older.deliveries].filter(([id, { channel }]) => !isOver(channel) && !newer.gone.has(id))
  const states = [...older.states].filter(([name]) => !isOver(name))
  return {
    deliveries: new Map([...deliveries, ...newer.deliveries]),
    gone: new Set([...older.gone, ...newer.gone]),
    states: new Map([...states, ...newer.states]),
    channelsGone: new Set([...older.channelsGone, ...newer.channelsGone]),
  }
}
