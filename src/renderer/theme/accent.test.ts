import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accentShades, contrastOf } from './accent.ts'

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
const mixed = (accent: string, share: number, ground: string) => {
  const part = (at: number) =>
    Math.round(
      share * Number.parseInt(accent.slice(at, at + 2), 16) +
        (1 - share) * Number.parseInt(ground.slice(at, at + 2), 16),
    )
  return `#${[1, 3, 5].map((at) => part(at).toString(16).padStart(2, '0')).join('')}`
}

describe('[DT-24] the accent of the system', () => {
  it('can be read whatever it is: on every ground of both themes, and with white text upon it', () => {
    fc.assert(
      fc.property(color, (accent) => {
        const shades = accentShades(accent)
        expect(shades).toHaveLength(10)
        const [inDark, inLight] = [shades[4], shades[7]]
        for (const ground of ['#0e1116', '#151a21', '#1c232c', '#1a2029', mixed(inDark, 0.14, '#151a21')]) {
          expect(contrastOf(inDark, ground)).toBeGreaterThanOrEqual(4.5)
        }
        for (const ground of ['#f6f7f9', '#ffffff', '#f0f2f5', mixed(inLight, 0.1, '#ffffff')]) {
          expect(contrastOf(inLight, ground)).toBeGreaterThanOrEqual(4.5)
        }
        for (const shade of [shades[7], shades[8], shades[9]]) {
          expect(contrastOf('#ffffff', shade)).toBeGreaterThanOrEqual(4.5)
        }
      }),
    )
  })

  it('keeps its hue: the orange of macOS stays orange, graphite stays grey', () => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
      Number.parseInt(accentShades('#f7821b')[7].slice(at, at + 2), 16),
    )
    expect(red).toBeGreaterThan(green)
    expect(green).toBeGreaterThan(blue)
    const grey = accentShades('#8c8c8c')[4]
    expect(grey.slice(1, 3)).toBe(grey.slice(3, 5))
  })
})
