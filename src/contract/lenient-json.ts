/** What Python's `json` writes for numbers that are none, where it is not told otherwise. */
const notNumbers = ['-Infinity', 'Infinity', 'NaN'] as const

/**
 * JSON in which `NaN` and `Infinity` are null: one sum of a worker that has no result must not make its whole frame
 * unreadable. It is read as plain JSON first, so only a frame with a fault is looked at twice, and once from end to end.
 * @throws {SyntaxError} where it is no JSON then, either
 */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!text.includes('NaN') && !text.includes('Infinity')) throw error
    return JSON.parse(withoutNotNumbers(text))
  }
}

function withoutNotNumbers(text: string): string {
  const parts: string[] = []
  let copiedTo = 0
  let isInText = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (isInText) {
      if (letter === '\\') at++
      else if (letter === '"') isInText = false
    } else if (letter === '"') isInText = true
    else if (letter === 'N' || letter === 'I' || letter === '-') {
      const word = notNumbers.find((one) => text.startsWith(one, at))
      if (word === undefined) continue
      parts.push(text.slice(copiedTo, at), 'null')
      at += word.length - 1
      copiedTo = at + 1
    }
  }
  return parts.join('') + text.slice(copiedTo)
}
