import { app } from 'electron'
import { LINK_SCHEME } from '../../contract/deep-link.ts'
import type { Opening } from './given-arguments.ts'

/** Who shows what was opened. */
interface Openers {
  openLink(text: string): void
  openFile(path: string): void
}

/** `[DT-17]` `[DT-18]` What the system wants opened, from the first moment on: it waits until there is somebody to show it, and the last of a kind wins. */
export class Openings {
  private link: string | null = null
  private file: string | null = null
  private openers: Openers | null = null

  /** macOS tells of what was opened before the app is ready. */
  listen(): void {
    app.on('open-url', (event, link) => {
      event.preventDefault()
      this.take({ link })
    })
    app.on('open-file', (event, file) => {
      event.preventDefault()
      this.take({ file })
    })
  }

  take(opening: Opening): void {
    if ('link' in opening) this.link = opening.link
    else this.file = opening.file
    this.pass()
  }

  passTo(openers: Openers): void {
    this.openers = openers
    this.pass()
  }

  private pass(): void {
    const { link, file, openers } = this
    if (!openers) return
    this.link = null
    this.file = null
    if (link !== null) openers.openLink(link)
    if (file !== null) openers.openFile(file)
  }
}

/** From now on the system opens links with this app. Not of a checkout: it would take them from the app that is installed. */
export function claimLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
}
