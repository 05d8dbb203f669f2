/** A summary as a person on shift reads it in some twenty seconds (CN-7): plain text, short paragraphs, times in UTC. */
import { cleanText } from './one-line.ts'
import type { Summary, SummaryIncident, SummaryTask } from '../../contract/resources/summary.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import { formats, locales } from '../format.ts'
import type { Language } from '../language.ts'
import { alertText, fill } from '../words.ts'
import { causeText } from './cause.ts'
import { manyAlerts } from './many-alerts.ts'

/** Lines of each paragraph; the rest is counted. */
const MAX_TASKS = 8
const MAX_OPEN = 8
const MAX_OVER = 8
const MAX_EPOCHS = 5
const MAX_ERRORS = 5
const MAX_NOTES = 5
/** What somebody else wrote is cut off after so many characters. */
const MAX_SAID = 160

const HOUR = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

const words = {
  en: {
    title: 'Last {{span}}: {{state}}',
    quiet: 'all quiet',
    incidents: '{{count}} incidents',
    oneIncident: '1 incident',
    open: '{{count}} still open',
    covered: '{{share}} covered',
    coverage: 'Coverage',
    throughout: '{{task}}: {{now}} throughout',
    coverageOf: '{{task}}: {{now}} now, {{mean}} on average, {{least}} at worst',
    coverageNow: '{{task}}: {{now}} now',
    noTargets: '{{task}}: no targets',
    consumers: 'Consumers online: {{online}} of {{known}}',
    consumersLeast: 'Consumers online: {{online}} of {{known}}, {{least}} at worst',
    stillOpen: 'Still open',
    over: 'Resolved',
    noIncidents: 'No incidents.',
    since: 'Since {{from}} ({{length}}): {{text}}',
    between: '{{from}} ({{length}}): {{text}}',
    times: '{{times}} times in all',
    acknowledged: 'acknowledged by {{by}}',
    acknowledgedUnnamed: 'acknowledged',
    severity: { critical: 'Critical · ', warning: '', info: '' },
    epochs: 'Epochs',
    noEpochs: 'No epochs.',
    epochsOf: '{{task}}: {{count}}',
    epoch: '{{at}} epoch {{epoch}}: {{cause}}',
    moved: '{{count}} targets moved',
    errors: 'In error now',
    error: '{{batches}} × {{message}}',
    saidNothing: '(no message)',
    notes: 'Notes',
    note: '{{at}} {{by}}: {{text}}',
    unnamed: 'operator',
    more: '… and {{count}} more',
    colon: ': ',
    separator: ', ',
    beside: ' – ',
  },
  zh: {
    title: '过去{{span}}：{{state}}',
    quiet: '一切正常',
    incidents: '{{count}} 起事件',
    oneIncident: '1 起事件',
    open: '{{count}} 起未恢复',
    covered: '覆盖率 {{share}}',
    coverage: '覆盖率',
    throughout: '{{task}}：始终为 {{now}}',
    coverageOf: '{{task}}：当前 {{now}}，平均 {{mean}}，最低 {{least}}',
    coverageNow: '{{task}}：当前 {{now}}',
    noTargets: '{{task}}：没有目标',
    consumers: '在线消费者：{{online}}/{{known}}',
    consumersLeast: '在线消费者：{{online}}/{{known}}，最少时 {{least}}',
    stillOpen: '尚未恢复',
    over: '已恢复',
    noIncidents: '没有告警。',
    since: '自 {{from}} 起（{{length}}）：{{text}}',
    between: '{{from}}（{{length}}）：{{text}}',
    times: '共 {{times}} 次',
    acknowledged: '{{by}} 已确认',
    acknowledgedUnnamed: '已确认',
    severity: { critical: '严重 · ', warning: '', info: '' },
    epochs: '分配版本',
    noEpochs: '没有新的分配版本。',
    epochsOf: '{{task}}：{{count}} 个',
    epoch: '{{at}} 第 {{epoch}} 版：{{cause}}',
    moved: '移动 {{count}} 个目标',
    errors: '当前出错的批次',
    error: '{{batches}} × {{message}}',
    saidNothing: '（无消息）',
    notes: '备注',
    note: '{{at}} {{by}}：{{text}}',
    unnamed: '操作员',
    more: '……另有 {{count}} 项',
    colon: '：',
    separator: '，',
    beside: '；',
  },
} as const satisfies Record<Language, object>

type Words = (typeof words)[Language]

