import type { PhraseValue, Sentence } from '../../../contract/phrase.ts'
import { inEnglish } from '../../../contract/refusal.ts'
import type { ChannelDefinition } from '../../../contract/resources/channel.ts'
import { cleanText, shortened } from '../../../console/words/one-line.ts'

/** What stands in place of what is not shown. */
const HIDDEN = '…'
/** A shorter one is a word like others: of an answer that may have it in it nothing is shown at all. */
const MIN_SEARCHED_LENGTH = 4
/** A part of an address that is shorter names something rather than being secret. */
const MIN_PART_LENGTH = 8
const MAX_DETAIL_LENGTH = 200
/** So often an answer may be percent-encoded on top of itself. */
const MAX_DECODINGS = 3

/** `[CN-2]` Everything of a channel that no sentence may hold, however it is written. */
export class Secrets {
  private readonly forms: readonly string[]
  private readonly hasShort: boolean

  constructor(definition: ChannelDefinition) {
    const { whole, parts } = secretsOf(definition)
    this.hasShort = whole.some((text) => text.length > 0 && text.length < MIN_SEARCHED_LENGTH)
    const searched = [
      ...whole.filter((text) => text.length >= MIN_SEARCHED_LENGTH),
      ...parts.filter((text) => text.length >= MIN_PART_LENGTH),
    ]
    // The longest first: one may contain another.
    this.forms = [...new Set(searched.flatMap(writings))].toSorted((a, b) => b.length - a.length)
  }

  /** What a receiver has said, as it may be shown: in one short line. */
  detail(text: string): string {
    if (this.hasShort) return HIDDEN
    return shortened(this.hide(cleanText(text)), MAX_DETAIL_LENGTH) || HIDDEN
  }

  /** A sentence of which no value holds one. */
  sentence(sentence: Sentence): Sentence {
    const { reason, values } = sentence
    if (reason === undefined || values === undefined) return { message: this.hide(sentence.message) }
    const shown = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, this.value(value)]))
    return { message: inEnglish({ key: reason, values: shown }), reason, values: shown }
  }

  private value(value: PhraseValue): PhraseValue {
    return typeof value === 'string' ? this.hide(value) : value
  }

  private hide(text: string): string {
    let shown = text
    for (const form of this.forms) shown = shown.replaceAll(form, HIDDEN)
    // Written in a way that is not searched for: then it is not shown at all.
    return decodings(shown).some((decoded) => this.forms.some((form) => decoded.includes(form))) ? HIDDEN : shown
  }
}

function secretsOf(definition: ChannelDefinition): { whole: readonly string[]; parts: readonly string[] } {
  switch (definition.kind) {
    case 'email':
      return { whole: [definition.password ?? ''], parts: [] }
    case 'telegram':
      // What stands behind the colon is the secret of it.
      return { whole: [definition.token], parts: definition.token.split(':') }
    case 'webhook': {
      const { url, secret = '', headers = {} } = definition
      const values = Object.values(headers)
      const ofUrl = ofAddress(url)
      return {
        whole: [...ofUrl.whole, secret, secret.replace(/^whsec_/, ''), ...values],
        // A scheme stands in front of a token, and a user in front of a password.
        parts: [...ofUrl.parts, ...values.flatMap((value) => value.split(/[\s,;=:]+/))],
      }
    }
    case 'dingtalk':
    case 'feishu': {
      const ofUrl = ofAddress(definition.url)
      return { whole: [...ofUrl.whole, definition.secret ?? ''], parts: ofUrl.parts }
    }
    case 'slack':
    case 'wecom':
      return ofAddress(definition.url)
  }
}

function ofAddress(address: string): { whole: readonly string[]; parts: readonly string[] } {
  const url = URL.parse(address)
  if (url === null) return { whole: [address], parts: address.split(/[/?&=#]+/) }
  const { pathname, search, username, password } = url
  return {
    whole: [address, ...(pathname.length > 1 ? [pathname] : []), ...(search.length > 1 ? [search] : []), password],
    parts: [...pathname.split('/'), ...url.searchParams.values(), ...search.split(/[?&=]/), username],
  }
}

/** How a text may be written in an answer. */
function writings(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  return [
    text,
    json,
    json.replaceAll('/', '\\/'),
    encodeURIComponent(text.toWellFormed()),
    text.replaceAll('&', '&amp;'),
    Buffer.from(text)
      .toString('base64')
      .replace(/(?<!=)=+$/, ''),
  ]
}

function decodings(text: string): string[] {
  const found: string[] = []
  let last = text
  for (let i = 0; i < MAX_DECODINGS; i++) {
    const next = last.replaceAll(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCodePoint(Number.parseInt(code.slice(1), 16)))
    if (next === last) break
    found.push(next)
    last = next
  }
  return found
}
