import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptState, type Rectangle, windowState } from './window-state.ts'

const screen: Rectangle = { x: 0, y: 25, width: 1920, height: 1055 }
const second: Rectangle = { x: 1920, y: 0, width: 2560, height: 1400 }
const kept = (bounds: Rectangle, isMaximized = false) => keptState(bounds, isMaximized)

describe('the window', () => {
  it('opens at first in its usual size, where the system likes', () => {
    for (const nothing of ['', '{', 'null', '{"x":"1"}', '{"x":1,"y":2,"width":null,"height":3}']) {
      expect(windowState(nothing, [screen])).toEqual({
        bounds: { width: 1440, height: 900 },
        minWidth: 1024,
        minHeight: 700,
        isMaximized: false,
      })
    }
  })

  it('comes back where it was, on a second screen, too, and maximized', () => {
    const bounds = { x: 2000, y: 40, width: 1500, height: 950 }
    expect(windowState(kept(bounds, true), [screen, second])).toMatchObject({ bounds, isMaximized: true })
  })

  it('keeps its size and finds another place when its screen is gone', () => {
    const bounds = { x: 2000, y: 40, width: 1500, height: 950 }
    expect(windowState(kept(bounds), [screen]).bounds).toEqual({ width: 1500, height: 950 })
  })

  it('does not open above the screen, where nobody could move it', () => {
    expect(windowState(kept({ x: 10, y: -300, width: 1200, height: 800 }), [screen]).bounds).not.toHaveProperty('x')
  })

  it('fits a small screen', () => {
    const small = { x: 0, y: 0, width: 800, height: 560 }
    expect(windowState('', [small])).toMatchObject({
      bounds: { width: 800, height: 560 },
      minWidth: 800,
      minHeight: 560,
    })
  })

  it('can be reached whatever was kept', () => {
    const side = fc.integer({ min: -6000, max: 6000 })
    const rectangle = fc.record({ x: side, y: side, width: fc.nat(6000), height: fc.nat(6000) })
    const large = fc.record({
      x: side,
      y: side,
      width: fc.integer({ min: 640, max: 4000 }),
      height: fc.integer({ min: 480, max: 3000 }),
    })
    fc.assert(
      fc.property(rectangle, large, fc.array(large, { maxLength: 2 }), (bounds, first, others) => {
        const state = windowState(kept(bounds), [first, ...others])
        const { x, y, width, height } = state.bounds
        expect(width).toBeGreaterThanOrEqual(state.minWidth)
        expect(height).toBeGreaterThanOrEqual(state.minHeight)
        if (x === undefined || y === undefined) return
        const isSeen = [first, ...others].some(
          (one) =>
            Math.min(x + width, one.x + one.width) - Math.max(x, one.x) >= 100 &&
            y >= one.y &&
            y + 40 <= one.y + one.height,
        )
        expect(isSeen).toBe(true)
      }),
    )
  })
})
