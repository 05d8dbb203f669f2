import { VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { useFleetData } from '../stores/fleet.ts'
import { useAlertText, useGroupText } from '../features/alerts/alert-text.ts'
import type { AlertGroup } from '../features/alerts/alert-groups.ts'
import { alertNews } from '../features/alerts/alert-news.ts'

/** So many stay to be read again. */
const MAX_KEPT = 20

interface Announcement {
  readonly number: number
  readonly isOver: boolean
  readonly entry: AlertResource | AlertGroup
}

/**
 * `[UI-6]` Alerts are read out as they come, and as they are over; those that were there at first stand on the page. Only
 * what is added is read: another language, or another count in an alert, is no news.
 */
export function Announcements() {
  const { t } = useTranslation()
  const alerts = useFleetData((data) => data.alerts)
  const alertText = useAlertText()
  const groupText = useGroupText()
  const [seen, setSeen] = useState(alerts)
  const [said, setSaid] = useState<readonly Announcement[]>([])
  if (seen !== alerts) {
    setSeen(alerts)
    const { came, over } = alertNews(seen, alerts)
    const first = (said.at(-1)?.number ?? 0) + 1
    const news = [
      ...over.map((entry) => ({ entry, isOver: true })),
      ...came.map((entry) => ({ entry, isOver: false })),
    ].map((one, i): Announcement => ({ ...one, number: first + i }))
    if (news.length > 0) setSaid([...said, ...news].slice(-MAX_KEPT))
  }
  return (
    <VisuallyHidden role="log" aria-live="polite" aria-relevant="additions" aria-label={t('overview.attention')}>
      {said.map(({ number, isOver, entry }) => {
        const text = 'consumers' in entry ? groupText(entry) : alertText(entry)
        return <p key={number}>{isOver ? t('eventText.alert.cleared', { text }) : text}</p>
      })}
    </VisuallyHidden>
  )
}
