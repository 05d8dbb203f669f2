/** A part of a text: as it is, or a character that is not what it looks like, by its code point where it cannot be seen. */
export interface TextPart {
  readonly text: string
  readonly isMarked: boolean
}

/** What leaves no ink: separators but the plain space, format and control characters, and what is not assigned. */
const unseen = /[\p{Z}\p{C}]/u
const notAscii = /[^\x20-\x7E]/u

/** `[LI-6]` A text in parts, so that what is hidden in it can be seen: each character beyond ASCII is one of its own. */
export function markedText(text: string): TextPart[] {
  const parts: TextPart[] = []
  let plain = ''
  const flush = () => {
    if (plain !== '') parts.push({ text: plain, isMarked: false })
    plain = ''
  }
  for (const sign of text) {
    if (notAscii.test(sign)) {
      flush()
      parts.push({ text: unseen.test(sign) ? codePoint(sign) : sign, isMarked: true })
    } else plain += sign
  }
  flush()
  return parts
}

function codePoint(sign: string): string {
  return `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
