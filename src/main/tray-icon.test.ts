import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { encodePng } from './png.ts'
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

  it('becomes a PNG with the same pixels', () => {
    const pixels = drawTrayIcon({ problems: 3, isTemplate: false }, 16)
    const png = encodePng(pixels, 16)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([16, 16])
    const at = png.indexOf('IDAT')
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))
    const found = Array.from({ length: 16 }, (_, y) => [...rows.subarray(y * 65 + 1, (y + 1) * 65)]).flat()
    expect(found).toEqual([...pixels])
  })
})
