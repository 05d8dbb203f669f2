import type { MantineColorsTuple } from '@mantine/core'

type Rgb = readonly [red: number, green: number, blue: number]

/** How light each shade is (OKLab), after our own accent: the fifth is that of the dark theme, the eighth that of the light one. */
const ladder = [0.97, 0.93, 0.87, 0.78, 0.69, 0.63, 0.59, 0.55, 0.49, 0.43] as const
/** The shades that are text, or have white text upon them. */
const IN_DARK = 4
const IN_LIGHT = 7
/** The lightest and the darkest ground that each stands on: `--bd-selected` of the dark theme, `--bd-selected` of the light one. */
const grounds = { dark: rgb('#1f2c44'), light: rgb('#e4ecfb') } as const
/** WCAG AA of text. */
const LEAST_CONTRAST = 4.5
const STEP = 0.004
const white: Rgb = [255, 255, 255]

/**
 * `[DT-24]` The accent colours of a system's: its hue and strength, as light as each theme needs it. Whatever the system says
 * can be read: on our grounds as text, and with white text upon it.
 * @param hex `#rrggbb`
 */
export function accentShades(hex: string): MantineColorsTuple {
  const { chroma, hue } = toLch(rgb(hex))
  const shades = ladder.map((light, shade) => {
    let at: number = light
    if (shade === IN_DARK) while (contrast(fromLch(at, chroma, hue), grounds.dark) < LEAST_CONTRAST) at += STEP
    if (shade >= IN_LIGHT) {
      while (
        Math.min(...[grounds.light, white].map((ground) => contrast(fromLch(at, chroma, hue), ground))) < LEAST_CONTRAST
      ) {
        at -= STEP
      }
    }
    return toHex(fromLch(at, chroma, hue))
  })
  return shades as unknown as MantineColorsTuple
}

/** `[DT-24]` WCAG's ratio of two colours. */
export function contrastOf(one: string, other: string): number {
  return contrast(rgb(one), rgb(other))
}

function contrast(one: Rgb, other: Rgb): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map(linear) as unknown as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Into OKLCH (Björn Ottosson's OKLab by angle). */
function toLch(color: Rgb): { chroma: number; hue: number } {
  const [r, g, b] = color.map(linear) as unknown as Rgb
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const blueness = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return { chroma: Math.hypot(a, blueness), hue: Math.atan2(blueness, a) }
}

/** The colour of a lightness, with as much of the chroma as a screen can show of it. */
function fromLch(light: number, chroma: number, hue: number): Rgb {
  for (let strength = chroma; strength > 0.001; strength *= 0.95) {
    const found = fromLab(light, strength * Math.cos(hue), strength * Math.sin(hue))
    if (found.every((part) => part >= -0.0005 && part <= 1.0005)) return found.map(toByte) as unknown as Rgb
  }
  return fromLab(light, 0, 0).map(toByte) as unknown as Rgb
}

function fromLab(light: number, a: number, b: number): Rgb {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

function linear(byte: number): number {
  const part = byte / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

function toByte(part: number): number {
  const held = Math.min(1, Math.max(0, part))
  return Math.round(255 * (held <= 0.0031308 ? 12.92 * held : 1.055 * held ** (1 / 2.4) - 0.055))
}

function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function toHex(color: Rgb): string {
  return `#${color.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
