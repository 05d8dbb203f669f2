import { useTranslation } from 'react-i18next'
import type { RolloutResource } from '../../../contract/resources/epoch.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { RolloutStateBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'

/** How far a consumer is with the current epoch of each task it was told of. */
export function ConsumerRollouts({ consumerId }: { consumerId: string }) {
  const { t } = useTranslation()
  const link = useLink()
  const rollouts = useFleetData((data) => data.rollouts)
  const tasks = useFleetData((data) => data.tasks)
  const own = [...rollouts.values()].flatMap((ofTask) => ofTask.get(consumerId) ?? [])
  return (
    <section className="bd-stack-4">
      <span className="bd-label">{t('epochs.waterfall')}</span>
      {own.length === 0 && <span className="bd-dim">{t('consumers.notTold')}</span>}
      {own.map((rollout) => (
        <a
          key={rollout.task_id}
          href={link('epochs', { open: String(rollout.epoch), task: String(rollout.task_id) })}
          className="bd-link bd-wrap-row"
        >
          <span>
            {t('consumers.rolloutOf', { epoch: rollout.epoch, task: tasks.get(rollout.task_id)?.name ?? '' })}
          </span>
          <RolloutStateBadge state={rollout.state} />
          <Steps rollout={rollout} />
        </a>
      ))}
    </section>
  )
}

/** When it was told, and how long it took to answer. */
function Steps({ rollout: { sent_at, acked_at, confirmed_at, action } }: { rollout: RolloutResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (sent_at === null) return null
  const after = (at: number | null) => (at === null ? null : format.duration(Math.max(0, at - sent_at)))
  const [acked, confirmed] = [after(acked_at), after(confirmed_at)]
  return (
    <span className="bd-dim">
      <RelativeTime at={sent_at} />
      {acked !== null && ` · ${t('epochs.ackedAfter', { time: acked })}`}
      {action && ` (${t(`epochs.action.${action}`)})`}
      {confirmed !== null && ` · ${t('epochs.confirmedAfter', { time: confirmed })}`}
    </span>
  )
}
