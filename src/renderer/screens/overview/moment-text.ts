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
  return ({ spans, isOver }) => {
    const [first] = spans
    const { kind } = first
    const count = format.number(spans.length) as never
    if (spans.length === 1 || !isGrouped(kind)) {
      const text = alertText({ ...first, since: first.raised_at })
      return isOver ? t('eventText.alert.cleared', { text }) : text
    }
    if (kind === 'consumer_offline') {
      return isOver ? t('overview.cameBack', { count }) : t('burst.consumer_status.offline', { count })
    }
    const text = t(`alertGroup.${kind}`, { count })
    return isOver ? t('eventText.alert.cleared', { text }) : text
  }
}
