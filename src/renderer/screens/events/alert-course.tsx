import { useTranslation } from 'react-i18next'
import type { EventResource } from '../../../contract/events.ts'
import type { AlertSpan } from '../../../contract/resources/alert-span.ts'
import { useCall } from '../../backend/use-call.ts'
import { useNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { usePreciseTime } from './precise-time.ts'

interface AlertCourseProps {
  readonly event: EventResource & { type: 'alert' }
}

/** `[AL-6]` Who took over an alert, when and why. */
export function AlertTakenOver({ event }: AlertCourseProps) {
  const { t } = useTranslation()
  const precise = usePreciseTime()
  const now = useNow()
  const alert = useAlertSpan(event)
  if (alert?.acknowledged_at === undefined) return t('common.none')
  const { acknowledged_at, acknowledged_by: by = null, why = '' } = alert
  const at = precise(acknowledged_at, now)
  const said = by === null ? at : t('access.madeBy', { time: at, who: by })
  return why === '' ? said : `${said}${t('eventText.colon')}${why}`
}

/** `[AL-2]` When an alert was over, and how long it lasted. */
export function AlertEnd({ event }: AlertCourseProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const precise = usePreciseTime()
  const now = useNow()
  const alert = useAlertSpan(event)
  if (!alert) return t('common.none')
  if (alert.cleared_at === null) return t('events.unresolved')
  return t('events.resolvedAfter', {
    at: precise(alert.cleared_at, now),
    time: format.duration(alert.cleared_at - event.at),
  })
}

/** What is kept of the alert that an event tells of; asked for once, whoever wants it. */
function useAlertSpan({ at, data, consumer_id, task_id }: AlertCourseProps['event']): AlertSpan | null {
  const { answer } = useCall('alerts.history', { from: at, to: at + 1 })
  return (
    answer?.alerts.find(
      (each) =>
        each.raised_at === at &&
        each.kind === data.kind &&
        each.consumer_id === consumer_id &&
        each.task_id === task_id,
    ) ?? null
  )
}
