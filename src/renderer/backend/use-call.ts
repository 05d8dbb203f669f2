import { type QueryObserverResult, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ProcedureName, ProcedureInput, ProcedureResult } from '../../contract/procedures.ts'
import { callOptions, type CallOptions } from './call-options.ts'
import { isOutage, useBackend, wordsOf } from './context.ts'
import { useSession } from './sessions.ts'

/** Something asked of the monitor. Neither an answer nor a problem: it is on its way, or has nothing to ask for yet. */
export interface Call<M extends ProcedureName> {
  readonly answer: ProcedureResult<M> | null
  /** It answers what was asked before; the next answer is on its way. */
  readonly isOld: boolean
  /** What went wrong, in words. */
  readonly problem: string | null
  readonly again: () => void
}

/**
 * Asks the monitor for something to show, again whenever the question or what it depends on is another one, or the
 * connection is back. A late answer to another question is never shown.
 * @param params null where there is nothing to ask for
 */
export function useCall<M extends ProcedureName>(
  method: M,
  params: ProcedureInput<M> | null,
  options?: CallOptions<M>,
): Call<M> & { readonly replace: (answer: ProcedureResult<M>) => void } {
  const queries = useQueryClient()
  const asked = callOptions(useBackend(), useSession(), method, params, options)
  return {
    ...callOf<M>(useQuery(asked)),
    /** Another answer than the one that came, which is known to be newer. */
    replace: (answer) => void queries.setQueryData<ProcedureResult<M>>(asked.queryKey, answer),
  }
}

/** The same for several questions at once, in their order. */
export function useCalls<M extends ProcedureName>(
  method: M,
  questions: readonly { readonly params: ProcedureInput<M>; readonly options?: CallOptions<M> }[],
): readonly Call<M>[] {
  const backend = useBackend()
  const session = useSession()
  const results = useQueries({
    queries: questions.map(({ params, options }) => callOptions(backend, session, method, params, options)),
  })
  return results.map((result) => callOf<M>(result as QueryObserverResult<ProcedureResult<M>>))
}

function callOf<M extends ProcedureName>(result: QueryObserverResult<ProcedureResult<M>>): Call<M> {
  const { data, error, isPlaceholderData, refetch } = result
  const fault = data !== undefined && isOutage(error) ? null : error
  return {
    // What could not be asked for again may be wrong by now; in an outage all is as old as the console says.
    answer: fault === null ? (data ?? null) : null,
    isOld: isPlaceholderData,
    problem: fault === null ? null : wordsOf(fault),
    again: () => void refetch(),
  }
}
