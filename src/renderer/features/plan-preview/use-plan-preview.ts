import { useState } from 'react'
import type { ProcedureInput } from '../../../contract/procedures.ts'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import { useCall } from '../../backend/use-call.ts'

/**
 * A preview that can be applied.
 * @param params null where there is nothing to plan yet
 */
export function usePlanPreview<M extends 'sync.preview' | 'rollback.preview' | 'undo.preview'>(
  method: M,
  params: ProcedureInput<M> | null,
) {
  const { answer, problem, replace } = useCall<'sync.preview' | 'rollback.preview' | 'undo.preview'>(method, params)
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
