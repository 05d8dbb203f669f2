import { looksLikeAddress } from './address-shapes.ts'

/** A scheme, or the name of a host with a path behind it. */
const linkStart = /^(?:[A-Za-z][A-Za-z0-9+.-]{1,15}:\/\/|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\/)/

/** A scheme that has lost its slashes; what else stands before a colon may be a chain. */
const bareScheme = /^(?:https?|wss?|ftps?|file|ipfs|ipns):/i

/** Whether a text is a link. */
export function isLink(text: string): boolean {
  return linkStart.test(text) || hasBareScheme(text)
}

/** Whether a text begins as a link does, and is of nothing but what addresses are made of. */
export function hasBareScheme(text: string): boolean {
  return bareScheme.test(text)
}

/** Sites whose pages are of pairs, and the parts of a path that say so. */
const pairSites = /dexscreener|dextools|geckoterminal|birdeye\.so\/pair/i
const pairWords: readonly string[] = ['pair', 'pairs', 'pool', 'pools', 'pair-explorer']

/** What the link is a page of, where it says so: one of a pair is not the token it trades. */
export function isOfPair(link: string): boolean {
  const parts = link.split(/[/?#&=]/)
  return pairSites.test(link) || parts.some((part) => pairWords.includes(part.toLowerCase()))
}

/**
 * The address that a link is a page of: the last part of its path that looks like one, else the only one that its query
 * names. Null where there is none, or where it could be one of several.
 */
export function addressInLink(link: string): string | null {
  const end = link.search(/[?#]/)
  const [path, query] = end < 0 ? [link, ''] : [link.slice(0, end), link.slice(end)]
  const inPath = path
    .replace(bareScheme, '')
    .split('/')
    .findLast((part) => looksLikeAddress(part))
  if (inPath !== undefined) return inPath
  const named = new Set(query.split(/[/?#&=]/).filter((part) => looksLikeAddress(part)))
  const [only] = named
  return named.size === 1 ? only! : null
}
