import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { unplannedKey } from '../../../console/fleet-data.ts'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { useNow } from '../../components/relative-time.tsx'
import { batchColor, BatchStatusBadge } from '../../components/status-badge.tsx'
import { VirtualList } from '../../components/virtual-list.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useLink } from '../../stores/scope.ts'
import type { ConsumerRow } from './consumer-rows.ts'

/** Its batches, each with how far it is, how many targets are in it and how long ago it was last spoken of. */
export function ConsumerBatches({ row: { consumer, batches } }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const link = useLink()
  return (
    <section>
      <div className="bd-section-head">
        <a className="bd-label bd-link" href={link('batches', { consumer: consumer.consumer_id })}>
          {t('consumers.batches')} · {batches.length}
        </a>
        {batches.length > 0 && <span className="bd-dim">{t('batches.updated')}</span>}
      </div>
      {batches.length === 0 && <p className="bd-dim">{t('consumers.noBatches')}</p>}
      <VirtualList label={t('consumers.batches')} items={batches} itemKey={batchKey} rowHeight={28} maxHeight={252}>
        {(batch) => <BatchRow batch={batch} />}
      </VirtualList>
    </section>
  )
}

const batchKey = (batch: BatchResource) => (batch.planned ? String(batch.batch_id) : unplannedKey(batch))

function BatchRow({ batch }: { batch: BatchResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const link = useLink()
  const now = useNow()
  const { planned, stale, status, progress, targets, updated_at, message } = batch
  const text = format.percent(progress / 100)
  return (
    <a href={link('batches', { open: batchKey(batch) })} className="bd-row bd-consumer-batch" title={message}>
      <span className="bd-anchor">{batch.batch_id}</span>
      <BatchStatusBadge status={status} />
      <span>
        <ProgressBar label={text} parts={[{ share: progress / 100, color: batchColor(status) }]} />
      </span>
      <span data-align="right">{text}</span>
      <span data-align="right" className="bd-dim">
        {planned ? format.number(targets) : t(stale ? 'common.stale' : 'common.unplanned')}
      </span>
      <span data-align="right" className="bd-dim">
        {updated_at === null ? t('common.none') : format.ago(updated_at, now)}
      </span>
    </a>
  )
}
