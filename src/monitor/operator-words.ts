import type { Redactor } from './redactor.ts'

/**
 * What an operator wrote, as it is kept and shown: plain text, and no token in it (SEC-6).
 * @param most in characters
 */
export function operatorWords(text: string, most: number, redactor: Pick<Redactor, 'mayMention' | 'line'>): string {
  const words = plainText(text)
  // What stands for a token may be longer than it.
  return redactor.mayMention(words) ? Array.from(redactor.line(words)).slice(0, most).join('') : words
}

/** Without what cannot be seen, or turns around what can. */
function plainText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/gu, '')
    .trim()
}
