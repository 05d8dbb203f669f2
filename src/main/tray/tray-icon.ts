/** Red, green, blue and opacity, 0–255. */
type Colour = readonly [number, number, number, number]

interface Shape {
  readonly colour: Colour
  /** Whether a point of the unit square is in it. */
  readonly has: (x: number, y: number) => boolean
}

const accent: Colour = [0x4f, 0x86, 0xf7, 255]
const grey: Colour = [0x8a, 0x96, 0xa6, 255]
const black: Colour = [0, 0, 0, 255]
const alarm: Colour = [0xd9, 0x3a, 0x2b, 255]
const white: Colour = [255, 255, 255, 255]
const nothing: Colour = [0, 0, 0, 0]

/** 3 × 5 points each. */
const glyphs: Readonly<Record<string, string>> = {
  '1': '.#.##..#..#.###',
  '2': '##...#.#.#..###',
  '3': '##...#.#...###.',
  '4': '#.##.####..#..#',
  '5': '####..##...###.',
  '6': '.###..####.####',
  '7': '###..#.#..#..#.',
  '8': '####.#####.####',
  '9': '####.####..###.',
  '+': '....#.###.#....',
  '?': '##...#.#.....#.',
}

/** Each pixel is the mean of so many by so many points. */
const FINENESS = 4

export interface TrayIconLook {
  /** How many problems to count in the corner, none for 0; null is not known. */
  readonly problems: number | null
  /** Black only, as macOS wants it: the system colours it, and the count stands beside it. */
  readonly isTemplate: boolean
}

/**
 * `[DT-2]` The icon as raw pixels, as `nativeImage` takes them on every desktop: blue, green, red and alpha of each, the
 * colours multiplied by the alpha, row by row.
 * @param size its edge in pixels
 */
export function drawTrayIcon({ problems, isTemplate }: TrayIconLook, size: number): Buffer {
  const shapes = [
    ...logo(isTemplate ? black : problems === null ? grey : accent),
    ...(isTemplate ? [] : badge(problems)),
  ]
  const pixels = Buffer.alloc(size * size * 4)
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) pixels.set(mean(shapes, x, y, size), (y * size + x) * 4)
  return pixels
}

/** A pixel. */
function mean(shapes: readonly Shape[], x: number, y: number, size: number): [number, number, number, number] {
  const sum = [0, 0, 0, 0]
  for (let i = 0; i < FINENESS ** 2; i++) {
    const px = (x + ((i % FINENESS) + 0.5) / FINENESS) / size
    const py = (y + (Math.floor(i / FINENESS) + 0.5) / FINENESS) / size
    const [r, g, b, a] = shapes.findLast(({ has }) => has(px, py))?.colour ?? nothing
    const weighed = [(b * a) / 255, (g * a) / 255, (r * a) / 255, a]
    for (const [channel, value] of weighed.entries()) sum[channel] = (sum[channel] ?? 0) + value
  }
  const [b = 0, g = 0, r = 0, a = 0] = sum.map((total) => Math.round(total / FINENESS ** 2))
  return [b, g, r, a]
}

/** The three bars of the page's icon. */
function logo(colour: Colour): Shape[] {
  return [
    { top: 2, length: 14 },
    { top: 6.4, length: 9 },
    { top: 10.8, length: 12 },
  ].map(({ top, length }) => ({
    colour,
    has: (x, y) => x >= 1 / 16 && x < (1 + length) / 16 && y >= top / 16 && y < (top + 3.2) / 16,
  }))
}

function badge(problems: number | null): Shape[] {
  if (problems === 0) return []
  const text = problems === null ? '?' : problems > 9 ? '9+' : String(problems)
  const [centre, radius] = [0.66, 0.34]
  // A point of the glyph; two glyphs must fit, too.
  const dot = text.length > 1 ? 0.074 : 0.098
  const width = (text.length * 4 - 1) * dot
  const disc = (grown: number) => (x: number, y: number) => Math.hypot(x - centre, y - centre) <= radius + grown
  return [
    { colour: nothing, has: disc(0.05) },
    { colour: problems === null ? grey : alarm, has: disc(0) },
    {
      colour: white,
      has(x, y) {
        const column = Math.floor((x - centre + width / 2) / dot)
        const line = Math.floor((y - centre + 2.5 * dot) / dot)
        if (line < 0 || line > 4 || column < 0 || column % 4 === 3) return false
        return glyphs[text[Math.floor(column / 4)] ?? '']?.[line * 3 + (column % 4)] === '#'
      },
    },
  ]
}
