import { Cron } from 'croner'

/** The next times of a cron expression after `now`, ms; none where it is no such expression, or never comes true. */
export function nextTimes(cron: string, timezone: string, now: number, count: number): readonly number[] {
  if (cron.trim() === '') return []
  try {
    return new Cron(cron.trim(), { timezone, paused: true }).nextRuns(count, new Date(now)).map((at) => at.getTime())
  } catch {
    return []
  }
}
