import type { ProcedureResult } from '../../../contract/procedures.ts'
import type { EventResource } from '../../../contract/events.ts'

/** Rows that are kept, so that a screen that is open for a week stays as quick as it was. */
const MAX_ROWS = 5000

type Answer = ProcedureResult<'events.query'>

/** The log as far as it is shown, newest first. */
export interface EventFeed {
  readonly rows: readonly EventResource[]
  /** Where older ones begin (`before`); null where there are none. */
  readonly older: number | null
  /** Newer ones that are held back. */
  readonly news: readonly EventResource[]
  /** Set where too much came at once: the news do not follow the rows without a gap, but this. */
  readonly gap: number | null
  /** `[EV-11]` Where a search was left off because it took too long, ms; older ones may match. Null where it was not. */
  readonly scannedTo: number | null
}

export function firstPage({ events, next, scanned_to }: Answer): EventFeed {
  return { rows: events, older: next, news: [], gap: null, scannedTo: scanned_to ?? null }
}

/** What came since the last time, newest first, as far as it was answered; it is held back. */
export function withNews(feed: EventFeed, { events, next }: Answer): EventFeed {
  if (events.length === 0) return feed
  // There is more in between than one answer holds: it can be loaded as older ones are.
  if (next !== null) return { ...feed, news: events, gap: next }
  const news = [...events, ...feed.news]
  if (news.length <= MAX_ROWS) return { ...feed, news }
  const kept = news.slice(0, MAX_ROWS)
  return { ...feed, news: kept, gap: kept.at(-1)!.seq }
}

/** Shows what was held back. */
export function withNewsShown({ rows, older, news, gap, scannedTo }: EventFeed): EventFeed {
  const all = gap === null ? [...news, ...rows] : news
  const shown = all.slice(0, MAX_ROWS)
  const isCut = shown.length < all.length
  const isWhole = !isCut && gap === null
  return {
    rows: shown,
    older: isCut ? shown.at(-1)!.seq : (gap ?? older),
    news: [],
    gap: null,
    scannedTo: isWhole ? scannedTo : null,
  }
}

export function withOlder(feed: EventFeed, { events, next, scanned_to }: Answer): EventFeed {
  return { ...feed, rows: [...feed.rows, ...events], older: next, scannedTo: scanned_to ?? null }
}
