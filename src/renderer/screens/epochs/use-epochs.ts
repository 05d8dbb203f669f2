import { useMemo, useState } from 'react'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useAction, useBackend } from '../../backend/context.tsx'
import { useFleetData } from '../../stores/fleet.ts'

const PAGE = 1000
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
  const [older, setOlder] = useState<readonly EpochResource[]>(none)
  /** The task all of whose epochs are there that are kept. */
  const [complete, setComplete] = useState<number | null>(null)
  const backend = useBackend()
  const [isLoading, run] = useAction()
  const epochs = useMemo(() => {
    const oldest = recent.at(-1)?.epoch ?? 0
    return [...recent, ...older.filter((epoch) => epoch.task_id === taskId && epoch.epoch < oldest)]
  }, [recent, older, taskId])
  const before = epochs.at(-1)?.epoch ?? 1
  const loadOlder = () =>
    void run(async () => {
      const answer = await backend.call('epochs.before', { task_id: taskId, before, limit: PAGE })
      setOlder([...older, ...answer.epochs])
      if (answer.epochs.length < PAGE) setComplete(taskId)
    })
  return { epochs, hasOlder: before > 1 && complete !== taskId, isLoading, loadOlder }
}
