import { useCallback, useEffect, useState } from 'react'
import type { ConsoleParams } from '../../../core/console-api.ts'
import { useBackend, wordsOf } from '../../backend/context.tsx'
import { useFleet } from '../../stores/fleet.ts'
import { type EventFeed, firstPage, withNews, withNewsShown, withOlder } from './event-feed.ts'

/** How often the log is asked for more, ms. */
const POLL = 1000
const MOST_NEWS = 1000

/** What is asked for besides the place in the log. */
export type EventQuery = Omit<ConsoleParams<'events.query'>, 'after' | 'before' | 'order' | 'limit'>

interface FollowedEvents {
  /** Null before the first answer. */
  readonly feed: EventFeed | null
  readonly problem: string | null
  readonly isLoadingOlder: boolean
  readonly showNews: () => void
  readonly loadOlder: () => void
}

/**
 * The newest events that match, and from then on what comes.
 * @param isHeld keeps new ones back until they are asked for
 */
export function useEventFeed(query: EventQuery, pageSize: number, isHeld: boolean): FollowedEvents {
  const backend = useBackend()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const [feed, setFeed] = useState<EventFeed | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isLoadingOlder, setLoadingOlder] = useState(false)
  const key = JSON.stringify(query)

  // From the start when the connection is back: the log may be another one.
  useEffect(() => {
    if (!isLive) return undefined
    const wanted = JSON.parse(key) as EventQuery
    let isCurrent = true
    let seen: number | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    async function poll(): Promise<void> {
      try {
        const isFirst = seen === null
        const place = seen === null ? { limit: pageSize } : { after: seen, limit: MOST_NEWS }
        const answer = await backend.call('events.query', { ...wanted, ...place })
        if (!isCurrent) return
        seen = answer.newest
        setFeed((known) => (isFirst || !known ? firstPage(answer) : withNews(known, answer)))
        setProblem(null)
      } catch (error) {
        if (isCurrent) setProblem(wordsOf(error))
      }
      if (isCurrent) timer = setTimeout(() => void poll(), POLL)
    }
    void poll()
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [backend, key, isLive, pageSize])

  const showNews = useCallback(() => setFeed((known) => known && withNewsShown(known)), [])
  if (feed !== null && feed.news.length > 0 && !isHeld) setFeed(withNewsShown(feed))

  const older = feed?.older ?? null
  const loadOlder = useCallback(() => {
    if (older === null) return
    setLoadingOlder(true)
    backend
      .call('events.query', { ...(JSON.parse(key) as EventQuery), before: older, limit: pageSize })
      .then(
        // Not where new ones have taken the place of the rows meanwhile.
        (answer) => setFeed((known) => (known?.older === older ? withOlder(known, answer) : known)),
        (error: unknown) => setProblem(wordsOf(error)),
      )
      .finally(() => setLoadingOlder(false))
  }, [backend, key, older, pageSize])

  return { feed, problem, isLoadingOlder, showNews, loadOlder }
}
