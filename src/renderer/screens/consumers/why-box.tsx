import { useTranslation } from 'react-i18next'
import { isTrouble } from '../../../console/condition.ts'
import { ConditionIcon } from '../../components/condition-badge.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { countdown } from '../../../console/countdown.ts'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { conditionSince } from './condition-since.ts'
import type { ConsumerRow } from './consumer-rows.ts'

/** What is wrong with a consumer, since when, and what happens next; nothing where nothing is. */
export function WhyBox({ row }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const { consumer, condition, error, summary } = row
  const isFought = useFleetData(({ alerts }) =>
    alerts.some(({ kind, consumer_id }) => kind === 'takeover_storm' && consumer_id === consumer.consumer_id),
  )
  const since = conditionSince(row)
  const time = since === null ? '' : format.age(since, now)
  const next = useWhatNext(row, now)
  const isKept = condition === 'lost' && typeof consumer.kept_since === 'number'
  if (!isTrouble(condition) && !isFought && summary.error === 0) return null
  return (
    <div className="bd-why" data-condition={isTrouble(condition) ? condition : 'errors'}>
      {isTrouble(condition) && (
        <p>
          <ConditionIcon condition={condition} />
          <span>
            <strong>
              {since === null
                ? t(`state.${condition}`)
                : t('consumers.why.since', { state: t(`state.${condition}`), time })}
            </strong>
            {t('eventText.colon')}
            {t(`consumers.why.${isKept ? 'kept' : (condition as 'lost')}`, { count: consumer.restarts })}
            {next !== '' && <span className="bd-dim bd-why-next">{next}</span>}
          </span>
        </p>
      )}
      {isFought && <p>{t('consumers.why.twice', { consumer: consumer.consumer_id })}</p>}
      {summary.error > 0 && (
        <p>
          <span>
            <strong>
              {t('consumers.batchesInError', { count: summary.error, batches: format.number(summary.error) })}
            </strong>
            {error !== null && error !== '' && <span className="bd-wrap">{`${t('eventText.colon')}${error}`}</span>}
          </span>
        </p>
      )}
    </div>
  )
}

function useWhatNext({ consumer, condition, movesAt, slots, targets }: ConsumerRow, now: number): string {
  const { t } = useTranslation()
  const format = useFormat()
  switch (condition) {
    case 'offline':
      if (typeof consumer.held_until === 'number')
        return t('windows.heldUntil', { time: format.minute(consumer.held_until, now) })
      if (movesAt === null || consumer.slots === 0) return ''
      return t('consumers.why.moveIn', {
        count: slots,
        slots: format.number(slots),
        time: countdown(Math.max(0, movesAt - now)),
      })
    case 'lost':
      if (typeof consumer.kept_since === 'number') return t('consumers.next.braked')
      return t(consumer.slots > 0 ? 'consumers.why.waitsForSync' : 'consumers.why.dismissOrWait')
    case 'stuck':
      return t('consumers.why.drainMoves', { count: targets, targets: format.number(targets) })
    case 'flapping':
      return consumer.flapping_since === null ? '' : t('consumers.why.asideUntilStays')
    default:
      return ''
  }
}
