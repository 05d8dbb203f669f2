import { describe, expect, it } from 'vitest'
import { drawTrayIcon } from './tray-icon.ts'

const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, null]

describe('[DT-2] the tray icon', () => {
  it.each([16, 24, 32, 48])('of %i pixels differs for every count up to 9, and above is the same', (size) => {
    const looks = counts.map((problems) => drawTrayIcon({ problems, isTemplate: false }, size).join())
    expect(new Set(looks).size).toBe(counts.length)
    expect(drawTrayIcon({ problems: 4711, isTemplate: false }, size).join()).toBe(looks[10])
  })

  it('is black and opaque or nothing for macOS, whatever the count', () => {
    const [none, many] = [0, 5].map((problems) => drawTrayIcon({ problems, isTemplate: true }, 32))
    expect(many).toEqual(none)
    for (let i = 0; i < 32 * 32; i++) expect(none?.slice(i * 4, i * 4 + 3).join()).toBe('0,0,0')
    expect(none?.some((value) => value === 255)).toBe(true)
  })

  it('is blue, green, red and alpha of each pixel, and no colour is more than its alpha', () => {
    const pixels = drawTrayIcon({ problems: 3, isTemplate: false }, 32)
    expect(pixels).toHaveLength(32 * 32 * 4)
    const all = Array.from({ length: 32 * 32 }, (_, i) => {
      const [b = 0, g = 0, r = 0, alpha = 0] = pixels.subarray(i * 4, i * 4 + 4)
      return { b, g, r, alpha }
    })
    // The bars are blue, the badge is red.
    expect(all).toContainEqual({ b: 0xf7, g: 0x86, r: 0x4f, alpha: 255 })
    expect(all).toContainEqual({ b: 0x2b, g: 0x3a, r: 0xd9, alpha: 255 })
    for (const { b, g, r, alpha } of all) expect(Math.max(b, g, r)).toBeLessThanOrEqual(alpha)
    // The edges of the bars: the same blue, as much of it as they are opaque.
    const edges = all.filter(({ b, r, alpha }) => b > r && alpha < 255)
    expect(edges.length).toBeGreaterThan(5)
    for (const { b, alpha } of edges) expect(Math.abs(b - (0xf7 * alpha) / 255)).toBeLessThanOrEqual(1)
  })
})
