import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useBackend, wordsOf } from '../../backend/context.tsx'
import { useFleet } from '../../stores/fleet.ts'
import { type EpochSlots, SlotArchive } from './slot-archive.ts'

interface ArchiveView {
  readonly archive: SlotArchive
  /** The wanted epochs, each null as long as it is not there. */
  readonly found: readonly (EpochSlots | null)[]
  /** The first epoch that can be shown; null before the first answer. */
  readonly oldest: number | null
  readonly problem: string | null
}

/** The slots of these epochs of a task, of which `newest` is the present one. */
export function useSlotArchive(taskId: number, newest: number, wanted: readonly number[]): ArchiveView {
  const backend = useBackend()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const archive = useMemo(
    () => new SlotArchive((from, to) => backend.call('epochs.slots', { task_id: taskId, from, to })),
    [backend, taskId],
  )
  useSyncExternalStore(archive.subscribe, () => archive.version)
  const key = wanted.join()
  // By what they are, not by the list they came in.
  useEffect(() => archive.want(key === '' ? [] : key.split(',').map(Number), newest), [archive, key, newest])
  useEffect(() => {
    if (isLive) archive.retry()
  }, [archive, isLive])
  return {
    archive,
    found: wanted.map((epoch) => archive.at(epoch)),
    oldest: archive.oldest,
    problem: archive.problem === null ? null : wordsOf(archive.problem),
  }
}
