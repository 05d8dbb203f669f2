/** Up to where somebody knows everything that a feed has told: the way to go on after a gap or a lost connection. */
export interface FeedPlace {
  readonly feed: string
  readonly seq: number
}

/**
 * Over an open socket, or IPC: begins anew after a place; null asks for a snapshot. It replaces the subscription before. A
 * socket subscribes as it opens, after the place that its address names (see {@link placeQuery}).
 */
export interface SubscribeMessage {
  readonly type: 'subscribe'
  readonly after: FeedPlace | null
}

/** A place in the query of a socket's address. */
export function placeQuery({ feed, seq }: FeedPlace): string {
  return `feed=${encodeURIComponent(feed)}&seq=${seq}`
}

/** The place that the query of an address names; null where it names none. */
export function placeOfQuery(query: string): FeedPlace | null {
  const feed = /(?:^|&)feed=([\w-]+)(?:&|$)/.exec(query)?.[1]
  const seq = /(?:^|&)seq=(\d+)(?:&|$)/.exec(query)?.[1]
  return readPlace({ feed, seq: Number(seq) })
}

/** A place that somebody sent; null where it is none, which asks for a snapshot. */
export function readPlace(value: unknown): FeedPlace | null {
  const { feed, seq } = (value ?? {}) as Partial<FeedPlace>
  return typeof feed === 'string' && feed !== '' && Number.isSafeInteger(seq) ? { feed, seq: seq as number } : null
}
