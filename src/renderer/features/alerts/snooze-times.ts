/** How long an alert is put off for with one click, ms. */
export const snoozeSpans = [900_000, 3_600_000, 4 * 3_600_000] as const
/** When a day begins for whoever was called at night, by the clock on his wall. */
const MORNING_HOUR = 8

/** The next eight o'clock by the operator's clock. @param now ms */
export function nextMorning(now: number): number {
  const morning = new Date(now)
  morning.setHours(MORNING_HOUR, 0, 0, 0)
  if (morning.getTime() <= now) morning.setDate(morning.getDate() + 1)
  return morning.getTime()
}
