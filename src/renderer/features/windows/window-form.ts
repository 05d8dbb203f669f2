import type { AlertKind, Severity } from '../../../contract/resources/alert.ts'
import { MAX_WINDOW_MS, type WindowDraft, type WindowScope } from '../../../contract/resources/window.ts'
import type { WindowSuggestion } from '../../stores/dialog.ts'

export const effects = ['mutes', 'holds', 'both'] as const
export type WindowEffect = (typeof effects)[number]
export const whoms = ['fleet', 'task', 'consumers', 'labels'] as const
export type Whom = (typeof whoms)[number]
export const whens = ['now', 'later', 'repeating'] as const
export type When = (typeof whens)[number]

const MINUTE_MS = 60_000
/** Usual lengths, in minutes. */
export const usualMinutes = [30, 120, 480] as const
export const MAX_MINUTES = MAX_WINDOW_MS / MINUTE_MS
/** More consumers than the contract takes by name are named by label, or not at all. */
export const MAX_NAMED = 10_000

/** What has been entered of a new window. */
export interface WindowForm {
  readonly effect: WindowEffect
  readonly whom: Whom
  readonly taskId: number | null
  readonly consumers: readonly string[]
  /** `zone=eu`, each; a consumer has to carry all of them. */
  readonly labels: readonly string[]
  readonly kinds: readonly AlertKind[]
  readonly severities: readonly Severity[]
  readonly when: When
  /** As a field for date and time has it. */
  readonly from: string
  readonly minutes: number
  readonly cron: string
  readonly timeZone: string
  readonly why: string
}

/** What is entered at first. @param timeZone the operator's */
export function formOf({ mutes, holds, scope }: WindowSuggestion, timeZone: string): WindowForm {
  const { task_id, consumers, labels, kinds = [], severities = [] } = scope
  return {
    effect: mutes && holds ? 'both' : holds ? 'holds' : 'mutes',
    whom: consumers ? 'consumers' : labels ? 'labels' : task_id === undefined ? 'fleet' : 'task',
    taskId: task_id ?? null,
    consumers: consumers ?? [],
    labels: Object.entries(labels ?? {}).map(([name, value]) => `${name}=${value}`),
    kinds,
    severities,
    when: 'now',
    from: '',
    minutes: 120,
    cron: '',
    timeZone,
    why: '',
  }
}

/** Whom it is about, and of what mutes which alerts; null while that is not said. */
export function scopeOf(form: WindowForm): WindowScope | null {
  const { effect, whom, taskId, consumers, kinds, severities } = form
  const alerts = {
    ...(kinds.length > 0 && { kinds: [...kinds] }),
    ...(severities.length > 0 && { severities: [...severities] }),
  }
  const about = effect === 'holds' ? {} : alerts
  switch (whom) {
    case 'fleet':
      return about
    case 'task':
      return taskId === null ? null : { task_id: taskId, ...about }
    case 'consumers':
      return consumers.length === 0 || consumers.length > MAX_NAMED ? null : { consumers: [...consumers], ...about }
    case 'labels': {
      const labels = labelsOf(form.labels)
      return labels === null ? null : { labels, ...about }
    }
  }
}

/** Null where there is none, or one is no label; of two of a name the later one holds. */
function labelsOf(texts: readonly string[]): Record<string, string> | null {
  const pairs = texts.map((text) => {
    const at = text.indexOf('=')
    return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  })
  return pairs.length === 0 || pairs.some(([name]) => name === '') ? null : Object.fromEntries(pairs)
}

/**
 * What the monitor is asked for; null while something is missing or cannot be.
 * @param now by the monitor's clock, ms
 * @param isCron whether the expression is one that ever comes true
 */
export function draftOf(
  form: WindowForm,
  now: number,
  isCron: (cron: string, timeZone: string) => boolean,
): WindowDraft | null {
  const scope = scopeOf(form)
  const { effect, when, minutes, cron, timeZone, why } = form
  if (scope === null || !Number.isInteger(minutes) || minutes < 1 || minutes > MAX_MINUTES) return null
  const draft: WindowDraft = {
    mutes: effect !== 'holds',
    holds: effect !== 'mutes',
    scope,
    duration: minutes * MINUTE_MS,
    ...(why.trim() !== '' && { why: why.trim() }),
  }
  switch (when) {
    case 'now':
      return draft
    case 'later': {
      const from = Date.parse(form.from)
      return from > now ? { ...draft, from } : null
    }
    case 'repeating':
      return isCron(cron, timeZone) ? { ...draft, cron: cron.trim(), time_zone: timeZone } : null
  }
}
