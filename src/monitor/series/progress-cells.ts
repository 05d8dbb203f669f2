/** How far each consumer was at one moment, by the number of its name; percent, 0–100. */
export type ProgressCells = ReadonlyMap<number, number>

/** In so many steps a percent is kept: half of one is told apart. */
const STEPS_A_PERCENT = 2

/**
 * As bytes: by ascending number the distance from the one before, 7 bits a byte and the last without the eighth, then the
 * progress in one. A fleet of a thousand takes 2 or 3 bytes each, however high the numbers are.
 */
export function encodeProgress(cells: ProgressCells): Buffer {
  const bytes: number[] = []
  let before = 0
  for (const [number, progress] of [...cells].toSorted(([a], [b]) => a - b)) {
    let distance = number - before
    for (; distance > 127; distance = Math.floor(distance / 128)) bytes.push((distance % 128) + 128)
    bytes.push(distance, Math.round(Math.min(100, Math.max(0, progress)) * STEPS_A_PERCENT))
    before = number
  }
  return Buffer.from(bytes)
}

/** What {@link encodeProgress} made of one consumer; null where it is not in it. */
export function progressIn(bytes: Uint8Array, wanted: number): number | null {
  let number = 0
  for (let i = 0; i < bytes.length; i++) {
    let scale = 1
    for (; bytes[i]! > 127; i++) {
      number += (bytes[i]! - 128) * scale
      scale *= 128
    }
    number += bytes[i]! * scale
    i++
    if (number >= wanted) return number === wanted ? bytes[i]! / STEPS_A_PERCENT : null
  }
  return null
}
