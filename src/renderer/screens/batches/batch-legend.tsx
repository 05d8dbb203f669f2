import { IconCircleDashed, IconCircleDotted } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { batchStatuses } from '../../../contract/resources/batch.ts'
import { BatchStatusBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { setParams, useParam } from '../../stores/route.ts'
import type { BatchCounts, BatchKind } from './batch-list.ts'

const kinds = ['unplanned', 'stale'] as const
const kindIcons = { unplanned: IconCircleDashed, stale: IconCircleDotted }

/** What the signs mean, how many there are of each, and a filter for each (UI-3). */
export function BatchLegend({ counts }: { counts: BatchCounts }) {
  const { t } = useTranslation()
  return (
    <div className="bd-legend" role="group" aria-label={t('batches.status')}>
      <Entry value="" count={counts.all}>
        {t('common.all')}
      </Entry>
      {batchStatuses.map((status) => (
        <Entry key={status} value={status} count={counts[status]}>
          <BatchStatusBadge status={status} />
        </Entry>
      ))}
      {kinds.map((kind) => {
        const Icon = kindIcons[kind]
        return (
          <Entry key={kind} value={kind} count={counts[kind]}>
            <span className="bd-status">
              <Icon size={13} aria-hidden />
              {t(`common.${kind}`)}
            </span>
          </Entry>
        )
      })}
    </div>
  )
}

/** Chosen again, it is no longer. */
function Entry({ value, count, children }: { value: BatchKind | ''; count: number; children: ReactNode }) {
  const format = useFormat()
  const status = useParam('status')
  const isChosen = status === value
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      data-empty={count === 0 ? '' : undefined}
      onClick={() => setParams({ status: isChosen ? '' : value })}
    >
      {children} <span className="bd-legend-count">{format.number(count)}</span>
    </button>
  )
}
