/** A moment as it stands in a sentence of every language: "2026-11-29 02:14 UTC". @param at ms since 1970 */
export function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** The same, read; null where it is none. */
export function momentOf(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/.test(text)) return null
  const at = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 16)}Z`)
  return Number.isNaN(at) ? null : at
}
