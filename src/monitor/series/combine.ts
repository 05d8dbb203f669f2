import type { Keep } from '../../contract/resources/series.ts'

/** Several values of a series as one; null where there is none. */
export function combine(keep: Keep, values: readonly number[]): number | null {
  if (values.length === 0) return null
  switch (keep) {
    case 'min':
      return values.reduce((least, value) => Math.min(least, value))
    case 'max':
      return values.reduce((most, value) => Math.max(most, value))
    case 'sum':
      return values.reduce((sum, value) => sum + value)
    case 'mean':
      return values.reduce((sum, value) => sum + value) / values.length
  }
}
