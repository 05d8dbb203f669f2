import { refusal } from './refusal.ts'

/** How deep JSON from outside may be nested: what is asked for here needs a handful. */
export const MAX_JSON_DEPTH = 32

const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

/**
 * How deep a consumer's frame may be: it may carry whatever its worker likes in fields of its own, which are passed over. What
 * is much deeper could not even be walked through.
 */
export const MAX_FRAME_DEPTH = 1000

/**
 * Whether a text would be nested too deep, as JSON. It is looked at before it is parsed: a megabyte of `[` becomes many
 * megabytes of lists, and what walks through them runs out of stack.
 */
export function isTooDeep(text: string, most = MAX_JSON_DEPTH): boolean {
  if (text.length <= most) return false
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case OPEN_BRACKET:
      case OPEN_BRACE:
        if (++depth > most) return true
        break
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--
        break
      case QUOTE:
        i = endOfText(text, i + 1)
        break
      default:
    }
  }
  return false
}

/**
 * JSON that somebody sent.
 * @throws {BatchdeckError} `INVALID_JSON` where it is nested too deep; `SyntaxError` where it is no JSON
 */
export function parseBoundedJson(text: string): unknown {
  if (isTooDeep(text)) throw refusal('json_too_deep', { most: MAX_JSON_DEPTH })
  return JSON.parse(text) as unknown
}

/** Where a text ends that begins here; the end of everything where it does not. */
function endOfText(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === QUOTE) return i
    if (unit === BACKSLASH) i++
  }
  return text.length
}
