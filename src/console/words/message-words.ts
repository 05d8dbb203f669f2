import type { ChannelMessage } from '../../contract/channel-message.ts'
import type { Place } from '../../contract/place.ts'
import {
  type AlertKind,
  type AlertResource,
  type Severity,
  severities,
  severityOf,
} from '../../contract/resources/alert.ts'
import { messagePlace } from '../alert-place.ts'
import { formats } from '../format.ts'
import type { Language } from '../language.ts'
import { alertText, fill, type NamedTasks } from '../words.ts'
import { dayAndTime } from './message-time.ts'
import { cleanText, shortened } from './one-line.ts'
import { manyAlerts } from './many-alerts.ts'
import { summaryText } from './summary-words.ts'

/** One line of a message: an alert, many of a kind, or a plain sentence. It has no line breaks and no markup. */
export interface MessageLine {
  readonly text: string
  /** Null of a plain sentence. */
  readonly about: { readonly status: 'firing' | 'resolved'; readonly severity: Severity; readonly place: Place } | null
  /** How many alerts it stands for; they are counted where the line has no room. */
  readonly alerts: number
}

/** `[CN-3]` A message in words, before the markup of a channel. */
export interface MessageWords {
  readonly title: string
  /** The gravest there is; null where nothing is wrong, or not any more. */
  readonly severity: Severity | null
  readonly status: 'firing' | 'resolved' | 'none'
  readonly lines: readonly MessageLine[]
  /** Alerts that have no line. */
  readonly leftOut: number
  /** Whether plain sentences have no room either. */
  readonly isCut: boolean
  /** What stands below the lines. */
  readonly notes: readonly string[]
  /** Where a look begins, and what the link to it says. */
  readonly place: Place
  readonly open: string
  /** The same for the link into the desktop app. */
  readonly openApp: string
  readonly language: Language
}

interface Circumstances {
  /** The name of the monitor. */
  readonly monitor: string
  readonly tasks: NamedTasks
  readonly language: Language
}

/** So many lines are read on a phone. */
const MAX_LINES = 20
/** So many of a kind have lines of their own. */
const MAX_UNGROUPED = 3
/** So many of those who are together in a line are named. */
const MAX_NAMES = 5
const MAX_TITLE_LENGTH = 160
const MAX_LINE_LENGTH = 400
const MAX_MONITOR_LENGTH = 64

const texts = {
  en: {
    severity: { critical: 'CRITICAL', warning: 'WARNING', info: 'INFO' },
    resolvedTag: 'RESOLVED',
    names: '{{text}}: {{names}}',
    namesAndMore: '{{text}}: {{names}}, …',
    tagged: '{{tag}}: {{text}}',
    headlineAndMore: '{{text}} (+{{count}} more)',
    since: 'since {{time}}',
    movesAt: 'slots move at {{time}}',
    retryAt: 'next try at {{time}}',
    acknowledged: 'acknowledged',
    acknowledgedBy: 'acknowledged by {{name}}',
    resolved: 'Resolved after {{span}}: {{text}}',
    more: '… and {{count}} more',
    cut: '…',
    stillOpen: 'Still open from before: {{count}}',
    stillOpenOne: 'Still open from before: 1',
    allBack: 'all back after {{span}}',
    test: 'test message',
    testLine: 'This is a test. Alerts of this monitor will look like this.',
    open: 'Open in Batchdeck',
    openApp: 'Open in the desktop app',
  },
  zh: {
    severity: { critical: '严重', warning: '警告', info: '提示' },
    resolvedTag: '已恢复',
    names: '{{text}}：{{names}}',
    namesAndMore: '{{text}}：{{names}} 等',
    tagged: '{{tag}}：{{text}}',
    headlineAndMore: '{{text}}（另有 {{count}} 条）',
    since: '始于 {{time}}',
    movesAt: '{{time}} 迁移槽位',
    retryAt: '{{time}} 重试',
    acknowledged: '已确认',
    acknowledgedBy: '{{name}} 已确认',
    resolved: '已恢复（历时 {{span}}）：{{text}}',
    more: '……另有 {{count}} 条',
    cut: '……',
    stillOpen: '此前的告警仍有 {{count}} 条未恢复',
    stillOpenOne: '此前的告警仍有 1 条未恢复',
    allBack: '全部恢复正常，历时 {{span}}',
    test: '测试消息',
    testLine: '这是一条测试消息。此监控服务的告警将以这种形式发送。',
    open: '在 Batchdeck 中查看',
    openApp: '在桌面应用中打开',
  },
} as const satisfies Record<Language, object>

