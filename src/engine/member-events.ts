/** Why a consumer entered or left the member list (LV-3). */
export type MemberEvent =
  | {
      readonly kind: 'joined' | 'returned' | 'left' | 'drained' | 'undrained' | 'restored'
      readonly consumer_id: string
    }
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

  /** Of each consumer the latest counts. */
  note(event: MemberEvent, now: number): void {
    if (this.events.size === 0) this.firstAt = now
    this.lastAt = now
    this.events.delete(event.consumer_id)
    this.events.set(event.consumer_id, event)
  }

  /** Those that have not settled yet. */
  pending(): Iterable<MemberEvent> {
    return this.events.values()
  }

  /** All of them once they have settled, and only once; none before. */
  take(now: number): readonly MemberEvent[] {
    if (this.events.size === 0) return []
    const { memberDebounce, memberDebounceMax } = this.debounce
    if (now < Math.min(this.lastAt + memberDebounce, this.firstAt + memberDebounceMax)) return []
    const events = [...this.events.values()]
    this.events.clear()
    return events
  }
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
      return members.has(consumer_id)
    case 'restored':
      return true
  }
}

const NAMED = 3

/** `[EP-5]` The cause of an epoch in words: "consumer-7 lost, silent for 93 s; a, b, c and 5 more joined". */
export function describeMemberEvents(events: readonly MemberEvent[]): string {
  const parts: string[] = []
  for (const [kind, group] of Map.groupBy(events, (event) => event.kind)) {
    const names = group.map((event) => event.consumer_id).toSorted()
    const more = names.length - NAMED
    const listed = more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ')
    const [only] = group
    switch (kind) {
      case 'restored':
        parts.push('members changed before the restart')
        break
      case 'lost': {
        const silence = group.length === 1 && only?.kind === 'lost' ? only.silence : null
        parts.push(`${listed} lost${silence === null ? '' : `, silent for ${Math.round(silence / 1000)} s`}`)
        break
      }
      case 'drained':
        parts.push(`${listed} drained by an operator`)
        break
      case 'undrained':
        parts.push(`${listed} back from drain`)
        break
      case 'joined':
      case 'returned':
      case 'left':
        parts.push(`${listed} ${kind}`)
        break
    }
  }
  return parts.join('; ')
}
