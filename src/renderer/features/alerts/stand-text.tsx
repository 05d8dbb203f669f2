import { useTranslation } from 'react-i18next'
import type { AlertMark } from '../../../contract/resources/alert.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'
import type { AlertRow } from './alert-rows.ts'

/** `[AL-6]` `[AL-7]` Why an alert needs nobody now: who looks after it since when, until when it is put off, which window mutes it. */
export function StandText({ row, now }: { row: AlertRow; now: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const { stand, acknowledged, snoozed, muted } = row
  const why = useFleetData(({ windows }) => windows.find(({ window_id }) => window_id === muted?.window_id)?.why ?? '')
  const because = (text: string) => (text === '' ? '' : `${t('eventText.colon')}${text}`)
  const by = (mark: AlertMark) => (mark.by === null ? 'unnamed' : 'named')
  if (stand === 'acknowledged' && acknowledged) {
    return (
      <span title={format.exact(acknowledged.at)}>
        {t(`attend.standing.acknowledged.${by(acknowledged)}`, {
          by: acknowledged.by,
          ago: format.ago(acknowledged.at, now),
        })}
        {because(acknowledged.why ?? '')}
      </span>
    )
  }
  if (stand === 'snoozed' && snoozed) {
    return (
      <span title={format.exact(snoozed.until)}>
        {t(`attend.standing.snoozed.${by(snoozed)}`, { by: snoozed.by, time: format.minute(snoozed.until, now) })}
        {because(snoozed.why ?? '')}
      </span>
    )
  }
  if (stand !== 'muted' || !muted) return null
  return (
    <a
      className="bd-anchor"
      title={format.exact(muted.until)}
      href={link('settings', { part: 'windows', open: String(muted.window_id) })}
    >
      {t('attend.standing.muted', { time: format.minute(muted.until, now) })}
      {because(why)}
    </a>
  )
}
