import type { CauseOf, EpochCause } from '../../../contract/cause.ts'

// The words of the versions that kept nothing else. They stay as they are, whatever epochs are called today: a step of
// the schema reads them.

const changes = {
  joined: 'joined',
  returned: 'returned',
  left: 'left',
  lost: 'lost',
  'drained by an operator': 'drained',
  'back from drain': 'undrained',
} as const

const options = {
  'batch size': 'batch_size',
  strategy: 'strategy',
  'virtual nodes': 'virtual_nodes',
  'priority levels': 'priority_levels',
  'auto-sync': 'auto_sync',
} as const

const fixed: ReadonlyMap<string, EpochCause> = new Map([
  ['operator sync', { kind: 'sync', rebalance: false }],
  ['operator rebalance', { kind: 'sync', rebalance: true }],
  ['members changed', { kind: 'members', change: 'changed' }],
  ['members changed before the restart', { kind: 'members', change: 'restored' }],
])

const NUMBER_PATTERN = '[1-9][0-9]{0,14}'
/** A name has no white space and no punctuation that stands between names. */
const NAME_PATTERN = '[^\\s,;]{1,128}'
const edited = new RegExp(
  `^(target import|target change|rollback to (${NUMBER_PATTERN}))(?:: (?:\\+(${NUMBER_PATTERN}))?( ?)(?:−(${NUMBER_PATTERN}))?)?$`,
)
const member = new RegExp(
  `^(${NAME_PATTERN}(?:, ${NAME_PATTERN}){0,2})(?: and (${NUMBER_PATTERN}) more)? (${Object.keys(changes).join('|')})(?:, silent for (0|${NUMBER_PATTERN}) s)?$`,
)
const option = new RegExp(`^(${Object.keys(options).join('|')}) (\\S+) → (\\S+)$`)

/**
 * `[EP-5]` The causes behind the words of an earlier version: "target change: +3; c-07 lost, silent for 93 s". What is not
 * understood stays as its words; nothing is lost, and what is said of the causes in English today is the same again.
 */
export function causesOfWords(words: string): EpochCause[] {
  return words === '' ? [] : words.split('; ').map((part) => causeOfWords(part) ?? { kind: 'unknown', text: part })
}

function causeOfWords(words: string): EpochCause | null {
  return fixed.get(words) ?? editOfWords(words) ?? optionsOfWords(words) ?? membersOfWords(words)
}

function editOfWords(words: string): EpochCause | null {
  const found = edited.exec(words)
  if (!found) return null
  const [, what, to, plus, space, minus] = found
  const counts = { added: Number(plus ?? 0), removed: Number(minus ?? 0) }
  // A blank stands between two numbers, and nowhere else; and a colon has something behind it.
  if ((space === ' ') !== (plus !== undefined && minus !== undefined) || words.endsWith(': ')) return null
  if (to !== undefined) return { kind: 'rollback', to: Number(to), ...counts }
  return { kind: what === 'target import' ? 'import' : 'change', ...counts }
}

function optionsOfWords(words: string): CauseOf<'options'> | null {
  if (!words.startsWith('options: ')) return null
  const found = words
    .slice('options: '.length)
    .split(', ')
    .map((part) => option.exec(part))
  const read = found.flatMap((match) => {
    const [, name, from = '', to = ''] = match ?? []
    if (name === undefined) return []
    const known = options[name as keyof typeof options]
    return [{ option: known, from: valueOf(known, from), to: valueOf(known, to) }]
  })
  const isWhole = read.length === found.length && read.every(({ from, to }) => from !== null && to !== null)
  return isWhole ? ({ kind: 'options', changes: read } as CauseOf<'options'>) : null
}

function valueOf(
  name: CauseOf<'options'>['changes'][number]['option'],
  words: string,
): string | number | boolean | null {
  if (name === 'auto_sync') return words === 'on' ? true : words === 'off' ? false : null
  if (name === 'strategy' || words === 'auto') return words
  return new RegExp(`^${NUMBER_PATTERN}$`).test(words) ? Number(words) : null
}

function membersOfWords(words: string): CauseOf<'members'> | null {
  const [, names, more, what, silent] = member.exec(words) ?? []
  if (names === undefined || what === undefined) return null
  const change = changes[what as keyof typeof changes]
  const consumers = names.split(', ')
  // Three were named where there were more, and how long it was silent was said of one alone.
  if (more !== undefined && consumers.length < 3) return null
  if (silent !== undefined && (change !== 'lost' || consumers.length > 1)) return null
  const others = more === undefined ? {} : { more: Number(more) }
  if (change !== 'lost') return { kind: 'members', change, consumers, ...others }
  return {
    kind: 'members',
    change,
    consumers,
    ...(silent !== undefined && { silence: [Number(silent) * 1000] }),
    ...others,
  }
}
