import { useTranslation } from 'react-i18next'
import { isGrouped } from '../../features/alerts/alert-groups.ts'
import { useAlertText } from '../../features/alerts/alert-text.ts'
import { useFormat } from '../../i18n/format.ts'
import type { AlertMoment } from './alert-moments.ts'

/** What came or was over, as a sentence. */
export function useMomentText(): (moment: AlertMoment) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const alertText = useAlertText()
  const takenOver = (text: string, by: string | null) =>
    by === null ? t('overview.acknowledged', { text }) : t('overview.acknowledgedBy', { text, by })
  return ({ spans, isOver }) => {
    const [first] = spans
    const { kind } = first
    const count = format.number(spans.length) as never
    if (spans.length === 1 || !isGrouped(kind)) {
      const text = alertText({ ...first, since: first.raised_at })
      if (isOver) return t('eventText.alert.cleared', { text })
      return first.acknowledged_at === undefined ? text : takenOver(text, first.acknowledged_by ?? null)
    }
    if (kind === 'consumer_offline') {
      return isOver ? t('overview.cameBack', { count }) : t('burst.consumer_status.offline', { count })
    }
    const text = t(`alertGroup.${kind}`, { count })
    return isOver ? t('eventText.alert.cleared', { text }) : text
  }
}
