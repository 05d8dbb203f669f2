import { EventEmitter } from 'node:events'
import type { NativeImage } from './native-image.ts'

/** An icon in no tray: it takes what it is given, and a test emits its clicks. */
export class Tray extends EventEmitter {
  image: NativeImage
  tooltip = ''
  menu: unknown = null
  private isGone = false

  constructor(image: NativeImage) {
    super()
    if (image.isEmpty()) throw new Error('Failed to load image')
    this.image = image
  }

  setImage(image: NativeImage): void {
    this.image = image
  }

  setToolTip(tooltip: string): void {
    this.tooltip = tooltip
  }

  setTitle(): void {}

  setContextMenu(menu: unknown): void {
    this.menu = menu
  }

  isDestroyed(): boolean {
    return this.isGone
  }

  destroy(): void {
    this.isGone = true
  }
}
