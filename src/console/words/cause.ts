import { type CauseOf, type EpochCause, LOST_EPOCH_TEXT } from '../../contract/cause.ts'
import { formats } from '../format.ts'
import type { Language } from '../language.ts'

/** So many of the consumers of a cause are named, the others are counted. */
const MAX_NAMES = 3

type Members = CauseOf<'members'>
type Option = CauseOf<'options'>['changes'][number]

/** How a language says causes. `edit` is ": +100 −3", or empty where the list of targets stays. */
interface CauseWords {
  readonly between: string
  readonly beforeEdit: string
  /** Targets that stayed and got other attributes. */
  described(count: number): string
  import(edit: string): string
  change(edit: string): string
  source(source: string, edit: string): string
  rollback(to: number, edit: string): string
  undo(of: number, edit: string): string
  sync(rebalance: boolean): string
  readonly release: string
  readonly lostEpoch: string
  options(changes: readonly Option[]): string
  /** @param names of the first few, @param total how many there are */
  names(names: readonly string[], total: number): string
  readonly members: Readonly<Record<Exclude<Members['change'], 'lost'>, (who: string) => string>>
  /** @param silence how long it was silent, ms; null where that is not known, or there are several */
  lost(who: string, silence: number | null): string
}

const english: CauseWords = {
  between: '; ',
  beforeEdit: ': ',
  described: (count) => `${count} described`,
  import: (edit) => `target import${edit}`,
  change: (edit) => `target change${edit}`,
  source: (source, edit) => `target source ${source}${edit}`,
  rollback: (to, edit) => `rollback to ${to}${edit}`,
  undo: (of, edit) => `undo of ${of}${edit}`,
  sync: (rebalance) => (rebalance ? 'operator rebalance' : 'operator sync'),
  release: 'operator redistribution after a mass loss',
  lostEpoch: LOST_EPOCH_TEXT,
  options(changes) {
    const names: Record<Option['option'], string> = {
      batch_size: 'batch size',
      strategy: 'strategy',
      virtual_nodes: 'virtual nodes',
      priority_levels: 'priority levels',
      identity: 'identity',
      auto_sync: 'auto-sync',
    }
    const value = (of: Option['from']) => (typeof of === 'boolean' ? (of ? 'on' : 'off') : String(of))
    return `options: ${changes.map(({ option, from, to }) => `${names[option]} ${value(from)} → ${value(to)}`).join(', ')}`
  },
  names: (names, total) =>
    total > names.length ? `${names.join(', ')} and ${total - names.length} more` : names.join(', '),
  members: {
    joined: (who) => `${who} joined`,
    returned: (who) => `${who} returned`,
    left: (who) => `${who} left`,
    drained: (who) => `${who} drained by an operator`,
    undrained: (who) => `${who} back from drain`,
    flapping: (who) => `${who} restarting again and again`,
    changed: () => 'members changed',
    restored: () => 'members changed before the restart',
  },
  // As the monitor says it to others (EP-5), so that a search finds one by the words of the other.
  lost: (who, silence) => `${who} lost${silence === null ? '' : `, silent for ${Math.round(silence / 1000)} s`}`,
}

const chinese: CauseWords = {
  between: '；',
  beforeEdit: '：',
  described: (count) => `更新 ${count} 个目标的属性`,
  import: (edit) => `导入目标${edit}`,
  change: (edit) => `更改目标${edit}`,
  source: (source, edit) => `目标来源 ${source}${edit}`,
  rollback: (to, edit) => `回滚到第 ${to} 版${edit}`,
  undo: (of, edit) => `撤销第 ${of} 版${edit}`,
  sync: (rebalance) => (rebalance ? '手动重新均衡' : '手动同步'),
  release: '大量失联后手动重新分配',
  lostEpoch: '随旧状态丢失',
  options(changes) {
    const names: Record<Option['option'], string> = {
      batch_size: '批次大小',
      strategy: '分配策略',
      virtual_nodes: '虚拟节点',
      priority_levels: '优先级层数',
      identity: '目标识别方式',
      auto_sync: '自动同步',
    }
    const values: Readonly<Record<string, string>> = {
      balanced: '均衡',
      ring: '哈希环',
      auto: '自动',
      exact: '逐字',
      evm: 'EVM',
    }
    const value = (of: Option['from']) =>
      typeof of === 'boolean' ? (of ? '开' : '关') : (Object.hasOwn(values, of) && values[of]) || String(of)
    return `选项：${changes.map(({ option, from, to }) => `${names[option]} ${value(from)} → ${value(to)}`).join('，')}`
  },
  names: (names, total) => (total > names.length ? `${names.join('、')} 等 ${total} 个消费者` : `${names.join('、')} `),
  members: {
    joined: (who) => `${who}加入`,
    returned: (who) => `${who}重新加入`,
    left: (who) => `${who}离开`,
    drained: (who) => `${who}被操作员排空`,
    undrained: (who) => `${who}取消排空`,
    flapping: (who) => `${who}反复重启`,
    changed: () => '成员已变化',
    restored: () => '成员在重启前已变化',
  },
  lost: (who, silence) => `${who}失联${silence === null ? '' : `，静默 ${formats.zh.duration(silence)}`}`,
}

const languages = { en: english, zh: chinese } as const satisfies Record<Language, CauseWords>

/** `[EP-5]` The causes of an epoch in words: "target change: +3; c-07 lost, silent for 93 s; a, b, c and 5 more joined". */
export function causeText(language: Language, causes: readonly EpochCause[]): string {
  const words = languages[language]
  return causes.map((cause) => wordsOf(words, cause)).join(words.between)
}

function wordsOf(words: CauseWords, cause: EpochCause): string {
  switch (cause.kind) {
    case 'import':
    case 'change':
      return words[cause.kind](editText(words, cause))
    case 'source':
      return words.source(cause.source, editText(words, cause))
    case 'rollback':
      return words.rollback(cause.to, editText(words, cause))
    case 'undo':
      return words.undo(cause.of, editText(words, cause))
    case 'sync':
      return words.sync(cause.rebalance)
    case 'release':
      return words.release
    case 'options':
      return words.options(cause.changes)
    case 'members':
      return memberText(words, cause)
    case 'lost':
      return words.lostEpoch
    case 'unknown':
      return cause.text
  }
}

function memberText(words: CauseWords, cause: Members): string {
  if (!('consumers' in cause)) return words.members[cause.change]('')
  const { consumers, more = 0 } = cause
  const total = consumers.length + more
  const who = words.names(consumers.slice(0, MAX_NAMES), total)
  if (cause.change !== 'lost') return words.members[cause.change](who)
  const silence = total === 1 ? cause.silence?.[0] : undefined
  return words.lost(who, silence ?? null)
}

interface Edit {
  readonly added: number
  readonly removed: number
  readonly described?: number | undefined
}

function editText(words: CauseWords, { added, removed, described = 0 }: Edit): string {
  const parts = [
    added > 0 ? `+${added}` : '',
    removed > 0 ? `−${removed}` : '',
    described > 0 ? words.described(described) : '',
  ].filter(Boolean)
  return parts.length > 0 ? `${words.beforeEdit}${parts.join(' ')}` : ''
}

/** What is known of an epoch's cause: an earlier version of the monitor tells the words only, and they are English. */
export function causeOf(
  language: Language,
  { cause, causes }: { readonly cause: string; readonly causes?: readonly EpochCause[] | undefined },
): string {
  return causes === undefined ? cause : causeText(language, causes)
}
