import { hashKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { isOutage, useBackend, wordsOf } from '../../backend/context.ts'
import { useSession } from '../../backend/sessions.ts'
import { fleetStore, useFleet } from '../../stores/fleet.ts'
import type { RouteParams } from '../../stores/route.ts'
import { type EventFeed, withNewsShown, withOlder } from './event-feed.ts'
import { type EventQuery, eventQueryOf } from './event-query.ts'
import { advanceTail, type EventTail } from './event-tail.ts'

/** How often the log is asked for more where no update says that something happened. */
const POLL_MS = 1000

export interface FollowedEvents {
  /** Null before the first answer. */
  readonly feed: EventFeed | null
  /** The filters are others by now: what is shown is about to be replaced. */
  readonly isStale: boolean
  readonly problem: string | null
  readonly isLoadingOlder: boolean
  readonly showNews: () => void
  readonly loadOlder: () => void
}

interface Following {
  readonly pageSize: number
  /** Keeps new ones back until they are asked for. */
  readonly isHeld: boolean
  /** Leaves the events of other filters until those of these have come. */
  readonly keepsOthers?: boolean
  /** Whether anything can still come: not where the range has an end that is past. */
  readonly isGoingOn?: boolean
}

/**
 * The newest events that match, and from then on what comes. In another session with the monitor it begins anew: the log
 * may be another one.
 * @param filters as they stand in the address
 */
export function useEventFeed(
  filters: RouteParams,
  { pageSize, isHeld, keepsOthers = false, isGoingOn = true }: Following,
): FollowedEvents {
  const backend = useBackend()
  const queries = useQueryClient()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const key = ['events', filters, pageSize, useSession()] as const
  const filtersKey = hashKey([filters])
  const change = (to: (tail: EventTail) => EventTail) =>
    void queries.setQueryData<EventTail>(key, (tail) => tail && to(tail))

  const { data, refetch } = useQuery<EventTail, Error, EventTail, typeof key>({
    queryKey: key,
    queryFn: () =>
      advanceTail({
        known: () => queries.getQueryData<EventTail>(key),
        // A span counts back from when it was chosen: what is shown then only grows.
        begin: () => ({ filtersKey, query: currentQuery(filters) }),
        pageSize,
        ask: (query) => backend.call('events.query', query),
      }),
    enabled: isLive,
    // What could not be had is asked for again in any case.
    refetchInterval: ({ state }) => (isGoingOn || state.data?.fault ? POLL_MS : false),
    refetchIntervalInBackground: true,
    placeholderData: (last) => (keepsOthers || last?.filtersKey === filtersKey ? last : undefined),
  })

  // What a console is told of is in the log before it can ask.
  useEffect(() => {
    if (!isLive || !isGoingOn) return undefined
    return fleetStore.subscribe(({ receivedAt }, before) => {
      if (receivedAt !== before.receivedAt) void refetch({ cancelRefetch: false })
    })
  }, [isLive, isGoingOn, refetch])

  const feed = data?.feed ?? null
  const trouble = data?.fault ?? null
  const isStale = data !== undefined && data.filtersKey !== filtersKey
  const showNews = () => change((tail) => ({ ...tail, feed: tail.feed && withNewsShown(tail.feed) }))
  const hasNews = !isStale && feed !== null && feed.news.length > 0
  useEffect(() => {
    if (hasNews && !isHeld) showNews()
  })

  const { mutate, isPending } = useMutation({
    mutationFn: ({ query, before }: { query: EventQuery; before: number }) =>
      backend.call('events.query', { ...query, before, limit: pageSize }),
    // Not where others have taken the place of the rows meanwhile.
    onSuccess: (answer, { before }) =>
      change((tail) => (tail.feed?.older === before ? { ...tail, feed: withOlder(tail.feed, answer) } : tail)),
    onError: (fault) => change((tail) => ({ ...tail, fault })),
    meta: { isShown: true },
  })
  const loadOlder = () => {
    if (data && !isStale && feed !== null && feed.older !== null) mutate({ query: data.query, before: feed.older })
  }

  return {
    feed,
    isStale,
    problem: trouble === null || (feed !== null && isOutage(trouble)) ? null : wordsOf(trouble),
    isLoadingOlder: isPending,
    showNews,
    loadOlder,
  }
}

/** What these filters ask for now, by the monitor's clock. */
export function currentQuery(filters: RouteParams): EventQuery {
  return eventQueryOf(filters, Date.now() + fleetStore.getState().clockOffset)
}
