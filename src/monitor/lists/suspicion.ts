import type { ListRepair, SuspicionKind } from '../../contract/list-format.ts'
import type { Phrase } from '../../contract/phrase.ts'
import { fault } from '../../contract/refusal.ts'
import { type Identity, isEvmAddress } from '../../planner/identity.ts'
import { addressAmongWords, bareHexOf, looksLikeAddress } from './address-shapes.ts'
import { isAnswer, isFailedStatus } from './answer-words.ts'
import { isKnownChain } from './chain-names.ts'
import { isTargetName } from './column-names.ts'
import { hasWrongChecksum } from './evm-checksum.ts'
import { addressInLink, hasBareScheme, isLink, isOfPair } from './link.ts'
import { latinOf, lookAlikeAt } from './look-alikes.ts'
import { anyQuote, commentAt, invisible, oddSpace } from './repair.ts'
import { isRuler, isTotal } from './table-parts.ts'
import { MAX_TARGET_LENGTH, signAt } from './target-fault.ts'

/** What looks wrong about a text, and what would help. */
export interface Suspicion {
  readonly kind: SuspicionKind
  readonly why: Phrase
  readonly repair: ListRepair | null
}

/** Longer than any name of a column or number, and of nothing but what addresses are made of: nothing looks wrong. */
const sureTarget = /^[0-9A-Za-z][0-9A-Za-z_:.@-]*$/
/** No word has one. */
const digit = /[0-9]/
const MIN_SURE_LENGTH = 26
const lowerEvm = /^0x[0-9a-f]{40}$/
/** The same without what could be of an EVM chain. */
const otherChains = /^[1-9A-Za-z][0-9A-Za-z_.@-]*$/
const separators = /[,;|\u3001\u3002\u060C\u061B]/u
/** The end of one quoted text and the beginning of another. */
const quotedApart = /["'`\u201D][ \t]?[,;|][ \t]?["'`\u201C]/u
/** A row that sums up those above it. */
export const totalRow: Suspicion = { kind: 'table_part', why: fault('suspicious_total'), repair: null }
const answer: Suspicion = { kind: 'answer', why: fault('suspicious_answer'), repair: null }
const ascii = /^[\x20-\x7E]*$/

/** Whether a target can be taken without another look, whatever the identity of the task is. */
export function isBeyondSuspicion(text: string, identity: Identity): boolean {
  if (text.length < MIN_SURE_LENGTH || text.length > MAX_TARGET_LENGTH) return false
  if (identity === 'exact')
    return sureTarget.test(text) && digit.test(text) && !hasBareScheme(text) && bareHexOf(text) === null
  // A checksum has letters of both cases.
  return (
    lowerEvm.test(text) ||
    (identity === 'auto' && otherChains.test(text) && digit.test(text) && bareHexOf(text) === null)
  )
}

/** `[LI-6]` Null where it looks as targets do. @param text without the white space around a line */
export function suspect(text: string, identity: Identity): Suspicion | null {
  const edge = text.search(/^[ \t]|[ \t]$/)
  if (edge >= 0) return { kind: 'invisible', why: fault('suspicious_space', signAt(text, edge)), repair: 'trim' }
  if (!ascii.test(text)) {
    const odd = suspectSigns(text)
    if (odd) return odd
  }
  if (/^[{[].*[}\]][,;]?$/s.test(text)) return { kind: 'json', why: fault('suspicious_json'), repair: null }
  const tag = text.search(/<\/?[A-Za-z!]/)
  if (tag >= 0) {
    const repair = addressAmongWords(text) === null ? null : 'address'
    return { kind: 'markup', why: fault('suspicious_markup', signAt(text, tag)), repair }
  }
  if (isLink(text)) {
    const why = isOfPair(text) ? fault('suspicious_url_pair') : fault('suspicious_url')
    return { kind: 'url', why, repair: addressInLink(text) === null ? null : 'url' }
  }
  return (
    suspectAnswer(text) ??
    suspectPunctuation(text) ??
    suspectWords(text) ??
    (identity === 'exact' ? null : suspectEvm(text, identity))
  )
}

/** What is in front of an address and taken away from it. @param chain as it stands there */
export function suspectChain(chain: string): Suspicion | null {
  return isKnownChain(chain) ? null : { kind: 'chain', why: fault('suspicious_chain', { chain }), repair: null }
}

/** An EVM address that the list has in another spelling before. @param line of that */
export function suspectSpelling(line: number): Suspicion {
  return { kind: 'spelling', why: fault('suspicious_spelling', { line }), repair: null }
}

/** A text that is the whole of a list, of which nothing else is suspicious. */
export function suspectLone(text: string): Suspicion | null {
  return isFailedStatus(text) ? answer : null
}

/** Quotes and other signs around it make it no other. */
function suspectAnswer(text: string): Suspicion | null {
  return isAnswer(text) ? answer : null
}

function suspectSigns(text: string): Suspicion | null {
  const space = text.search(oddSpace)
  if (space >= 0) return { kind: 'invisible', why: fault('suspicious_space', signAt(text, space)), repair: 'invisible' }
  const hidden = text.search(invisible)
  if (hidden >= 0) {
    return { kind: 'invisible', why: fault('suspicious_invisible', signAt(text, hidden)), repair: 'invisible' }
  }
  const alike = lookAlikeAt(text)
  if (alike >= 0) {
    const like = latinOf(text.charAt(alike))
    return {
      kind: 'lookalike',
      why: fault('suspicious_lookalike', { ...signAt(text, alike), like }),
      repair: 'lookalike',
    }
  }
  const wide = wideAt(text)
  if (wide < 0) return null
  const like = String.fromCodePoint(text.codePointAt(wide)!).normalize('NFKC')
  return { kind: 'lookalike', why: fault('suspicious_lookalike', { ...signAt(text, wide), like }), repair: 'width' }
}

/** Where a full-width or another form of a plain letter, digit or sign stands; −1 where none does. */
function wideAt(text: string): number {
  let at = 0
  for (const sign of text) {
    if (sign > '\u007F' && /^[\x21-\x7E]+$/.test(sign.normalize('NFKC'))) return at
    at += sign.length
  }
  return -1
}

function suspectPunctuation(text: string): Suspicion | null {
  const quote = text.search(anyQuote)
  const several = quote < 0 ? -1 : text.search(quotedApart)
  if (several >= 0) {
    const at = several + text.slice(several).search(separators)
    return { kind: 'separator', why: fault('suspicious_separator', signAt(text, at)), repair: 'split' }
  }
  if (quote >= 0) return { kind: 'quote', why: fault('suspicious_quote', signAt(text, quote)), repair: 'unquote' }
  const comment = commentAt(text)
  if (comment > 0)
    return { kind: 'comment', why: fault('suspicious_comment', { place: comment + 1 }), repair: 'comment' }
  if (isRuler(text)) return { kind: 'table_part', why: fault('suspicious_ruler'), repair: null }
  const between = text.search(separators)
  if (between >= 0) {
    return { kind: 'separator', why: fault('suspicious_separator', signAt(text, between)), repair: 'split' }
  }
  const addresses = text.match(/0x[0-9a-f]{40}/gi) ?? []
  if (addresses.length > 1) {
    return { kind: 'separator', why: fault('suspicious_several', { count: addresses.length }), repair: null }
  }
  const parts = text.split(/\s+/u)
  if (parts.length === 1) return null
  if (parts.every((part) => looksLikeAddress(part))) {
    return { kind: 'separator', why: fault('suspicious_several', { count: parts.length }), repair: 'split' }
  }
  if (addressAmongWords(text) === null) return null
  return { kind: 'words', why: fault('suspicious_words'), repair: 'address' }
}

function suspectWords(text: string): Suspicion | null {
  if (/^[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+$/.test(text)) {
    return { kind: 'scientific', why: fault('suspicious_scientific'), repair: null }
  }
  if (/^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/.test(text)) {
    return { kind: 'scientific', why: fault('suspicious_cell_error'), repair: null }
  }
  if (bareHexOf(text) !== null) return { kind: 'bare_hex', why: fault('suspicious_bare_hex'), repair: 'prefix' }
  if (isTotal(text)) return totalRow
  if (isTargetName(text)) return { kind: 'header_word', why: fault('suspicious_header_word'), repair: null }
  return null
}

function suspectEvm(text: string, identity: 'evm' | 'auto'): Suspicion | null {
  if (isEvmAddress(text)) {
    if (!hasWrongChecksum(text)) return null
    return { kind: 'checksum', why: fault('suspicious_checksum'), repair: 'checksum' }
  }
  return identity === 'evm' ? { kind: 'not_evm', why: fault('suspicious_not_evm'), repair: null } : null
}
