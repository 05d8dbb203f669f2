import { priorities, UNRATED } from '../../planner/priority.ts'

/**
 * Names of the column that holds the targets, the surest first: of two columns with such names the one that stands
 * earlier here is it, the other is an attribute. Compared without case, spaces and signs.
 */
const targetNames = [
  'target',
  'targets',
  '目标',
  '监控目标',
  '监控地址',
  'contractaddress',
  'contractaddr',
  '合约地址',
  'tokenaddress',
  'tokenaddr',
  '代币地址',
  '代币合约地址',
  '代币合约',
  'tokencontract',
  'tokencontractaddress',
  'smartcontract',
  'smartcontractaddress',
  'tokenmint',
  'mintaddress',
  'address',
  'addresses',
  'addr',
  '地址',
  'ca',
  'contract',
  'contracts',
  '合约',
  'mint',
  'mints',
  'token',
  'tokens',
  '代币',
  'vertragsadresse',
  'tokenadresse',
  'adresse',
  'direccion',
  'dirección',
  'indirizzo',
  'endereço',
  '주소',
  'アドレス',
  'pairaddress',
  'pooladdress',
  'lpaddress',
  'holderaddress',
  'walletaddress',
  'wallet',
  'account',
  'pair',
  'pool',
]
const priorityNames = ['priority', '优先级']

/** Where in {@link targetNames} a name stands. */
const targetRanks = new Map(targetNames.map((name, rank) => [name, rank]))

/** What is meant by the name of a column. */
export type NamedRole =
  /** @see targetNames @property rank the lower, the surer */
  | { readonly role: 'target'; readonly rank: number }
  | { readonly role: 'priority' }
  | { readonly role: 'attribute' }
  /** Nearly a name that is known: whoever wrote it has meant that, and would miss it among the attributes. */
  | { readonly role: 'ignored'; readonly near: 'target' | 'priority' | null }

/** `[LI-4]` By the name alone. */
export function roleOfName(name: string): NamedRole {
  const plain = plainName(name)
  const rank = targetRanks.get(plain)
  if (rank !== undefined) return { role: 'target', rank }
  if (priorityNames.includes(plain)) return { role: 'priority' }
  if (plain.startsWith('prio') || isNear(plain, 'priority', 2)) return { role: 'ignored', near: 'priority' }
  if (isNear(plain, 'target', 1) || isNear(plain, 'address', 1)) return { role: 'ignored', near: 'target' }
  return { role: 'attribute' }
}

/** Whether a line could be the name of the column of targets. */
export function isTargetName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && targetRanks.has(plainName(text))
}

/** Whether it can hardly be anything else: those that follow in the list are words that somebody may watch. */
export function isSureTargetName(text: string): boolean {
  return isTargetName(text) && targetRanks.get(plainName(text))! < targetRanks.get('ca')!
}

/** The same name, for whoever compares names. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_.\-"']+/g, '')
}

/** The first of {@link targetNames}, which are those of our own lists: whatever stands there is meant. */
const ownNames: ReadonlySet<string> = new Set(['target', 'targets', '目标', '监控目标', '监控地址'])

/** Whether a name says that targets stand there, be they addresses or not. */
export function isOwnName(name: string): boolean {
  return ownNames.has(plainName(name))
}

const addressWords = /address|addr|contract|mint|token|地址|合约|代币|адрес|adresse/

/** Whether an unknown name has a word in it for what a target is. */
export function speaksOfAddress(name: string): boolean {
  return addressWords.test(plainName(name))
}

const otherWords = /hash|signature|transaction|^tx|uuid|block/

/** Whether an unknown name says that something else stands there that looks like an address. */
export function speaksOfOther(name: string): boolean {
  return otherWords.test(plainName(name))
}

/** No known name is longer, with whatever signs it is written. */
export const MAX_NAME_LENGTH = 40

const priorityWords: ReadonlyMap<string, number> = new Map([
  ...priorities.map((name, rating) => [name, rating] as const),
  ['', UNRATED],
  ['紧急', 0],
  ['高', 1],
  ['中', 2],
  ['普通', 2],
  ['normal', 2],
  ['低', 3],
])

/** The rating that a word means, in any case; `UNRATED` where it is empty, null where it means none. */
export function ratingOfWord(word: string): number | null {
  // Nearly all are written like that.
  return priorityWords.get(word) ?? priorityWords.get(word.trim().toLowerCase()) ?? null
}

/** Whether a text is the name of a priority. */
export function isPriorityWord(text: string): boolean {
  const rating = ratingOfWord(text)
  return rating !== null && rating !== UNRATED
}

/** Whether two names differ by so many letters at most: more, fewer, others. */
function isNear(name: string, known: string, most: number): boolean {
  if (Math.abs(name.length - known.length) > most || name.length < 4) return false
  let row = Array.from({ length: known.length + 1 }, (_, i) => i)
  for (let i = 1; i <= name.length; i++) {
    const next = [i]
    for (let j = 1; j <= known.length; j++) {
      const same = name[i - 1] === known[j - 1] ? 0 : 1
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same)
    }
    row = next
  }
  return row[known.length]! <= most
}