/** `[CN-7]` */
export function summaryText(summary: Summary, language: Language): { title: string; text: string } {
  return new SummaryWords(summary, language).made()
}

class SummaryWords {
  private readonly summary: Summary
  private readonly language: Language
  private readonly words: Words
  private readonly tasks: ReadonlyMap<number, TaskResource>

  constructor(summary: Summary, language: Language) {
    // A line of its own would be a line of ours.
    this.summary = { ...summary, tasks: summary.tasks.map((task) => ({ ...task, name: cleanText(task.name) })) }
    this.language = language
    this.words = words[language]
    // Of a task alerts say the name only.
    this.tasks = new Map(this.summary.tasks.map((task) => [task.task_id, task as unknown as TaskResource]))
  }

  made(): { title: string; text: string } {
    const { from, to } = this.summary
    const { day, clock } = dates[this.language]
    const span = [from, to].map((at) => `${day.format(at)} ${clock.format(at)}`).join(' – ')
    const paragraphs = [
      [`${span} UTC`],
      this.coverage(),
      ...this.incidents(),
      this.epochs(),
      this.paragraph(this.words.errors, this.errors(), MAX_ERRORS),
      this.paragraph(this.words.notes, this.notes(), MAX_NOTES),
    ]
    const text = paragraphs
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')
    return { title: this.title(), text }
  }

  private title(): string {
    const { from, to, incidents, incidents_left_out: leftOut, tasks } = this.summary
    const { quiet, oneIncident, incidents: many, open: stillOpen, covered, separator, title } = this.words
    const count = incidents.length + leftOut
    const open = incidents.filter(({ cleared_at }) => cleared_at === null).length
    const targets = tasks.reduce((sum, task) => sum + task.targets, 0)
    const watched = tasks.reduce((sum, task) => sum + task.targets * task.coverage.now, 0)
    const state = [
      targets > 0 ? [fill(covered, { share: this.percent(watched / targets) })] : [],
      count === 0 ? quiet : count === 1 ? oneIncident : fill(many, { count: this.number(count) }),
      open > 0 ? fill(stillOpen, { count: this.number(open) }) : [],
    ].flat()
    return fill(title, { span: this.length(from, to), state: state.join(separator) })
  }

  private coverage(): string[] {
    const { tasks, tasks_left_out: leftOut, consumers } = this.summary
    const { known, online, least_online: least } = consumers
    const lines = tasks.map((task) => this.coverageOf(task))
    const counts = { online: this.number(online), known: this.number(known) }
    const ofConsumers =
      least === null || least === online
        ? fill(this.words.consumers, counts)
        : fill(this.words.consumersLeast, { ...counts, least: this.number(least) })
    const listed = lines.length === 0 ? [] : this.paragraph(this.words.coverage, lines, MAX_TASKS, leftOut)
    return known === 0 ? listed : [...listed, ofConsumers]
  }

  private coverageOf({ name: task, targets, coverage }: SummaryTask): string {
    if (targets === 0) return fill(this.words.noTargets, { task })
    const now = this.percent(coverage.now)
    if (coverage.mean === null || coverage.least === null) return fill(this.words.coverageNow, { task, now })
    const mean = this.percent(coverage.mean)
    // What was read last is some seconds old.
    const least = this.percent(Math.min(coverage.least, coverage.now))
    if (now === mean && now === least) return fill(this.words.throughout, { task, now })
    return fill(this.words.coverageOf, { task, now, mean, least })
  }

  private incidents(): string[][] {
    const { incidents, incidents_left_out: leftOut } = this.summary
    if (incidents.length === 0) return [[this.words.noIncidents]]
    const open = incidents.filter(({ cleared_at }) => cleared_at === null)
    const over = incidents.filter(({ cleared_at }) => cleared_at !== null)
    return [
      this.paragraph(this.words.stillOpen, open.map(this.incident), MAX_OPEN),
      this.paragraph(this.words.over, over.map(this.incident), MAX_OVER, leftOut),
    ]
  }

  private readonly incident = (incident: SummaryIncident): string => {
    const { severity, alerts, times, raised_at: from, cleared_at: until, acknowledged } = incident
    const { to } = this.summary
    const said = fill(this.words[until === null ? 'since' : 'between'], {
      text: this.incidentText(incident),
      from: this.moment(from),
      length: this.length(from, until ?? to),
    })
    const again = times > alerts ? fill(this.words.times, { times: this.number(times) }) : []
    const more = [again, acknowledged ? this.acknowledged(acknowledged) : []].flat()
    return `${this.words.severity[severity]}${[said, ...more].join(this.words.beside)}`
  }

