import { useEffect } from 'react'
import { showToast } from '../components/toast.tsx'
import { fleetStore } from '../stores/fleet.ts'
import { namedNow, useGoneTask } from '../stores/scope.ts'

/** A task that was made a moment ago is known before long, ms. */
const PATIENCE_MS = 1000

/** `[UI-8]` Says once that the task of an address is not there, and whose the page is instead: another's, or of all. */
export function useGoneNotice(): void {
  const gone = useGoneTask()
  useEffect(() => {
    if (gone === null) return
    const timer = setTimeout(() => {
      if (fleetStore.getState().data?.tasks.has(gone)) return
      const shown = namedNow()?.name
      showToast((t) => t('shell.goneTask', { task: gone, shown: shown ?? t('header.allTasks') }))
    }, PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [gone])
}
