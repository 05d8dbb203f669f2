import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ManualPage } from '../../../manual/page.ts'
import { loadManual, type Manual } from '../../features/help/manual.ts'

/** How long after it has failed it is tried again, ms. */
const RETRY_MS = 5000

/** The list of all pages, fetched once; again every 5 s where that failed, as the monitor that has it was away. */
export const useManual = (): UseQueryResult<Manual> => useFetched([], loadManual)

/** The HTML of a page; likewise. */
export function usePageText(manual: Manual, { language, id }: ManualPage): UseQueryResult<string> {
  const name = `${language} ${id}`
  return useFetched([name], () => manual.texts[name]?.() ?? Promise.reject(new Error(name)))
}

function useFetched<T>(key: readonly string[], queryFn: () => Promise<T>): UseQueryResult<T> {
  return useQuery({
    queryKey: ['help', ...key],
    queryFn,
    gcTime: Infinity,
    refetchInterval: ({ state }) => (state.status === 'error' ? RETRY_MS : false),
  })
}
