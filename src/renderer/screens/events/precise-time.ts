import { useFormat } from '../../i18n/format.ts'

/** `[UI-7]` The time to the millisecond, and the day where it is not that of `now`; in ms. */
export function usePreciseTime(): (at: number, now: number) => string {
  const format = useFormat()
  return (at, now) => `${format.moment(at, now)}.${String(Math.trunc(at) % 1000).padStart(3, '0')}`
}
