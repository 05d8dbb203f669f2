import { useDebouncedValue } from '@mantine/hooks'
import { useMemo } from 'react'
import type { ProcedureInput } from '../../../contract/procedures.ts'
import type { SlotsResource } from '../../../contract/resources/slots.ts'
import { useCall } from '../../backend/use-call.ts'
import { setParams, useParam } from '../../stores/route.ts'

export const MAX_MORE_CONSUMERS = 1000
/** How long a hypothesis stands still before it is asked, ms. */
const TYPING = 120

export interface Hypothesis {
  /** Consumers that would be gone. */
  readonly without: readonly string[]
  /** So many would be new. */
  readonly more: number
  readonly rebalance: boolean
  readonly setWithout: (ids: readonly string[]) => void
}

/** What is asked; it stands in the address, so that the question can be shared. */
export function useHypothesis(): Hypothesis {
  const [withoutParam, moreParam] = [useParam('without'), useParam('more')]
  const rebalance = useParam('rebalance') === '1'
  const without = useMemo(() => (withoutParam === '' ? [] : withoutParam.split(',')), [withoutParam])
  const more = Math.max(0, Math.min(MAX_MORE_CONSUMERS, Math.floor(Number(moreParam)) || 0))
  const setWithout = (ids: readonly string[]) => setParams({ without: ids.join(',') })
  return { without, more, rebalance, setWithout }
}

/** The monitor's answer to a hypothesis; the last one of this task stays until there is another. */
export function useWhatIf({ task_id, epoch }: SlotsResource, { without, more, rebalance }: Hypothesis) {
  const key = JSON.stringify({ task_id, epoch, without, more, rebalance })
  const [asked] = useDebouncedValue(key, TYPING)
  const { epoch: since, ...params } = JSON.parse(asked) as ProcedureInput<'plan.what-if'> & { epoch: number }
  const { answer, isOld, problem } = useCall('plan.what-if', params, {
    dependsOn: [since],
    keeps: (last) => last.task_id === task_id,
  })
  // Slots of another epoch than those shown would make a map that never was: while paused, there is no answer.
  const isOfThis = answer?.task_id === task_id && answer.base_epoch === epoch
  return {
    preview: isOfThis ? answer : null,
    problem,
    /** The plan has gone on meanwhile, and is not shown yet. */
    isOfLater: answer !== null && !isOfThis,
    isPending: isOld || (problem === null && !isOfThis),
  }
}
