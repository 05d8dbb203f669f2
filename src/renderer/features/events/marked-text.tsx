import { markedParts } from './marked.ts'

/** A text with what was searched for marked in it. */
export function MarkedText({ text, words }: { text: string; words: readonly string[] }) {
  if (words.length === 0) return text
  return markedParts(text, words).map(({ text: part, isHit }, i) => (isHit ? <mark key={i}>{part}</mark> : part))
}
