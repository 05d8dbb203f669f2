import type { ListRepair } from '../../contract/list-format.ts'
import { chainParts, isEvmAddress } from '../../planner/identity.ts'
import { addressAmongWords, bareHexOf, looksLikeAddress } from './address-shapes.ts'
import { checksummed } from './evm-checksum.ts'
import { addressInLink, isLink } from './link.ts'
import { withLatin } from './look-alikes.ts'

/**
 * What has no look of its own, or none that everybody has: characters of format, marks that lie on the letter before, blank
 * letters, and those of private use. White space is no part of it.
 */
export const invisible = /[\p{Cf}\p{Mn}\p{Me}\p{Co}\u115F\u1160\u3164\uFFA0\u2800\uFFFC]/u
const invisibles = new RegExp(invisible.source, 'gu')
/** White space other than what a keyboard makes. */
export const oddSpace = /[^\S \t\r\n]/u
const oddSpaces = new RegExp(oddSpace.source, 'gu')

/** Quotes, as code and texts have them. */
export const anyQuote = /["'`\u2018\u2019\u201C\u201D\u00AB\u00BB\u300C\u300D]/u
const quotesBefore = /^["'`\u2018\u201C\u00AB\u300C]+/u
/** With what ends an item in a piece of code. */
const quotesBehind = /["'`\u2019\u201D\u00BB\u300D][,;]*$/u

/** What stands between several targets of a line. */
const between = /[\s,;|\u3001\u3002\u060C\u061B]+/u

/** `[LI-7]` What each repair makes of a text; only `split` makes more than one of it. */
const repairers: Readonly<Record<ListRepair, (text: string) => string | readonly string[]>> = {
  invisible: (text) => text.replaceAll(invisibles, '').replaceAll(oddSpaces, ' ').trim(),
  width: (text) => text.normalize('NFKC'),
  lookalike: withLatin,
  trim: (text) => text.trim(),
  comment: withoutComment,
  unquote: (text) => {
    const open = text.replace(quotesBefore, '')
    return open.replace(quotesBehind, '')
  },
  address: (text) => (isLink(text) || looksLikeAddress(text) ? text : (addressAmongWords(text) ?? text)),
  split: (text) => {
    // The signs of a link are its own.
    const parts = isLink(text) ? [text] : text.split(between)
    return parts.filter((part) => part !== '')
  },
  url: (text) => (isLink(text) ? (addressInLink(text) ?? text) : text),
  prefix: (text) => {
    const digits = bareHexOf(text)
    return digits === null ? text : `0x${digits}`
  },
  checksum: (text) => {
    const { chain = null, target = text } = chainParts(text) ?? {}
    if (!isEvmAddress(target)) return text
    return chain === null ? checksummed(target) : `${chain}:${checksummed(target)}`
  },
}

/** Each takes something away, so that few are needed; what was made to need more stays suspicious. */
const MAX_ROUNDS = 4

/** What came of a text, and which repairs had a part in it. */
export interface Repaired {
  readonly texts: readonly string[]
  readonly by: readonly ListRepair[]
}

/**
 * `[LI-7]` Again until nothing changes: what is split off may have quotes of its own.
 * @param repairs in the order in which they are done
 */
export function repair(text: string, repairs: readonly ListRepair[]): Repaired {
  let texts: readonly string[] = [text]
  const by = new Set<ListRepair>()
  for (let round = 0, isDone = false; !isDone && round < MAX_ROUNDS; round++) {
    isDone = true
    for (const name of repairs) {
      const next = texts.flatMap((one) => repairers[name](one))
      if (next.length === texts.length && next.every((one, i) => one === texts[i])) continue
      by.add(name)
      texts = next
      isDone = false
    }
  }
  return { texts, by: repairs.filter((name) => by.has(name)) }
}

/** Up to a `#`, or to what begins a comment elsewhere after white space. */
function withoutComment(text: string): string {
  const at = isLink(text) ? -1 : commentAt(text)
  return at > 0 ? text.slice(0, at).trimEnd() : text
}

/** Where what looks like a comment begins; −1 where nothing does. */
export function commentAt(text: string): number {
  return text.search(/#|\s(?:\/\/|--|;)/u)
}
