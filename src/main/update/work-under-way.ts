import type { FleetData } from '../../console/fleet-data.ts'
import type { WorkUnderWay } from '../../contract/desktop-update.ts'

/**
 * `[DT-10]` What should not be cut off by a restart: an epoch that consumers who are there have not answered, or a list on
 * its way in. Whoever is away, stuck or lost is not waited for: that may be for ever.
 */
export function workUnderWay({
  tasks,
  epochs,
  imports,
}: Pick<FleetData, 'tasks' | 'epochs' | 'imports'>): WorkUnderWay | null {
  for (const { task_id, name } of tasks.values()) {
    const current = epochs.get(task_id)?.[0]
    if (current?.state === 'rolling_out' && current.told.sent > 0) {
      return { kind: 'rollout', task: name, epoch: current.epoch }
    }
  }
  // One that is ready waits for a person.
  const running = imports.find(({ phase }) => phase !== 'ready')
  if (!running) return null
  const task = running.task_id === null ? undefined : tasks.get(running.task_id)
  return { kind: 'import', task: task?.name ?? '', epoch: null }
}
