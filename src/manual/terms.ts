/** Runs without spaces between words: Chinese, and Japanese kana. */
const ideographs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu
/** A word, a name of the wire, or the ID of a rule: `heartbeat`, `batch_reload_ack`, `LV-7`, `6,000`. */
const words = /[\p{L}\p{N}]+(?:[-_.,][\p{L}\p{N}]+)*/gu

/** The terms by which a text is found: its words, the parts of names, and Chinese in pairs of characters. */
export function indexTerms(text: string): string[] {
  const ofWord = (word: string) => {
    const parts = word.split(/[-_.,]/)
    return parts.length > 1 ? [word, ...parts] : [word]
  }
  // The last character begins no pair, and is looked for by itself all the same.
  return terms(text, ofWord, (run) => [...pairs(run), ...Array.from(run).slice(-1)])
}

/** The terms that a query asks for: a name as a whole. */
export function queryTerms(text: string): string[] {
  return terms(text, (word) => [word], pairs)
}

/** Whether a term must not be read as another: a number, a name with a number, or Chinese. */
export function isExact(term: string): boolean {
  return /[\p{N}\p{Script=Han}]/u.test(term)
}

function terms(text: string, ofWord: (word: string) => string[], ofRun: (run: string) => string[]): string[] {
  const found: string[] = []
  const rest = text.toLowerCase().replaceAll(ideographs, (run) => {
    found.push(...ofRun(run))
    return ' '
  })
  for (const [word] of rest.matchAll(words)) found.push(...ofWord(word))
  return found
}

/** 告警规则 becomes 告警, 警规, 规则. */
function pairs(run: string): string[] {
  const characters = Array.from(run)
  if (characters.length === 1) return characters
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`)
}