/** What happens by itself at `next_at`. */
const nextByKind: Partial<Record<AlertKind, 'movesAt' | 'retryAt'>> = {
  coverage: 'movesAt',
  consumer_offline: 'movesAt',
  consumers_awaited: 'movesAt',
  source_failed: 'retryAt',
  source_stale: 'retryAt',
}

const overview: Place = { screen: 'overview', params: {} }

/** `[CN-3]` What a channel says of a message, in its language. */
export function messageWords(message: ChannelMessage, circumstances: Circumstances): MessageWords {
  const { language } = circumstances
  const words = texts[language]
  const common = {
    leftOut: 0,
    isCut: false,
    notes: [],
    place: overview,
    open: words.open,
    openApp: words.openApp,
    language,
  }
  const title = (text: string) => titled(text, circumstances)
  switch (message.kind) {
    case 'test': {
      const line = { text: words.testLine, about: null, alerts: 0 }
      return { ...common, title: title(words.test), severity: null, status: 'none', lines: [line] }
    }
    case 'summary': {
      const summary = summaryText(message.summary, language)
      const lines = summary.text.split('\n').map((text) => ({ text: oneLine(text), about: null, alerts: 0 }))
      return { ...common, title: title(summary.title), severity: null, status: 'none', lines }
    }
    case 'resolved': {
      const lines = linesOf(groupsOf(message.resolved), (group) => resolvedLine(group, circumstances))
      // It has been over for a moment: that it stays so was waited for.
      const over = Math.max(message.since, ...message.resolved.map(({ cleared_at }) => cleared_at))
      const span = formats[language].age(message.since, message.resolved.length > 0 ? over : message.at)
      const headline = fill(words.tagged, { tag: words.resolvedTag, text: fill(words.allBack, { span }) })
      return { ...common, ...lines, title: title(headline), severity: null, status: 'resolved' }
    }
    case 'raised':
      return { ...common, ...raisedWords(message, circumstances) }
  }
}

/** The first line of a message: what a list of messages shows of it. */
export function messageTitle(message: ChannelMessage, circumstances: Circumstances): string {
  return messageWords(message, circumstances).title
}

/** What stands between title and link, line by line. */
export function bodyLines({ lines, leftOut, isCut, notes, language }: MessageWords): string[] {
  const { more, cut } = texts[language]
  const rest = leftOut > 0 ? [fill(more, { count: formats[language].number(leftOut) })] : isCut ? [cut] : []
  return [...lines.map(({ text }) => text), ...rest, ...notes]
}

/**
 * As much of a message as its channel takes: lines are left out from the end, and counted, until it fits.
 * @param build what is sent of it @param fits whether the channel takes that
 */
export function fitted<T>(words: MessageWords, build: (words: MessageWords) => T, fits: (built: T) => boolean): T {
  let shown = words
  let built = build(shown)
  while (!fits(built) && shown.lines.length > 0) {
    const last = shown.lines.at(-1)!
    shown = { ...shown, lines: shown.lines.slice(0, -1), leftOut: shown.leftOut + last.alerts, isCut: true }
    built = build(shown)
  }
  return built
}

type RaisedMessage = Extract<ChannelMessage, { kind: 'raised' }>

function raisedWords(message: RaisedMessage, circumstances: Circumstances) {
  const { language } = circumstances
  const words = texts[language]
  const { number } = formats[language]
  const inForce = stillInForce(message)
  const news = groupsOf(inForce.map((alert) => ({ alert })))
  const isMixed = new Set(news.map(({ severity }) => severity)).size > 1
  const resolved = groupsOf(message.resolved)
  const [worst] = news
  const [over] = resolved
  const told = worst ?? over
  const headline = told ? groupText(told, circumstances) : ''
  const others = (worst ? inForce.length : message.resolved.length) - (told?.members.length ?? 0)
  const text = others > 0 ? fill(words.headlineAndMore, { text: headline, count: number(others) }) : headline
  const tag = worst ? words.severity[worst.severity] : words.resolvedTag
  const { open } = message
  const notes = open === 0 ? [] : [open === 1 ? words.stillOpenOne : fill(words.stillOpen, { count: number(open) })]
  return {
    ...linesOf([...news, ...resolved], (group, i) =>
      i < news.length ? firingLine(group, message.at, isMixed, circumstances) : resolvedLine(group, circumstances),
    ),
    title: titled(fill(words.tagged, { tag, text }), circumstances),
    severity: worst?.severity ?? null,
    status: worst ? ('firing' as const) : ('resolved' as const),
    notes,
  }
}

/** The news of a message but for what is over already, and was told nowhere before: that is among the resolved. */
export function stillInForce({ alerts, resolved }: RaisedMessage): readonly AlertResource[] {
  const over = new Set(resolved.map(({ alert }) => alert.alert_id))
  return alerts.filter(({ alert_id }) => !over.has(alert_id))
}

