import { type CSSProperties, memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchView } from '../../../core/views.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { batchColor } from '../../components/status-badge.tsx'
import { useFormat } from '../../format.ts'
import { batchKey } from './batch-list.ts'

/** A second sign beside the colour (UI-2); the fill says the progress. */
const signs = { pending: '', running: '', completed: '✓', error: '!' } as const

/** One cell a batch, grouped by consumer. Groups out of sight are not laid out, so ten thousand cells stay fluid. */
export function HeatGrid({ batches, onOpen }: { batches: readonly BatchView[]; onOpen: (batch: BatchView) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const groups = Map.groupBy(batches, ({ consumer_id }) => consumer_id)
  return (
    <section className="bd-panel bd-heat" aria-label={t('view.batches')}>
      {Array.from(groups, ([consumerId, own]) => (
        <div key={consumerId ?? ''} className="bd-heat-group">
          {consumerId === null ? t('batches.unowned') : <ConsumerName id={consumerId} />}{' '}
          <span className="bd-dim">{t('batches.groupCount', { count: format.number(own.length) as never })}</span>
          <div className="bd-heat-cells">
            {own.map((batch) => (
              <Cell key={batchKey(batch)} batch={batch} onOpen={onOpen} />
            ))}
          </div>
        </div>
      ))}
    </section>
  )
}

const Cell = memo(
  function Cell({ batch, onOpen }: { batch: BatchView; onOpen: (batch: BatchView) => void }) {
    const { t } = useTranslation()
    const { batch_id, status, progress, planned } = batch
    const label = t('batches.cell', { id: batch_id, status: t(`status.${status}`), progress: Math.round(progress) })
    const style = { '--cell': batchColor(status), '--fill': `${progress}%` } as CSSProperties
    return (
      <button
        type="button"
        className="bd-cell"
        style={style}
        data-unplanned={planned ? undefined : ''}
        aria-label={label}
        title={label}
        onClick={() => onOpen(batch)}
      >
        {signs[status]}
      </button>
    )
  },
  (before, after) => before.batch === after.batch,
)
