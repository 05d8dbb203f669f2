import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useBackend, wordsOf } from '../../backend/context.ts'
import { useSession } from '../../backend/sessions.ts'
import { useFleet } from '../../stores/fleet.ts'
import { type EpochSlots, SlotArchive } from './slot-archive.ts'

/** What is kept of the past of a task while its slots are looked at, in whatever mode. */
export function useSlotArchive(taskId: number): SlotArchive {
  const backend = useBackend()
  const session = useSession()
  // It asks by itself: one window after the other, and what is wanted by then, however fast one drags.
  return useMemo(
    () => new SlotArchive((from, to) => backend.call('epochs.slots', { task_id: taskId, from, to })),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what was kept ends with the session
    [backend, taskId, session],
  )
}

interface WantedSlots {
  /** The wanted epochs, each null as long as it is not there. */
  readonly found: readonly (EpochSlots | null)[]
  /** The first epoch that can be shown; null before the first answer. */
  readonly oldest: number | null
  readonly problem: string | null
}

/** The slots of these epochs, of which `newest` is the present one. */
export function useWantedSlots(archive: SlotArchive, newest: number, wanted: readonly number[]): WantedSlots {
  const isLive = useFleet(({ connection }) => connection === 'live')
  useSyncExternalStore(archive.subscribe, () => archive.version)
  const key = wanted.join()
  // By what they are, not by the list they came in.
  useEffect(() => archive.want(key === '' ? [] : key.split(',').map(Number), newest), [archive, key, newest])
  useEffect(() => {
    if (isLive) archive.retry()
  }, [archive, isLive])
  return {
    found: wanted.map((epoch) => archive.at(epoch)),
    oldest: archive.oldest,
    problem: archive.problem === null ? null : wordsOf(archive.problem),
  }
}
