import { EventEmitter } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Display, WindowMemory } from './window-memory.ts'
import type { Rectangle } from './window-state.ts'

const laptop: Display = {
  bounds: { x: 0, y: 0, width: 1600, height: 1000 },
  workArea: { x: 0, y: 25, width: 1600, height: 975 },
}
const desk: Display = {
  bounds: { x: 1600, y: 0, width: 2560, height: 1440 },
  workArea: { x: 1600, y: 0, width: 2560, height: 1440 },
}

class Window extends EventEmitter {
  bounds: Rectangle = { x: 10, y: 30, width: 1200, height: 800 }
  isLarge = false
  isShown = true
  isOver = false
  getNormalBounds = () => this.bounds
  isMaximized = () => this.isLarge
  isFullScreen = () => this.isOver
  isVisible = () => this.isShown
  isDestroyed = () => false
  maximize = () => void (this.isLarge = true)
  unmaximize = () => void (this.isLarge = false)
  setFullScreen = (isOver: boolean) => void (this.isOver = isOver)
  setBounds = (bounds: Partial<Rectangle>) => this.move({ ...this.bounds, ...bounds })
  move(bounds: Rectangle): void {
    this.bounds = bounds
    this.emit('move')
  }
}

describe('[DT-23] the place of the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-window-'))
  const file = join(folder, 'window.json')
  let displays: [Display, ...Display[]]
  let changed: () => void
  let window: Window

  beforeEach(() => {
    vi.useFakeTimers()
    displays = [laptop]
    window = new Window()
    void new WindowMemory(
      window as never,
      {
        all: () => displays,
        onChange: (listener) => {
          changed = listener
          return () => {}
        },
      },
      file,
    )
  })
  afterEach(() => {
    vi.useRealTimers()
    rmSync(file, { force: true })
  })

  const plug = (...next: [Display, ...Display[]]) => {
    displays = next
    changed()
  }
  const kept = () => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>

  it('is written a moment after it was moved, not with each pixel, so that a crash forgets nothing', () => {
    for (let x = 0; x < 50; x++) window.move({ ...window.bounds, x })
    expect(() => kept()).toThrow('ENOENT')
    vi.advanceTimersByTime(1000)
    expect(kept()).toMatchObject({ x: 49, width: 1200 })
  })

  it('is another one at the desk, and each comes back, whatever the system does with the window meanwhile', () => {
    window.move({ x: 20, y: 40, width: 1100, height: 750 })
    vi.advanceTimersByTime(1000)
    plug(laptop, desk)
    vi.advanceTimersByTime(1000)
    expect(window.bounds).toMatchObject({ x: 20, y: 40 })
    window.move({ x: 2000, y: 100, width: 1800, height: 1200 })
    window.isLarge = true
    window.emit('maximize')
    vi.advanceTimersByTime(1000)
    // The system moves it a moment before it tells of the screen.
    window.move({ x: 100, y: 30, width: 1800, height: 1200 })
    window.isLarge = false
    vi.advanceTimersByTime(300)
    plug(laptop)
    vi.advanceTimersByTime(1000)
    expect(window.bounds).toEqual({ x: 20, y: 40, width: 1100, height: 750 })
    plug(desk, laptop)
    vi.advanceTimersByTime(1000)
    expect(window.bounds).toEqual({ x: 2000, y: 100, width: 1800, height: 1200 })
    expect(window.isLarge).toBe(true)
  })

  it('is on a screen after its own has gone', () => {
    plug(laptop, desk)
    vi.advanceTimersByTime(1000)
    window.move({ x: 3000, y: 100, width: 1200, height: 800 })
    vi.advanceTimersByTime(1000)
    rmSync(file)
    plug(laptop)
    vi.advanceTimersByTime(1000)
    expect(window.bounds).toEqual({ x: 200, y: 113, width: 1200, height: 800 })
  })

  it('stays hidden where it is, and is maximized when it is shown', () => {
    window.maximize()
    window.emit('maximize')
    vi.advanceTimersByTime(1000)
    window.isShown = false
    plug(laptop, desk)
    vi.advanceTimersByTime(1000)
    plug(laptop)
    vi.advanceTimersByTime(1000)
    expect(window.isLarge).toBe(false)
    window.emit('show')
    expect(window.isLarge).toBe(true)
  })

  it('leaves a full screen before it is put elsewhere', () => {
    window.emit('show')
    vi.advanceTimersByTime(1000)
    plug(laptop, desk)
    vi.advanceTimersByTime(1000)
    window.move({ x: 3000, y: 100, width: 1200, height: 800 })
    vi.advanceTimersByTime(1000)
    window.setFullScreen(true)
    plug(laptop)
    vi.advanceTimersByTime(1000)
    expect(window.isOver).toBe(false)
    expect(window.bounds.x).toBe(3000)
    window.emit('leave-full-screen')
    expect(window.bounds).toEqual({ x: 10, y: 30, width: 1200, height: 800 })
  })
})
