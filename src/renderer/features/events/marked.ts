/** A part of a text, and whether it is what was searched for. */
export interface Part {
  readonly text: string
  readonly isHit: boolean
}

/** `[EV-11]` The words of a search, each of which has to occur. */
export function searchWords(q: string): string[] {
  return q.toLowerCase().split(/\s+/).filter(Boolean)
}

/** A text in parts, those that are one of the words apart. Nothing is left out of it. */
export function markedParts(text: string, words: readonly string[]): Part[] {
  const low = text.toLowerCase()
  // Where a letter has another length in lower case, places are others: it is then shown as it is.
  if (words.length === 0 || low.length !== text.length) return text === '' ? [] : [{ text, isHit: false }]
  const hits = new Uint8Array(text.length)
  for (const word of words.filter(Boolean)) {
    let at = low.indexOf(word)
    while (at >= 0) {
      hits.fill(1, at, at + word.length)
      at = low.indexOf(word, at + 1)
    }
  }
  const parts: Part[] = []
  for (let start = 0; start < text.length;) {
    let end = start + 1
    while (end < text.length && hits[end] === hits[start]) end++
    parts.push({ text: text.slice(start, end), isHit: hits[start] === 1 })
    start = end
  }
  return parts
}