interface Member {
  readonly alert: AlertResource
  readonly cleared_at?: number
}
interface Group {
  readonly kind: AlertKind
  readonly severity: Severity
  readonly members: readonly Member[]
}

/** Very many of a kind are one, the gravest are first, else the order stays. */
function groupsOf(members: readonly Member[]): Group[] {
  const groups = [...Map.groupBy(members, ({ alert }) => alert.kind)].flatMap(([kind, all]): Group[] => {
    const severity = severityOf(kind)
    if (kind in manyAlerts.en && all.length > MAX_UNGROUPED) return [{ kind, severity, members: all }]
    return all.map((member) => ({ kind, severity, members: [member] }))
  })
  return groups.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

/** What it is, without when. */
function groupText({ kind, members }: Group, { tasks, language }: Circumstances): string {
  if (members.length === 1) return oneLine(alertText(members[0]!.alert, tasks, language))
  return fill(manyAlerts[language][kind] ?? kind, { count: formats[language].number(members.length) })
}

function withNames(text: string, { members }: Group, language: Language): string {
  if (members.length === 1) return text
  const names = members.slice(0, MAX_NAMES).flatMap(({ alert }) => alert.consumer_id ?? [])
  if (names.length === 0) return text
  const template = members.length > names.length ? 'namesAndMore' : 'names'
  return fill(texts[language][template], { text, names: names.map(cleanText).join(language === 'en' ? ', ' : '、') })
}

function placeOf({ members }: Group): Place {
  return messagePlace(members.map(({ alert }) => alert))
}

function firingLine(group: Group, at: number, isTagged: boolean, circumstances: Circumstances): MessageLine {
  const { language } = circumstances
  const words = texts[language]
  const { kind, severity, members } = group
  const text = withNames(groupText(group, circumstances), group, language)
  const since = earliest(members.map(({ alert }) => alert.since))
  const next = earliest(members.flatMap(({ alert }) => alert.next_at ?? []))
  const what = nextByKind[kind]
  const details = [
    fill(words.since, { time: dayAndTime(since, at, language) }),
    ...(what !== undefined && next > at && Number.isFinite(next)
      ? [fill(words[what], { time: dayAndTime(next, at, language) })]
      : []),
    ...acknowledgement(members, language),
  ]
  const whole = isTagged ? fill(words.tagged, { tag: words.severity[severity], text }) : text
  const tail = ` · ${details.join(' · ')}`
  return {
    text: `${shortened(whole, MAX_LINE_LENGTH - tail.length)}${tail}`,
    about: { status: 'firing', severity, place: placeOf(group) },
    alerts: members.length,
  }
}

function resolvedLine(group: Group, circumstances: Circumstances): MessageLine {
  const { language } = circumstances
  const { severity, members } = group
  const since = earliest(members.map(({ alert }) => alert.since))
  const end = members.reduce((last, { cleared_at = 0 }) => Math.max(last, cleared_at), 0)
  const span = formats[language].age(since, end)
  const text = fill(texts[language].resolved, { span, text: groupText(group, circumstances) })
  return {
    text: oneLine([text, ...acknowledgement(members, language)].join(' · ')),
    about: { status: 'resolved', severity, place: placeOf(group) },
    alerts: members.length,
  }
}

/** Who looks after it, where that is one and the same for all of them. */
function acknowledgement(members: readonly Member[], language: Language): string[] {
  const marks = members.map(({ alert }) => alert.acknowledged)
  const [first] = marks
  if (!first || marks.some((mark) => mark?.by !== first.by)) return []
  const { acknowledged, acknowledgedBy } = texts[language]
  return [first.by === null ? acknowledged : fill(acknowledgedBy, { name: cleanText(first.by) })]
}

/** Lines for the first of them; the others are counted. */
function linesOf(
  groups: readonly Group[],
  lineOf: (group: Group, i: number) => MessageLine,
): Pick<MessageWords, 'lines' | 'leftOut' | 'place'> {
  const lines = groups.slice(0, MAX_LINES).map(lineOf)
  const leftOut = groups.slice(MAX_LINES).reduce((sum, { members }) => sum + members.length, 0)
  return { lines, leftOut, place: lines[0]?.about?.place ?? overview }
}

function titled(text: string, { monitor }: Circumstances): string {
  return shortened(cleanText(`[${shortened(monitor, MAX_MONITOR_LENGTH)}] ${text}`), MAX_TITLE_LENGTH)
}

function oneLine(text: string): string {
  return shortened(cleanText(text), MAX_LINE_LENGTH)
}

function earliest(times: readonly number[]): number {
  return times.reduce((first, time) => Math.min(first, time), Infinity)
}
