import type { EpochCause } from '../contract/cause.ts'
import type { Consumer } from './consumer.ts'

/** Why a consumer entered or left the member list (LV-3). */
export type MemberEvent =
  | {
      readonly kind: 'joined' | 'returned' | 'left' | 'drained' | 'undrained' | 'flapping'
      readonly consumer_id: string
    }
  /** Somebody did before a restart. */
  | { readonly kind: 'restored'; readonly consumer_id: string }
  /** `silence` is the time since its last frame in ms. */
  | { readonly kind: 'lost'; readonly consumer_id: string; readonly silence: number }

/** In ms. */
interface Debounce {
  readonly memberDebounce: number
  readonly memberDebounceMax: number
}

/** `[LV-3]` What changed the member list, held back until it has been quiet: the start of a fleet is one epoch, not fifty. */
export class MemberEvents {
  private readonly debounce: Debounce
  private readonly events = new Map<string, MemberEvent>()
  private firstAt = 0
  private lastAt = 0

  constructor(debounce: Debounce) {
    this.debounce = debounce
  }

  /** Those that are held back. */
  get size(): number {
    return this.events.size
  }

  /** Whether the latest of a consumer is that it was lost. */
  isLost(consumerId: string): boolean {
    return this.events.get(consumerId)?.kind === 'lost'
  }

  /** Of each consumer the latest counts. */
  note(event: MemberEvent, now: number): void {
    if (this.events.size === 0) this.firstAt = now
    this.lastAt = now
    this.events.delete(event.consumer_id)
    this.events.set(event.consumer_id, event)
  }

  /**
   * `[EP-5]` What made these members of those before, as it was noted where that has not settled yet.
   * @param otherwise what it looks like of anybody else who is in or out now, if that is of interest
   */
  news(
    before: readonly string[],
    after: readonly string[],
    otherwise: (consumerId: string, isIn: boolean) => MemberEvent | null,
  ): MemberEvent[] {
    const [was, is] = [new Set(before), new Set(after)]
    const changed = [...before.filter((id) => !is.has(id)), ...after.filter((id) => !was.has(id))]
    return changed.flatMap((id): MemberEvent[] => {
      const event = this.events.get(id)
      const news = event && isNews(event, was) ? event : otherwise(id, is.has(id))
      return news ? [news] : []
    })
  }

  /** The clock was set by so many ms: what is held back is held back for as long as before. */
  shift(by: number): void {
    this.firstAt += by
    this.lastAt += by
  }

  /** All of them once they have settled, and only once; none before. */
  drain(now: number): readonly MemberEvent[] {
    if (this.events.size === 0) return []
    const { memberDebounce, memberDebounceMax } = this.debounce
    if (now < Math.min(this.lastAt + memberDebounce, this.firstAt + memberDebounceMax)) return []
    const events = [...this.events.values()]
    this.events.clear()
    return events
  }
}

/**
 * What it looks like that a consumer is a member or is none, where nobody noted how that came.
 * @param consumer undefined where it is not known any more
 */
export function memberEventOf(
  consumerId: string,
  isMember: boolean,
  consumer: Readonly<Consumer> | undefined,
  now: number,
): MemberEvent {
  if (isMember) return { kind: 'joined', consumer_id: consumerId }
  if (consumer?.state === 'lost') return { kind: 'lost', consumer_id: consumerId, silence: now - consumer.lastSeenAt }
  if (consumer && consumer.drainedAt !== null) return { kind: 'drained', consumer_id: consumerId }
  return { kind: consumer && consumer.flappingSince !== null ? 'flapping' : 'left', consumer_id: consumerId }
}

/** Whether an epoch with these members has not counted with the event yet. */
export function isNews({ kind, consumer_id }: MemberEvent, members: ReadonlySet<string>): boolean {
  switch (kind) {
    case 'joined':
    case 'returned':
    case 'undrained':
      return !members.has(consumer_id)
    case 'left':
    case 'lost':
    case 'drained':
    case 'flapping':
      return members.has(consumer_id)
    case 'restored':
      return true
  }
}

/** `[EP-5]` The causes of an epoch: what happened, in the order in which each first did, and to whom. */
export function memberCauses(events: readonly MemberEvent[]): EpochCause[] {
  return Array.from(
    Map.groupBy(events, ({ kind }) => kind),
    ([change, group]): EpochCause => {
      if (change === 'restored') return { kind: 'members', change }
      const sorted = group.toSorted((a, b) => (a.consumer_id < b.consumer_id ? -1 : 1))
      const consumers = sorted.map(({ consumer_id }) => consumer_id)
      if (change !== 'lost') return { kind: 'members', change, consumers }
      const silence = sorted.flatMap((event) => (event.kind === 'lost' ? [Math.round(event.silence)] : []))
      return { kind: 'members', change, consumers, silence }
    },
  )
}
