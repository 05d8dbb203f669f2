import type { Bridge } from '../../../contract/desktop-bridge.ts'
import { copyLink } from '../../components/copy-link.ts'
import { useDesktop } from '../../stores/desktop.ts'
import { fleetStore } from '../../stores/fleet.ts'
import { watchTyping } from './in-the-middle.ts'
import { takeOpenedFile } from './opened-files.ts'
import { showOpenedLink } from './opened-links.ts'

/** `[DT-17]` `[DT-18]` Shows what was opened with the app, and copies a link where its menu says so. */
export function followOpened(bridge: Bridge): void {
  watchTyping()
  const look = () => {
    const { state } = useDesktop.getState()
    showOpenedLink(state?.link ?? null)
    takeOpenedFile(state?.file ?? null)
  }
  useDesktop.subscribe(look)
  // A file waits for what the monitor says of whoever looks at it.
  fleetStore.subscribe(({ data }, before) => {
    if (data !== null && before.data === null) look()
  })
  bridge.onDesktop((event) => {
    if (event.type === 'copy-link') void copyLink()
  })
}
