/** What may stand between the digits of a large number, in one language or another. */
const grouping = /[\s,.'’_]/gu

/** A number as somebody types it: "5900", "5,900", "5 900", also of full width; null where it is none. */
export function typedNumber(text: string): number | null {
  const digits = text.normalize('NFKC').replace(grouping, '')
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null
}
