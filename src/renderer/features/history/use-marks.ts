import { useTranslation } from 'react-i18next'
import { rangeParam } from '../../../console/range.ts'
import type { AlertSpan } from '../../../contract/resources/alert-span.ts'
import { useCalls } from '../../backend/use-call.ts'
import { isGrouped } from '../alerts/alert-groups.ts'
import { useAlertText } from '../alerts/alert-text.ts'
import { useNotes } from '../notes/use-notes.ts'
import { groupSpans } from './alert-spans.ts'
import type { Mark } from './marks.ts'
import type { Span } from './time-axis.ts'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'

/** Epochs of one answer, of those that the page does not know by itself. */
const MAX_OLDER = 1000

/** The epochs of a span as marks; with the name of the task where there are several. */
export function useEpochMarks(span: Span, taskId: number | null): readonly Mark[] {
  const link = useLink()
  const causeText = useCauseText()
  const all = useFleetData((data) => data.epochs)
  const tasks = useFleetData((data) => data.tasks)
  const shown = [...tasks.values()].filter(({ task_id }) => taskId === null || task_id === taskId)
  const older = useCalls(
    'epochs.before',
    shown.map(({ task_id }) => {
      const last = all.get(task_id)?.at(-1)
      const isWanted = last !== undefined && last.epoch > 1 && last.created_at > span.from
      return {
        params: { task_id, before: last?.epoch ?? 1, limit: MAX_OLDER },
        options: { isEnabled: isWanted, rememberedMs: 60_000 },
      }
    }),
  )
  const isOne = tasks.size === 1 || taskId !== null
  const epochs = shown.flatMap(({ task_id }, i) => [...(all.get(task_id) ?? []), ...(older[i]?.answer?.epochs ?? [])])
  return epochs
    .filter(({ created_at }) => created_at >= span.from && created_at <= span.to)
    .map((epoch) => ({
      key: `epoch ${epoch.task_id}/${epoch.epoch}`,
      lane: 'epochs',
      at: epoch.created_at,
      short: String(epoch.epoch),
      text: isOne ? causeText(epoch) : (tasks.get(epoch.task_id)?.name ?? String(epoch.task_id)),
      href: link('epochs', { open: String(epoch.epoch), task: String(epoch.task_id) }),
    }))
}

/** What an alert is seen with, before and after it, ms. */
const AROUND_MS = 120_000

/** Alerts from when they were raised until they were cleared; those of many consumers at a time are one. */
export function useAlertMarks(spans: readonly AlertSpan[], span: Span): readonly Mark[] {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const alertText = useAlertText()
  return groupSpans(spans).map(({ span: first, count, raisedAt, clearedAt }) => {
    const { kind } = first
    const words =
      count > 1 && isGrouped(kind)
        ? t(`alertGroup.${kind}`, { count: format.number(count) as never })
        : alertText({ ...first, since: raisedAt })
    const took = clearedAt === null ? null : format.duration(clearedAt - raisedAt)
    const range = { from: raisedAt - AROUND_MS, to: (clearedAt ?? span.to) + AROUND_MS }
    return {
      key: `alert ${first.alert_id} ${raisedAt}`,
      lane: 'alerts',
      at: raisedAt,
      until: clearedAt,
      severity: first.severity,
      short: '',
      text: took === null ? words : t('history.lasted', { text: words, time: took }),
      href: link('events', { type: 'alert', range: rangeParam(range) }),
    }
  })
}

/** `[NT-1]` What operators noted on moments of a span. */
export function useNoteMarks(span: Span, taskId: number | null): readonly Mark[] {
  const link = useLink()
  const { answer } = useNotes({
    from: Math.max(0, span.from),
    to: span.to,
    ...(taskId !== null && { task_id: taskId }),
  })
  return (answer?.notes ?? []).map(({ note_id, at, made_at, text }) => ({
    key: `note ${note_id}`,
    lane: 'notes',
    at,
    short: '',
    // In one line: the rest of it is a click away.
    text: text.split('\n', 1)[0] ?? '',
    // Events has it when it was written, which may be long after what it is about.
    href: link('events', { type: 'note', range: rangeParam({ from: made_at - AROUND_MS, to: made_at + AROUND_MS }) }),
  }))
}
