/** A time that runs out, as a clock shows it: "9:05". @param left ms, not below 0 */
export function countdown(left: number): string {
  const seconds = Math.ceil(left / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
