import { useTranslation } from 'react-i18next'
import type { Target } from '../../../contract/resources/target.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useLink } from '../../stores/scope.ts'

/** Whose the target was over the epochs, and what each of them did to it; newest first. */
export function TargetOwners({ task, target: { owners, known_from } }: { task: TaskResource; target: Target }) {
  const link = useLink()
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  return (
    <section className="bd-stack-4">
      <h2 className="bd-label">{t('targetPanel.owners')}</h2>
      {owners.map(({ epoch, at, consumer_id, batch_id, change }) => (
        <a
          key={epoch}
          className="bd-row bd-target-owner"
          href={link('epochs', { open: String(epoch), task: String(task.task_id) })}
        >
          <span className="bd-dim" title={format.exact(at)}>
            {format.moment(at, now)}
          </span>
          <span>{t('overview.epochMark', { epoch })}</span>
          <span className="bd-dim">{t(`targetPanel.change.${change}`)}</span>
          <span>
            {consumer_id === null ? t('common.nobody') : <ConsumerName id={consumer_id} />}
            <span className="bd-dim bd-nowrap">{t('targetPanel.inBatch', { batch: format.number(batch_id) })}</span>
          </span>
        </a>
      ))}
      {known_from !== null && known_from > 1 && (
        <span className="bd-dim">{t('targetPanel.ownersFrom', { epoch: known_from })}</span>
      )}
      {owners.length === 0 && <span className="bd-dim">{t('targetPanel.noOwners')}</span>}
    </section>
  )
}
