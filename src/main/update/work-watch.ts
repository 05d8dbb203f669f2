import type { ConsoleClient } from '../../console/client.ts'
import type { FleetData } from '../../console/fleet-data.ts'
import type { WorkUnderWay } from '../../contract/desktop-update.ts'
import type { AppStore } from '../app/app-state.ts'
import { workUnderWay } from './work-under-way.ts'

/**
 * `[DT-10]` Tells what an update has to wait for, as long as one is ready: in the fleet that is shown, and in our own, which
 * would lose its monitor for a moment.
 * @param openOwn a way to our own monitor; it is taken only while another one is shown
 * @returns what ends it
 */
export function watchWork(
  store: AppStore,
  openOwn: () => ConsoleClient,
  tell: (work: WorkUnderWay | null) => void,
): () => void {
  let own: { readonly client: ConsoleClient; fleet: FleetData | null } | null = null
  const look = () => {
    const { update, settings, fleet } = store.getState()
    const isReady = update.stage.is === 'ready' || update.stage.is === 'postponed'
    if (isReady && settings.attached !== null) own ??= open()
    else closeOwn()
    if (!isReady) return
    tell((fleet && workUnderWay(fleet)) ?? (own?.fleet ? workUnderWay(own.fleet) : null))
  }
  const open = () => {
    const opened = { client: openOwn(), fleet: null as FleetData | null }
    opened.client.subscribe((_frame, fleet) => {
      opened.fleet = fleet
      if (own === opened) look()
    })
    return opened
  }
  const closeOwn = () => {
    own?.client.close()
    own = null
  }
  const unsubscribe = store.subscribe(look)
  look()
  return () => {
    unsubscribe()
    closeOwn()
  }
}
