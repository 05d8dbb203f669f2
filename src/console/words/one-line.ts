/** Line breaks, other control characters, and what turns the direction of a text round or is not seen. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]+/gu

/** What others have written, as one line that shows all there is of it. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll(unseen, ' ').trim()
}

/** At most so many characters, as strings count them; what is longer ends with “…”, and no character is cut in two. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const end = Math.max(0, most - 1)
  // The first half of a pair of surrogates is none.
  const isInside = /[\uD800-\uDBFF]/.test(text.charAt(end - 1))
  return `${text.slice(0, isInside ? end - 1 : end).trimEnd()}…`
}
