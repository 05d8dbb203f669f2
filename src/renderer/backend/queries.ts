import { MutationCache, QueryClient } from '@tanstack/react-query'

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** What goes wrong is shown where it was asked for, and not announced. */
      readonly isShown?: boolean
    }
  }
}

/**
 * Everything that is asked of the monitor goes through this. An answer stays as it is for as long as it is shown, and is
 * forgotten then: what changes comes as a change of the fleet, and nothing is asked for again because the window has the
 * focus or the machine its network back – the monitor may well be on this machine. A failure is shown, not tried again.
 * @param onFailure told what goes wrong with what the operator does
 */
export function createQueries(onFailure: (error: unknown) => void): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, { meta }) => {
        if (!meta?.isShown) onFailure(error)
      },
    }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: Infinity,
        gcTime: 0,
        structuralSharing: false,
      },
      mutations: { networkMode: 'always', gcTime: 0 },
    },
  })
}