  private incidentText(incident: SummaryIncident): string {
    const { alerts, kind, raised_at: since, consumer_id, task_id, epoch, count } = incident
    const many = alerts > 1 ? manyAlerts[this.language][kind] : undefined
    if (many !== undefined) return fill(many, { count: this.number(alerts) })
    const text = alertText(
      {
        alert_id: kind,
        kind,
        since,
        ...(consumer_id !== undefined && { consumer_id }),
        ...(task_id !== undefined && { task_id }),
        ...(epoch !== undefined && { epoch }),
        ...(count !== undefined && { count }),
      },
      this.tasks,
      this.language,
    )
    return alerts > 1 ? `${this.number(alerts)} × ${text}` : text
  }

  private acknowledged({ by, why }: NonNullable<SummaryIncident['acknowledged']>): string {
    const { acknowledged, acknowledgedUnnamed, colon } = this.words
    const who = by === null ? acknowledgedUnnamed : fill(acknowledged, { by })
    return why === undefined || why === '' ? who : `${who}${colon}${shortened(why)}`
  }

  private epochs(): string[] {
    const made = this.summary.tasks.filter(({ epochs_made }) => epochs_made > 0)
    if (made.length === 0) return this.summary.tasks.length === 0 ? [] : [this.words.noEpochs]
    const lines: string[] = [this.words.epochs]
    for (const { name: task, epochs, epochs_made: count } of made.slice(0, MAX_TASKS)) {
      lines.push(`- ${fill(this.words.epochsOf, { task, count: this.number(count) })}`)
      // The last are what the next shift sees.
      for (const { epoch, at, causes, moved } of epochs.slice(-Math.max(1, Math.floor(MAX_EPOCHS / made.length)))) {
        const cause = shortened(causeText(this.language, causes))
        const said = fill(this.words.epoch, { at: this.moment(at), epoch, cause })
        const much = moved > 0 ? [fill(this.words.moved, { count: this.number(moved) })] : []
        lines.push(`  ${[said, ...much].join(this.words.separator)}`)
      }
    }
    const others = made.length - MAX_TASKS
    return others > 0 ? [...lines, this.more(others)] : lines
  }

  private errors(): string[] {
    return this.summary.errors.map(({ message, batches }) =>
      fill(this.words.error, { batches: this.number(batches), message: shortened(message) || this.words.saidNothing }),
    )
  }

  private notes(): string[] {
    return this.summary.notes
      .toReversed()
      .map(({ at, by, text }) =>
        fill(this.words.note, { at: this.moment(at), by: by ?? this.words.unnamed, text: shortened(text) }),
      )
  }

  /** Empty where nothing is in it. @param leftOut so many more than these lines */
  private paragraph(head: string, lines: readonly string[], most: number, leftOut = 0): string[] {
    if (lines.length === 0 && leftOut === 0) return []
    const hidden = Math.max(0, lines.length - most) + leftOut
    const shown = lines.slice(0, most).map((line) => `- ${line}`)
    return [head, ...shown, ...(hidden > 0 ? [this.more(hidden)] : [])]
  }

  private more(count: number): string {
    return `- ${fill(this.words.more, { count: this.number(count) })}`
  }

  private number(value: number): string {
    return formats[this.language].number(value)
  }

  private percent(share: number): string {
    return formats[this.language].percent(share)
  }

  private length(from: number, to: number): string {
    return formats[this.language].duration(Math.max(0, to - from))
  }

  /** The day only where it is not the last one. */
  private moment(at: number): string {
    const { day, clock } = dates[this.language]
    const date = day.format(at)
    return date === day.format(this.summary.to) ? clock.format(at) : `${date} ${clock.format(at)}`
  }
}

const dates = {
  en: { day: dateFormat('en', { day: 'numeric', month: 'short' }), clock: dateFormat('en', HOUR) },
  zh: { day: dateFormat('zh', { day: 'numeric', month: 'short' }), clock: dateFormat('zh', HOUR) },
} as const satisfies Record<Language, object>

function dateFormat(language: Language, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locales[language], { timeZone: 'UTC', ...parts })
}

/** One line of what somebody else wrote, without what cannot be seen, or turns around what can. */
function shortened(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()
  const characters = Array.from(line)
  return characters.length > MAX_SAID ? `${characters.slice(0, MAX_SAID).join('')}…` : line
}
