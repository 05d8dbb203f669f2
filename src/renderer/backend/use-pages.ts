import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import type { ProcedureName, ProcedureInput, ProcedureResult } from '../../contract/procedures.ts'
import { useBackend, wordsOf } from './context.ts'
import { useSession } from './sessions.ts'
import { useAction } from './use-command.ts'

interface Paging<M extends ProcedureName> {
  /** What the answers depend on, but for the place. */
  readonly question: readonly (number | string)[]
  /** Where the first page begins. */
  readonly first: number
  readonly ask: (place: number) => ProcedureInput<M>
  /** Where the next page begins; null where there is none. */
  readonly next: (page: ProcedureResult<M>) => number | null
  /** Whether even the first page is fetched only when it is asked for. */
  readonly isOnDemand?: boolean
}

interface Pages<M extends ProcedureName> {
  /** Those that are there, in their order. */
  readonly pages: readonly ProcedureResult<M>[]
  /** Why there is not even the first, in words. */
  readonly problem: string | null
  /** Whether there are more; true before the first has come. */
  readonly hasMore: boolean
  readonly isLoading: boolean
  /** Fetches the next one. What goes wrong is announced. */
  readonly more: () => void
}

/** A long answer, page by page, each when it is asked for. It is another one in another session with the monitor. */
export function usePages<M extends ProcedureName>(
  method: M,
  { question, first, ask, next, isOnDemand = false }: Paging<M>,
): Pages<M> {
  const backend = useBackend()
  const session = useSession()
  const [isLoading, run] = useAction()
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery<
    ProcedureResult<M>,
    Error,
    InfiniteData<ProcedureResult<M>, number>,
    readonly unknown[],
    number
  >({
    queryKey: [method, 'pages', question, session],
    queryFn: ({ pageParam }) => backend.call(method, ask(pageParam)),
    initialPageParam: first,
    getNextPageParam: next,
    enabled: !isOnDemand,
  })
  return {
    pages: data?.pages ?? [],
    problem: data || error === null || isOnDemand ? null : wordsOf(error),
    hasMore: !data || hasNextPage,
    isLoading,
    more: () => void run(() => fetchNextPage({ throwOnError: true })),
  }
}
