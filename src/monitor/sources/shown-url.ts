/** What stands in place of what is not shown. */
export const HIDDEN = '…'
/** The same as a URL has it. */
const HIDDEN_IN_URL = encodeURIComponent(HIDDEN)

/** A longer word of letters and digits is none. */
const MAX_MIXED_LENGTH = 15
const MAX_WORD_LENGTH = 31
/** What changes so often between capitals, small letters and digits nobody has written. */
const MIN_TURNS = 8
const MIN_TURNING_LENGTH = 20

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** An address is public; a private key is longer. */
const evmAddress = /^0x[0-9a-f]{40}$/i
/** What follows these is meant for nobody else. */
const secretName = /^(?:(?:api|access)[-_]?)?(?:keys?|secrets?|passwords?|passwd)$/i

/** A part of a URL, as it stands there and as it is shown. */
interface Part {
  readonly raw: string
  readonly shown: string
}

/**
 * `[SO-6]` A URL without what may be secret in it: who logs in, the values of its query, and of its path what nobody has
 * written by hand.
 */
export function shownUrl(url: URL): string {
  const path = pathOf(url).map(({ shown }) => shown)
  const query = queryOf(url).map(({ shown }) => shown)
  return `${url.origin}${path.join('/')}${query.length === 0 ? '' : `?${query.join('&')}`}`
}

/** The same of a text that is meant to be one. */
export function shownAddress(text: string): string {
  const url = URL.parse(text)
  if (url !== null && url.host !== '') return shownUrl(url)
  const [place = ''] = text.split(/[?#]/, 1)
  const shown = place.replace(/\/\/[^/]*@/, '//').split('/')
  return shown.map((segment, i) => (isSecret(segment, shown[i - 1]) ? HIDDEN : segment)).join('/')
}

/**
 * `[SO-6]` A URL that somebody has changed, with what of the one before was not shown to them and not sent again: who logs
 * in, and whatever is `…`.
 * @param given both have one origin
 * @returns null where there is nothing that a `…` stands for
 */
export function withHidden(given: string, before: URL): string | null {
  if (given === shownUrl(before)) return before.href
  const url = new URL(given)
  const path = filledIn(pathOf(url), pathOf(before))
  const query = filledIn(queryOf(url), queryOf(before))
  if (path === null || query === null) return null
  // An empty name says that nobody logs in.
  if (!/^[^/]*\/\/[^/?#]*@/.test(given)) {
    url.username = before.username
    url.password = before.password
  }
  url.pathname = path.join('/')
  url.search = query.join('&')
  return url.href
}

/** Whether anything in it only stands for what is not shown. */
export function hasHidden(text: string): boolean {
  return text.includes(HIDDEN) || text.includes(HIDDEN_IN_URL)
}

/** The hidden ones of those that are shown alike, in their order. */
function filledIn(parts: readonly Part[], before: readonly Part[]): string[] | null {
  const hidden = Map.groupBy(
    before.filter(({ raw, shown }) => raw !== shown),
    ({ shown }) => shown,
  )
  const taken = new Map<string, number>()
  const filled: string[] = []
  for (const { raw } of parts) {
    const text = raw.replaceAll(HIDDEN_IN_URL, HIDDEN)
    if (!text.includes(HIDDEN)) {
      filled.push(raw)
      continue
    }
    const place = taken.get(text) ?? 0
    const known = hidden.get(text)?.[place]
    if (!known) return null
    taken.set(text, place + 1)
    filled.push(known.raw)
  }
  return filled
}

function pathOf({ pathname }: URL): Part[] {
  const segments = pathname.split('/')
  return segments.map((raw, i) => ({ raw, shown: shownSegment(raw, segments[i - 1]) }))
}

function shownSegment(raw: string, before: string | undefined): string {
  if (isSecret(raw, before)) return HIDDEN
  // Some have parameters in their paths.
  const [name = '', value] = raw.split('=', 2)
  return value === undefined || value === '' ? raw : `${name}=${HIDDEN}`
}

function queryOf({ search }: URL): Part[] {
  return search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((raw) => {
      const [name = ''] = raw.split('=', 1)
      return { raw, shown: `${isSecret(name, undefined) ? HIDDEN : name}=${HIDDEN}` }
    })
}

/** Whether this looks as if it were made by a machine, for one reader only. @param before what stands in front of it */
function isSecret(raw: string, before: string | undefined): boolean {
  const text = decoded(raw)
  if (text === '' || evmAddress.test(text)) return false
  if (uuid.test(text) || (before !== undefined && secretName.test(before))) return true
  if (text.length >= MIN_TURNING_LENGTH && turnsOf(text) >= MIN_TURNS) return true
  return text
    .split(/[^A-Za-z0-9]+/)
    .some(
      (word) =>
        word.length > MAX_WORD_LENGTH ||
        (word.length > MAX_MIXED_LENGTH && /[0-9]/.test(word) && /[A-Za-z]/.test(word)),
    )
}

function turnsOf(text: string): number {
  const kinds = Array.from(text, (char) =>
    /[0-9]/.test(char) ? 0 : /[A-Z]/.test(char) ? 1 : /[a-z]/.test(char) ? 2 : 3,
  )
  return kinds.filter((kind, i) => i > 0 && kind < 3 && kinds[i - 1]! < 3 && kind !== kinds[i - 1]).length
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
