import { hashKey, queryOptions } from '@tanstack/react-query'
import type { ConsoleApi, ProcedureName, ProcedureInput, ProcedureResult } from '../../contract/procedures.ts'

/** What is asked, and all that its answer depends on: an answer is shown under its own key only. */
export type CallKey<M extends ProcedureName> = readonly [
  method: M,
  params: ProcedureInput<M> | null,
  dependsOn: readonly (number | string)[],
  session: number,
]

export interface CallOptions<M extends ProcedureName> {
  /** What the answer depends on besides the parameters, mostly the epoch. */
  readonly dependsOn?: readonly (number | string)[]
  /** False where it has to wait. */
  readonly isEnabled?: boolean
  /** How long an answer is remembered when it is not shown any more, ms; else not at all. */
  readonly rememberedMs?: number
  /** How often it is asked for again while it is shown, ms: for what no change of the fleet tells of. */
  readonly everyMs?: number | undefined
  /** Whether the last answer may stay until there is the next, so that nothing flickers. @param key of what it answered */
  readonly keeps?: (answer: ProcedureResult<M>, key: CallKey<M>) => boolean
}

/**
 * How the library is to ask for it. The console API has no abort on the wire: what nobody waits for any more is answered
 * all the same, and that answer is ignored.
 * @param params null where there is nothing to ask for
 */
export function callOptions<M extends ProcedureName>(
  backend: Pick<ConsoleApi, 'call'>,
  session: number,
  method: M,
  params: ProcedureInput<M> | null,
  { dependsOn = [], isEnabled = true, rememberedMs = 0, everyMs, keeps }: CallOptions<M> = {},
) {
  const key: CallKey<M> = [method, params, dependsOn, session]
  return queryOptions<ProcedureResult<M>, Error, ProcedureResult<M>, CallKey<M>>({
    queryKey: key,
    queryFn: () => backend.call(method, params as ProcedureInput<M>),
    enabled: isEnabled && params !== null,
    gcTime: rememberedMs,
    refetchInterval: everyMs ?? false,
    placeholderData(before, query) {
      if (before === undefined || !query) return undefined
      // In another session only: the data of a fleet are not taken away because its monitor was lost for a moment.
      const isSame = hashKey(query.queryKey.slice(0, 3)) === hashKey(key.slice(0, 3))
      return isSame || keeps?.(before, query.queryKey) ? before : undefined
    },
  })
}
