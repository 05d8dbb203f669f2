import type { ProcedureInput, ProcedureResult } from '../../../contract/procedures.ts'
import { type EventFeed, firstPage, withNews } from './event-feed.ts'
import type { EventQuery } from './event-query.ts'

/** So many news come with one answer at most. */
const MAX_NEWS = 1000

/** The end of the log, as it is followed. */
export interface EventTail {
  /** Of which filters. */
  readonly filtersKey: string
  readonly query: EventQuery
  /** The last event of all that was there when it was asked for. */
  readonly seen: number
  /** Null where it could not be had yet. */
  readonly feed: EventFeed | null
  /** Why it is not up to date; null where it is. */
  readonly fault: unknown
}

interface Following {
  /** The tail as it is at the moment; undefined before the first answer. */
  readonly known: () => EventTail | undefined
  readonly begin: () => Pick<EventTail, 'filtersKey' | 'query'>
  readonly pageSize: number
  readonly ask: (query: ProcedureInput<'events.query'>) => Promise<ProcedureResult<'events.query'>>
}

/**
 * The tail with what came since the last time; from the start where there was none, or where the log is another one. What
 * cannot be had is a fault of the tail: what is there stays, and it is asked for again.
 */
export async function advanceTail({ known, begin, pageSize, ask }: Following): Promise<EventTail> {
  const before = known()
  const beginning = { ...begin(), seen: 0, feed: null, fault: null }
  try {
    if (before?.feed) {
      const answer = await ask({ ...before.query, after: before.seen, limit: MAX_NEWS })
      if (answer.newest >= before.seen) {
        // Older ones may have come meanwhile, and news been shown.
        const tail = known() ?? before
        const isSame = answer.newest === tail.seen && tail.fault === null
        return isSame || !tail.feed
          ? tail
          : { ...tail, seen: answer.newest, feed: withNews(tail.feed, answer), fault: null }
      }
    }
    const answer = await ask({ ...beginning.query, limit: pageSize })
    return { ...beginning, seen: answer.newest, feed: firstPage(answer) }
  } catch (fault) {
    return { ...(known() ?? beginning), fault }
  }
}
