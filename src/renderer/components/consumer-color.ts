import { murmur3 } from '../../planner/hash.ts'

/** Turned by this again and again, hues keep as far from each other as they can, however many there are. Degrees. */
const GOLDEN_ANGLE = 137.508
const lightnesses = [0.6, 0.68, 0.76] as const

/**
 * The same colour for the same id, everywhere and always (UI-2); the name beside it says who it is. Ids that differ in
 * the number at their end, as those of most fleets do, get colours far apart.
 */
export function consumerColor(consumerId: string): string {
  const [, digits = ''] = /(\d{0,9})$/.exec(consumerId) ?? []
  const number = Number(digits)
  const hash = murmur3(consumerId.slice(0, consumerId.length - digits.length))
  const hue = (hash + number * GOLDEN_ANGLE) % 360
  return `oklch(${lightnesses[(hash + number) % lightnesses.length]} 0.14 ${hue.toFixed(1)})`
}
