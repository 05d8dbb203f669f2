import { app, type BrowserWindow, Menu, nativeImage, type NativeImage, Tray } from 'electron'
import type { Place } from '../contract/place.ts'
import { encodePng } from './png.ts'
import { drawTrayIcon } from './tray-icon.ts'
import type { TrayAction, TrayText } from './tray-text.ts'

const isMac = process.platform === 'darwin'
/** Of its edge, in pixels of a usual screen. */
const SIZE = process.platform === 'linux' ? 24 : 16

/** The icon in the tray; what it shows is made anew only where that changed. */
export class AppTray {
  private readonly tray: Tray
  private readonly go: (place: Place) => void
  private readonly act: (action: TrayAction) => void
  private shownMenu = ''
  private shownTooltip = ''
  private shownProblems: number | null | undefined = undefined

  constructor(go: (place: Place) => void, act: (action: TrayAction) => void) {
    this.go = go
    this.act = act
    this.tray = new Tray(icon(0))
    // On macOS a click opens the menu.
    if (!isMac) this.tray.on('click', () => act('show'))
  }

  show({ problems, tooltip, lines }: TrayText, window: BrowserWindow | null): void {
    if (problems !== this.shownProblems) {
      this.shownProblems = problems
      this.tray.setImage(icon(problems))
      if (isMac) this.tray.setTitle(problems === 0 ? '' : ` ${problems ?? '?'}`)
      // The dock of macOS, the launcher of some desktops of Linux; Windows has an overlay on the task bar for it.
      app.setBadgeCount(problems ?? 0)
      if (process.platform === 'win32') window?.setOverlayIcon(problems === 0 ? null : icon(problems), tooltip)
    }
    if (tooltip !== this.shownTooltip) {
      this.shownTooltip = tooltip
      this.tray.setToolTip(tooltip)
    }
    const menu = JSON.stringify(lines)
    if (menu === this.shownMenu) return
    this.shownMenu = menu
    this.tray.setContextMenu(
      Menu.buildFromTemplate(
        lines.map((line) => {
          if (line === null) return { type: 'separator' }
          const { label, place, action } = line
          const click = place ? () => this.go(place) : action && (() => this.act(action))
          // An ampersand would underline the letter after it.
          return { label: label.replaceAll('&', '&&'), enabled: click !== undefined, ...(click && { click }) }
        }),
      ),
    )
  }
}

function icon(problems: number | null): NativeImage {
  const png = (scale: number) => {
    const size = SIZE * scale
    return encodePng(drawTrayIcon({ problems, isTemplate: isMac }, size), size)
  }
  const image = nativeImage.createFromBuffer(png(1), { scaleFactor: 1 })
  image.addRepresentation({ scaleFactor: 2, buffer: png(2) })
  if (isMac) image.setTemplateImage(true)
  return image
}
