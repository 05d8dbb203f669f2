/** A time that runs out, as a clock shows it: "9:05", "23:59:05". @param left ms, not below 0 */
export function countdown(left: number): string {
  const seconds = Math.ceil(left / 1000)
  const minutes = Math.floor(seconds / 60)
  const twoDigits = (count: number) => String(count).padStart(2, '0')
  const clock = minutes < 60 ? `${minutes}` : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}`
  return `${clock}:${twoDigits(seconds % 60)}`
}
