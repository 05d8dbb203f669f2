/** What makes two spellings the same target (ID-1). */
export const identities = ['exact', 'evm', 'auto'] as const
export type Identity = (typeof identities)[number]

/** An EVM address has so many characters, with its `0x`. */
const EVM_LENGTH = 42

const ZERO = 48
const NINE = 57
const UPPER_A = 65
const UPPER_F = 70
const LOWER_A = 97
const LOWER_F = 102
const LOWER_X = 120
const UPPER_X = 88

/**
 * A chain in front of an address: its short name (ERC-3770), or its namespace and reference (CAIP-10). What a link begins
 * with is none.
 */
const chainPrefix =
  /^(?!(?:https?|wss?|ftps?|file|ipfs|ipns|mailto|data|javascript|urn):)([A-Za-z][A-Za-z0-9-]{0,31}(?::[-_A-Za-z0-9]{1,32})?):(0[xX][0-9A-Fa-f]{40})$/i

/** The same in front of the beginning of an address. */
const soughtChain = /^\s{0,8}[A-Za-z][A-Za-z0-9-]{0,31}(?::[-_A-Za-z0-9]{1,32})?:(?=0[xX][0-9A-Fa-f]{0,40}\s{0,8}$)/

/** A target without the chain in front of it, and which that was. */
interface ChainParts {
  readonly target: string
  readonly chain: string
}

/**
 * `[ID-1]` The form of a target that its hash, its slot, its order and its equality go by. `exact` takes it as it is; with
 * `evm` and `auto` an address of 0x and 40 hex digits counts without its case and without a chain in front of it, and
 * anything else as it is. A canonical form is its own.
 */
export function canonical(identity: Identity, target: string): string {
  if (identity === 'exact') return target
  if (target.length === EVM_LENGTH) return lowered(target) ?? target
  const parts = target.length > EVM_LENGTH ? chainParts(target) : null
  return parts ? parts.target.toLowerCase() : target
}

/** `[ID-1]` A chain in front of an EVM address, and the address; null where there is none. */
export function chainParts(text: string): ChainParts | null {
  // Most texts have no colon in front of their last 42 characters.
  if (text.charCodeAt(text.length - EVM_LENGTH - 1) !== 58) return null
  const [, chain, target] = chainPrefix.exec(text) ?? []
  return chain === undefined || target === undefined ? null : { chain, target }
}

/**
 * What to look for where somebody types a target, or the beginning of one: where addresses are compared without the chain
 * in front of them, it is no part of what is found.
 */
export function soughtTarget(identity: Identity, text: string): string {
  return identity === 'exact' ? text : text.replace(soughtChain, '')
}

/** 0x and 40 hex digits, in whatever case. */
export function isEvmAddress(text: string): boolean {
  return text.length === EVM_LENGTH && lowered(text) !== null
}

/** Of two targets the same order everywhere: by the code units of their canonical forms. */
export function compareTargets(identity: Identity, a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = identity === 'exact' ? [a, b] : [canonical(identity, a), canonical(identity, b)]
  if (left === right) return 0
  return left < right ? -1 : 1
}

export function isSameTarget(identity: Identity, a: string, b: string): boolean {
  return a === b || (identity !== 'exact' && canonical(identity, a) === canonical(identity, b))
}

/**
 * An EVM address in lower case, the very same text where it is so already: most lists are, and a text that is made anew
 * costs memory. Null where it is none. @param text of the length of one
 */
function lowered(text: string): string | null {
  const x = text.charCodeAt(1)
  if (text.charCodeAt(0) !== ZERO || (x !== LOWER_X && x !== UPPER_X)) return null
  let isLower = x === LOWER_X
  for (let i = 2; i < EVM_LENGTH; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= ZERO && unit <= NINE) continue
    if (unit >= UPPER_A && unit <= UPPER_F) isLower = false
    else if (unit < LOWER_A || unit > LOWER_F) return null
  }
  return isLower ? text : text.toLowerCase()
}
