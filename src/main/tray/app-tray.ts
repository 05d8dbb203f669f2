import { app, type BrowserWindow, Menu, nativeImage, type NativeImage, Tray } from 'electron'
import type { Place } from '../../contract/place.ts'
import type { MonitorId } from '../../contract/desktop-monitors.ts'
import { drawTrayIcon } from './tray-icon.ts'
import type { TrayAction, TrayText } from './tray-text.ts'

const isMac = process.platform === 'darwin'
/** Of its edge, in pixels of a usual screen. */
const SIZE = process.platform === 'linux' ? 24 : 16

interface Parts {
  readonly go: (place: Place) => void
  readonly showMonitor: (id: MonitorId) => void
  readonly act: (action: TrayAction) => void
  readonly window: () => BrowserWindow | null
}

/** The icon in the tray; what it shows is made anew only where that changed. */
export class AppTray {
  private readonly parts: Parts
  private readonly tray: Tray
  private shownMenu = ''
  private shownTooltip = ''
  private shownProblems: number | null | undefined = undefined

  /** @throws where the desktop has no place for it */
  constructor(parts: Parts) {
    this.parts = parts
    this.tray = new Tray(icon(0))
    // On macOS a click opens the menu.
    if (!isMac) this.tray.on('click', () => parts.act('show'))
  }

  readonly show = ({ problems, tooltip, lines }: TrayText): void => {
    if (problems !== this.shownProblems) {
      this.shownProblems = problems
      this.tray.setImage(icon(problems))
      if (isMac) this.tray.setTitle(problems === 0 ? '' : ` ${problems ?? '?'}`)
      // The dock of macOS, the launcher of some desktops of Linux; Windows has an overlay on the task bar for it.
      app.setBadgeCount(problems ?? 0)
      if (process.platform === 'win32') {
        this.parts.window()?.setOverlayIcon(problems === 0 ? null : icon(problems), tooltip)
      }
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
          const { label } = line
          const click = this.clickOf(line)
          // An ampersand would underline the letter after it.
          return { label: label.replaceAll('&', '&&'), enabled: click !== undefined, ...(click && { click }) }
        }),
      ),
    )
  }

  private clickOf({ place, action, monitor }: NonNullable<TrayText['lines'][number]>): (() => void) | undefined {
    if (place) return () => this.parts.go(place)
    if (monitor !== undefined) return () => this.parts.showMonitor(monitor)
    return action && (() => this.parts.act(action))
  }
}

function icon(problems: number | null): NativeImage {
  const image = nativeImage.createEmpty()
  for (const scaleFactor of [1, 2]) {
    const edge = SIZE * scaleFactor
    const buffer = drawTrayIcon({ problems, isTemplate: isMac }, edge)
    image.addRepresentation({ scaleFactor, width: edge, height: edge, buffer })
  }
  if (isMac) image.setTemplateImage(true)
  return image
}
