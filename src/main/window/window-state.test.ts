import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  arrangementOf,
  keptState,
  MAX_ARRANGEMENTS,
  placeAfterChange,
  type Rectangle,
  windowState,
} from './window-state.ts'

const screen: Rectangle = { x: 0, y: 25, width: 1920, height: 1055 }
const second: Rectangle = { x: 1920, y: 0, width: 2560, height: 1400 }
const kept = (bounds: Rectangle, isMaximized = false) =>
  keptState('', arrangementOf([screen]), { bounds, isMaximized, isFullScreen: false })

describe('the window', () => {
  it('opens at first in its usual size, where the system likes', () => {
    for (const nothing of ['', '{', 'null', '{"x":"1"}', '{"x":1,"y":2,"width":null,"height":3}']) {
      expect(windowState(nothing, [screen])).toEqual({
        bounds: { width: 1440, height: 900 },
        minWidth: 1024,
        minHeight: 700,
        isMaximized: false,
        isFullScreen: false,
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

  it('is in whole pixels, whatever was written into its file', () => {
    const before = JSON.stringify({ x: 10.5, y: 20.4, width: 1200.2, height: 800.7 })
    expect(windowState(before, [{ x: 0, y: 0, width: 1920, height: 1080 }]).bounds).toEqual({
      x: 11,
      y: 20,
      width: 1200,
      height: 801,
    })
  })

  it('fits a small screen', () => {
    const small = { x: 0, y: 0, width: 800, height: 560 }
    expect(windowState('', [small])).toMatchObject({
      bounds: { width: 800, height: 560 },
      minWidth: 800,
      minHeight: 560,
    })
  })

  it('[DT-23] comes back where it was with these screens, and where it was last with others', () => {
    const [alone, docked] = [arrangementOf([screen]), arrangementOf([screen, second])]
    expect(docked).toBe(arrangementOf([second, screen]))
    const small = { bounds: { x: 10, y: 30, width: 1200, height: 800 }, isMaximized: false, isFullScreen: false }
    const large = { bounds: { x: 2000, y: 40, width: 1500, height: 950 }, isMaximized: true, isFullScreen: false }
    const both = keptState(keptState('', alone, small), docked, large)
    expect(windowState(both, [screen], alone)).toMatchObject(small)
    expect(windowState(both, [screen, second], docked)).toMatchObject(large)
    expect(windowState(both, [second], arrangementOf([second]))).toMatchObject(large)
  })

  it('[DT-23] reads what an earlier version wrote, and is read by it', () => {
    const before = JSON.stringify({ x: 10, y: 30, width: 1200, height: 800, isMaximized: true })
    expect(windowState(before, [screen], arrangementOf([screen]))).toMatchObject({
      bounds: { x: 10, y: 30, width: 1200, height: 800 },
      isMaximized: true,
      isFullScreen: false,
    })
    expect(JSON.parse(kept({ x: 10, y: 30, width: 1200, height: 800 }, true))).toMatchObject(
      JSON.parse(before) as object,
    )
  })

  it('[DT-23] remembers the arrangements that were used last', () => {
    let text = ''
    for (let at = 0; at < MAX_ARRANGEMENTS + 3; at++) {
      const bounds = { x: at, y: 30, width: 1200, height: 800 }
      text = keptState(text, `screens ${at}`, { bounds, isMaximized: false, isFullScreen: false })
    }
    expect((JSON.parse(text) as { arrangements: unknown[] }).arrangements).toHaveLength(MAX_ARRANGEMENTS)
    expect(windowState(text, [screen], 'screens 3').bounds.x).toBe(3)
    expect(windowState(text, [screen], 'screens 2').bounds.x).toBe(MAX_ARRANGEMENTS + 2)
  })

  it('[DT-23] stays where it is when screens change and it is seen, and else comes to one of them', () => {
    const [alone, docked] = [arrangementOf([screen]), arrangementOf([screen, second])]
    const at = (x: number) => ({
      bounds: { x, y: 100, width: 1200, height: 800 },
      isMaximized: false,
      isFullScreen: false,
    })
    expect(placeAfterChange('', at(300), [screen, second], docked)).toBeNull()
    expect(placeAfterChange('', at(2500), [screen], alone)).toMatchObject({ bounds: { x: 360, y: 153 } })
    expect(placeAfterChange(keptState('', alone, at(7)), at(2500), [screen], alone)).toEqual(at(7))
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
        const screens = [first, ...others] as const
        const isSeen = ({ x, y, width }: Rectangle) =>
          screens.some(
            (one) =>
              Math.min(x + width, one.x + one.width) - Math.max(x, one.x) >= 100 &&
              y >= one.y &&
              y + 40 <= one.y + one.height,
          )
        const state = windowState(kept(bounds), screens)
        const { x, y, width, height } = state.bounds
        expect(width).toBeGreaterThanOrEqual(state.minWidth)
        expect(height).toBeGreaterThanOrEqual(state.minHeight)
        if (x !== undefined && y !== undefined) expect(isSeen({ x, y, width, height })).toBe(true)
        const now = { bounds, isMaximized: false, isFullScreen: false }
        for (const known of ['', arrangementOf(screens)]) {
          const text = known === '' ? '' : keptState('', known, now)
          const after = placeAfterChange(text, now, screens, arrangementOf(screens))
          expect(isSeen(after?.bounds ?? bounds)).toBe(true)
        }
      }),
    )
  })
})
