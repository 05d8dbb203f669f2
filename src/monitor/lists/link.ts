import { looksLikeAddress } from './address-shapes.ts'

/** A scheme, or the name of a host with a path behind it. */
const linkStart = /^(?:[A-Za-z][A-Za-z0-9+.-]{1,15}:\/\/|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\/)/

/** Whether a text is a link. */
export function isLink(text: string): boolean {
  return linkStart.test(text)
}

/** Sites whose pages are of pairs, and the parts of a path that say so. */
const pairSites = /dexscreener|dextools|geckoterminal|birdeye\.so\/pair/i
const pairWords: readonly string[] = ['pair', 'pairs', 'pool', 'pools', 'pair-explorer']

/** What the link is a page of, where it says so: one of a pair is not the token it trades. */
export function isOfPair(link: string): boolean {
  const parts = link.split(/[/?#&=]/)
  return pairSites.test(link) || parts.some((part) => pairWords.includes(part.toLowerCase()))
}

/** The last part of a link that looks like an address; null where none does. */
export function addressInLink(link: string): string | null {
  const parts = link.split(/[/?#&=]/).filter((part) => part !== '')
  return parts.findLast((part) => looksLikeAddress(part)) ?? null
}
