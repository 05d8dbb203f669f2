import { useMemo } from 'react'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { usePages } from '../../backend/use-pages.ts'
import { useFleetData } from '../../stores/fleet.ts'

const EPOCHS_PER_PAGE = 1000
const none: readonly EpochResource[] = []

interface Epochs {
  /** Newest first. */
  readonly epochs: readonly EpochResource[]
  /** Whether older ones may be had. */
  readonly hasOlder: boolean
  readonly isLoading: boolean
  readonly loadOlder: () => void
}

/** The epochs of a task: the recent ones as they come, older ones as they are asked for. */
export function useEpochs(task: TaskResource | null): Epochs {
  const taskId = task?.task_id ?? -1
  const recent = useFleetData((data) => data.epochs.get(taskId) ?? none)
  const oldest = recent.at(-1)?.epoch ?? 0
  const { pages, hasMore, isLoading, more } = usePages('epochs.before', {
    question: [taskId],
    first: Math.max(1, oldest),
    ask: (before) => ({ task_id: taskId, before, limit: EPOCHS_PER_PAGE }),
    next: (page) => (page.epochs.length < EPOCHS_PER_PAGE ? null : (page.epochs.at(-1)?.epoch ?? null)),
    isOnDemand: true,
  })
  const epochs = useMemo(
    () => [...recent, ...pages.flatMap((page) => page.epochs).filter(({ epoch }) => epoch < oldest)],
    [recent, pages, oldest],
  )
  const before = epochs.at(-1)?.epoch ?? 1
  return { epochs, hasOlder: before > 1 && hasMore, isLoading, loadOlder: more }
}
