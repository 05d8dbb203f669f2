import { useState } from 'react'
import type { ProcedureInput } from '../../../contract/procedures.ts'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import { useCall } from '../../backend/use-call.ts'

/**
 * A preview that can be applied.
 * @param params null where there is nothing to plan yet
 * @param revision with another one it is made anew: what it follows from beside the epoch is another
 */
export function usePlanPreview<M extends 'sync.preview' | 'rollback.preview' | 'undo.preview'>(
  method: M,
  params: ProcedureInput<M> | null,
  revision = 0,
) {
  const { answer, problem, replace } = useCall<'sync.preview' | 'rollback.preview' | 'undo.preview'>(method, params, {
    dependsOn: [revision],
  })
  const [fresh, setFresh] = useState<PlanPreview | null>(null)
  return {
    preview: answer,
    problem,
    /** It is not what was looked at first: that was made for an epoch that is gone. */
    isStale: answer !== null && answer === fresh,
    /** Puts the fresh one in its place. */
    refresh: (preview: PlanPreview) => {
      setFresh(preview)
      replace(preview)
    },
  }
}
