/** What the palette lists together, in the order of the groups where nothing else decides. */
export const groupNames = [
  'recent',
  'action',
  'screen',
  'task',
  'consumer',
  'batch',
  'epoch',
  'slot',
  'consumerAction',
  'help',
  'look',
  'target',
] as const
export type GroupName = (typeof groupNames)[number]

export interface Searchable {
  readonly group: GroupName
  readonly label: string
  /** Other words it is found by, in lower case. */
  readonly keywords?: string
}

export interface Group<Entry> {
  readonly name: GroupName
  /** The best ones. */
  readonly entries: readonly Entry[]
  /** How many there are. */
  readonly total: number
}

/** What comes from elsewhere, the last one last. */
const late: readonly GroupName[] = ['help', 'target']

/** Ranks are 0 … 4. */
const RANK_COUNT = 5

/**
 * The entries that match, the best first: those that begin with what was typed before those that have it in them, and
 * else in the order given. The group with the best entry stands first; the documentation and targets come last, for they come
 * late, and what stands above them must not move then.
 * @param most how many of a group are shown
 */
export function search<Entry extends Searchable>(
  entries: Iterable<Entry>,
  query: string,
  most: number,
): Group<Entry>[] {
  const words = wordsOf(query)
  const found = new Map<GroupName, Entry[][]>()
  for (const entry of entries) {
    const rank = words.length === 0 ? 0 : rankOf(entry, words)
    if (rank === null) continue
    const byRank = found.get(entry.group) ?? Array.from({ length: RANK_COUNT }, () => [])
    byRank[rank]?.push(entry)
    found.set(entry.group, byRank)
  }
  const best = (byRank: readonly Entry[][]) => byRank.findIndex((all) => all.length > 0)
  return [...found]
    .toSorted(
      ([a, inA], [b, inB]) =>
        late.indexOf(a) - late.indexOf(b) || best(inA) - best(inB) || groupNames.indexOf(a) - groupNames.indexOf(b),
    )
    .map(([name, byRank]) => {
      const all = byRank.flat()
      return { name, entries: all.slice(0, most), total: all.length }
    })
}

export function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean)
}

/** 0 is the same, then what begins with it, has words that do, has it in it; null has not all of the words. */
function rankOf({ label, keywords = '' }: Searchable, words: readonly string[]): number | null {
  const name = label.toLowerCase()
  const typed = words.join(' ')
  if (name === typed) return 0
  if (name.startsWith(typed)) return 1
  if (keywords !== '' && typed !== '' && keywords.startsWith(typed)) return 2
  if (words.every((word) => beginsWord(name, word))) return 2
  if (words.every((word) => name.includes(word))) return 3
  const all = `${name} ${keywords}`
  return words.every((word) => all.includes(word)) ? 4 : null
}

function beginsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return true
  }
  return false
}

/** The whole numbers in what was typed. */
export function numbersIn(query: string): number[] {
  return Array.from(query.matchAll(/\d{1,12}/g), ([digits]) => Number(digits))
}
