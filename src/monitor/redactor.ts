import type { Settings } from '../settings/settings.ts'

export const HIDDEN_WORD = '(hidden)'
/** So many times a text may be percent-encoded on top of itself. */
const MAX_DECODINGS = 4
/** A token that is shorter is a word like others: texts are not searched for it. */
const MIN_SEARCHED_LENGTH = 8
/** What channels and others have is no secret to look for where it is shorter than this. */
const MIN_KNOWN_LENGTH = 6
/** A secret of a named token, whole or in part. */
const namedSecret = /bdt_[\w-]{8,}/
const namedSecrets = /bdt_[\w-]{8,}/g
/** A name that promises a secret, with one behind it. Written so that long white space is gone through once. */
const givenSecret = /(?:token|secret|password|authorization|bearer)\s*(?:[=:]\s*|(?<=\s))\S/i
const secretName = /token|secret|password|authorization/i

/** Takes secrets out of what is written down: the tokens of this monitor wherever they stand, and what looks like one. */
export class Redactor {
  private tokens: readonly string[] = []
  /** By whose they are. */
  private readonly secrets = new Map<string, readonly string[]>()

  constructor(settings: Settings) {
    const { 'server.token': operator, 'server.consumer-token': consumer, 'server.viewer-token': viewer } = settings
    const tokens = [operator, consumer, viewer].filter((token) => token !== null)
    this.learn('settings', tokens)
  }

  /** `[CN-1]` What somebody's secrets are from now on, in place of those of before. What is too short is a word like others. */
  learn(owner: string, secrets: readonly string[]): void {
    const least = owner === 'settings' ? 1 : MIN_KNOWN_LENGTH
    this.secrets.set(
      owner,
      secrets.filter(({ length }) => length >= least),
    )
    // The longest first: one may contain another.
    this.tokens = [...new Set([...this.secrets.values()].flat())].toSorted((a, b) => b.length - a.length)
  }

  /** Whether one of the tokens stands in it, percent-encoded or not. */
  mentionsToken(text: string): boolean {
    return decodings(text).some((form) => namedSecret.test(form) || this.tokens.some((token) => form.includes(token)))
  }

  /** Whether it is a token, and no name that has one in it by chance: those of the settings may be any word. */
  isToken(text: string): boolean {
    return this.mayMention(text) && decodings(text).some((form) => namedSecret.test(form) || this.tokens.includes(form))
  }

  /** Whether one of the tokens may stand in it: quickly, and rather once too often. */
  mayMention(text: string): boolean {
    const isIn = (token: string) => token.length >= MIN_SEARCHED_LENGTH && text.includes(token)
    return text.includes('%') || text.includes('bdt_') || this.tokens.some(isIn)
  }

  /** A line of our own log. */
  line(text: string): string {
    let shown = text.replaceAll(namedSecrets, HIDDEN_WORD)
    for (const token of this.tokens) shown = shown.replaceAll(token, HIDDEN_WORD)
    return this.mentionsToken(shown) ? HIDDEN_WORD : shown
  }

  /**
   * The same of what is written down as data: secrets of named tokens wherever they stand, those of the settings, which may
   * be any word, where people are spoken to (`message` and `values`).
   */
  data<T>(data: T): T {
    return this.mayMention(JSON.stringify(data)) ? (this.eachText(data, false) as T) : data
  }

  private eachText(value: unknown, isWords: boolean): unknown {
    if (typeof value === 'string') return isWords ? this.line(value) : value.replaceAll(namedSecrets, HIDDEN_WORD)
    if (Array.isArray(value)) return value.map((item) => this.eachText(item, isWords))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name.replaceAll(namedSecrets, HIDDEN_WORD),
        this.eachText(item, isWords || name === 'message' || name === 'values'),
      ]),
    )
  }

  /** What a client says of itself, for example its user agent: all of it or nothing. Null where it says nothing. */
  words(text: string | undefined, most: number): string | null {
    if (text === undefined) return null
    const isSecret = decodings(text).some((form) => givenSecret.test(form)) || this.mentionsToken(text)
    return isSecret ? HIDDEN_WORD : text.slice(0, most)
  }

  /**
   * The path and query of a request, without parameters that hold a secret, however they are written.
   * @param url as it came: a path, or a whole address, of which only the path is kept
   */
  path(url: string, most: number): string {
    const [location = ''] = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split('#')
    const [path = '', ...queries] = location.split('?')
    const shown = this.words(path, most) ?? ''
    if (queries.length === 0) return shown
    const harmless = queries
      .join('?')
      .split('&')
      .filter((pair) => !this.isSecretPair(pair))
    return harmless.length === 0 ? shown : `${shown}?${harmless.join('&')}`.slice(0, most)
  }

  private isSecretPair(pair: string): boolean {
    return (
      this.mentionsToken(pair) ||
      decodings(pair).some((form) => secretName.test(form.split('=')[0] ?? '') || givenSecret.test(form))
    )
  }
}

/** The text, and what it is when it is decoded once, twice and so on; what is no proper encoding stays as it is. */
function decodings(text: string): string[] {
  const forms = [text]
  for (let i = 0; i < MAX_DECODINGS; i++) {
    const last = forms.at(-1) ?? ''
    const next = last
      .replaceAll('+', ' ')
      .replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
    if (next === last) break
    forms.push(next)
  }
  // A plus sign may stand for itself in a token.
  return text.includes('+') ? [...forms, ...decodings(text.replaceAll('+', '%2B'))] : forms
}
