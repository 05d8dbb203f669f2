import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useBackend, wordsOf } from '../../../backend/context.ts'
import { useSession } from '../../../backend/sessions.ts'
import { useFleet, usePaused } from '../../../stores/fleet.ts'
import { askAfter, type LogTail, unread, withAnswer } from './log-tail.ts'

/** How often it is asked for more: whoever reads less often than the lease lasts is no reader (WS-29). */
const POLL_MS = 1000

/**
 * `[WS-29]` The log of a consumer as it goes on: to read it is to ask the consumer for it. It is not read while the page is
 * hidden or paused, nor without the monitor; what is there stays. It is forgotten when it is shown no more.
 */
export function useLogTail(consumerId: string): { readonly tail: LogTail | null; readonly problem: string | null } {
  const backend = useBackend()
  const queries = useQueryClient()
  const session = useSession()
  const isPaused = usePaused()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const key = ['log', consumerId] as const
  const { data } = useQuery<LogTail, Error, LogTail, typeof key>({
    queryKey: key,
    queryFn: async () => {
      const tail = queries.getQueryData<LogTail>(key) ?? unread
      try {
        const after = askAfter(tail, session)
        const answer = await backend.call('log.read', { consumer_id: consumerId, ...(after > 0 && { after }) })
        return withAnswer(tail, session, answer)
      } catch (fault) {
        return { ...tail, fault }
      }
    },
    enabled: isLive && !isPaused,
    staleTime: 0,
    refetchInterval: POLL_MS,
    refetchIntervalInBackground: false,
  })
  return { tail: data ?? null, problem: data && data.fault !== null ? wordsOf(data.fault) : null }
}
