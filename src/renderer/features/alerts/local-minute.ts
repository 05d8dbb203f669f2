import { localMoment } from '../notes/local-moment.ts'

/** A moment as a field for date and time takes it where seconds do not matter. @param at ms */
export function localMinute(at: number): string {
  return localMoment(at).slice(0, -3)
}
