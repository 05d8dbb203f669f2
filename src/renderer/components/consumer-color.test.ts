import { describe, expect, it } from 'vitest'
import { consumerColor } from './consumer-color.ts'

function parts(id: string): { lightness: number; hue: number } {
  const [, lightness, hue] = /^oklch\(([\d.]+) 0\.14 ([\d.]+)\)$/.exec(consumerColor(id)) ?? []
  return { lightness: Number(lightness), hue: Number(hue) }
}

describe('consumerColor', () => {
  it('[UI-2] is the same for the same id', () => {
    expect(consumerColor('consumer-7')).toBe(consumerColor('consumer-7'))
    expect(consumerColor('consumer-7')).not.toBe(consumerColor('consumer-8'))
  })

  it.each(['consumer-', 'demo-', 'c-0', 'host.example:'])(
    '[UI-2] tells twelve of a fleet apart: %s1 and on',
    (prefix) => {
      const fleet = Array.from({ length: 12 }, (_, i) => parts(`${prefix}${i + 1}`))
      for (const [i, one] of fleet.entries()) {
        for (const other of fleet.slice(0, i)) {
          const turn = Math.abs(one.hue - other.hue)
          const isOtherwise = one.lightness !== other.lightness
          expect(Math.min(turn, 360 - turn)).toBeGreaterThan(isOtherwise ? 15 : 40)
        }
      }
    },
  )

  it('is a colour for any id', () => {
    for (const id of ['', 'x', '42', '9'.repeat(100), 'café', '消费者-3']) {
      const { lightness, hue } = parts(id)
      expect(lightness).toBeGreaterThan(0.5)
      expect(hue >= 0 && hue <= 360).toBe(true)
    }
  })
})
