import { useCallback, useEffect, useRef, useState } from 'react'
import { useBackend, wordsOf } from '../../backend/context.tsx'
import { fleetStore, isPausedNow, useFleet } from '../../stores/fleet.ts'
import type { RouteParams } from '../../stores/route.ts'
import { type EventFeed, firstPage, withNews, withNewsShown, withOlder } from './event-feed.ts'
import { type EventQuery, eventQueryOf } from './event-query.ts'

/** How often the log is asked for more where no update says that something happened, ms. */
const POLL = 1000
const MOST_NEWS = 1000

interface FollowedEvents {
  /** Null before the first answer. */
  readonly feed: EventFeed | null
  /** The filters are others by now: what is shown is about to be replaced. */
  readonly isStale: boolean
  readonly problem: string | null
  readonly isLoadingOlder: boolean
  readonly showNews: () => void
  readonly loadOlder: () => void
}

/**
 * The newest events that match, and from then on what comes.
 * @param filters as they stand in the address
 * @param isHeld keeps new ones back until they are asked for
 */
export function useEventFeed(filters: RouteParams, pageSize: number, isHeld: boolean): FollowedEvents {
  const backend = useBackend()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const [shown, setShown] = useState<{ key: string; feed: EventFeed } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isLoadingOlder, setLoadingOlder] = useState(false)
  /** A span counts back from when it was chosen: what is shown then only grows. */
  const asked = useRef<EventQuery>({})
  /** How far the log is known of these filters. */
  const place = useRef<{ key: string; seen: number } | null>(null)
  const key = JSON.stringify(filters)

  // From the start with other filters, and when the connection is back: the log may be another one. Not while paused
  // (UI-1): then what came meanwhile is held back like everything else.
  useEffect(() => {
    if (!isLive) return undefined
    const query = currentQuery(JSON.parse(key) as RouteParams)
    asked.current = query
    let isCurrent = true
    const isPaused = isPausedNow()
    let seen = isPaused && place.current?.key === key ? place.current.seen : null
    let timer: ReturnType<typeof setTimeout> | undefined
    let isAsking = false
    async function poll(): Promise<void> {
      clearTimeout(timer)
      isAsking = true
      try {
        const isFirst = seen === null
        const from = seen === null ? { limit: pageSize } : { after: seen, limit: MOST_NEWS }
        const answer = await backend.call('events.query', { ...query, ...from })
        if (!isCurrent) return
        if (seen !== null && answer.newest < seen) {
          seen = null
          timer = setTimeout(() => void poll(), 0)
          return
        }
        seen = answer.newest
        place.current = { key, seen }
        setShown((known) => ({ key, feed: isFirst || !known ? firstPage(answer) : withNews(known.feed, answer) }))
        setProblem(null)
      } catch (error) {
        if (isCurrent) setProblem(wordsOf(error))
      }
      isAsking = false
      if (isCurrent) timer = setTimeout(() => void poll(), POLL)
    }
    void poll()
    // What a console is told of is in the log before it can ask.
    const endUpdates = fleetStore.subscribe(({ receivedAt }, before) => {
      if (receivedAt !== before.receivedAt && !isAsking) void poll()
    })
    return () => {
      isCurrent = false
      endUpdates()
      clearTimeout(timer)
    }
  }, [backend, key, isLive, pageSize])

  const showNews = useCallback(() => setShown((known) => known && { ...known, feed: withNewsShown(known.feed) }), [])
  if (shown !== null && shown.feed.news.length > 0 && !isHeld) {
    setShown({ ...shown, feed: withNewsShown(shown.feed) })
  }

  const older = shown?.feed.older ?? null
  const loadOlder = useCallback(() => {
    if (older === null) return
    setLoadingOlder(true)
    backend
      .call('events.query', { ...asked.current, before: older, limit: pageSize })
      .then(
        // Not where others have taken the place of the rows meanwhile.
        (answer) =>
          setShown((known) =>
            known?.key === key && known.feed.older === older ? { key, feed: withOlder(known.feed, answer) } : known,
          ),
        (error: unknown) => setProblem(wordsOf(error)),
      )
      .finally(() => setLoadingOlder(false))
  }, [backend, key, older, pageSize])

  return {
    feed: shown?.feed ?? null,
    isStale: shown !== null && shown.key !== key,
    problem,
    isLoadingOlder,
    showNews,
    loadOlder,
  }
}

/** What these filters ask for now, by the monitor's clock. */
export function currentQuery(filters: RouteParams): EventQuery {
  return eventQueryOf(filters, Date.now() + fleetStore.getState().clockOffset)
}
