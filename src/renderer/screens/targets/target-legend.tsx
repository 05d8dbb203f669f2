import { IconAlertTriangle } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type BatchStatus, batchStatuses } from '../../../contract/resources/batch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { BatchStatusBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { setParams, useParam } from '../../stores/route.ts'
import { countTargets } from './target-counts.ts'

/** `[UI-3]` How many targets are in which state; each number shows the targets behind it. */
export function TargetLegend({ task }: { task: TaskResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const status = useParam('status')
  const report = useParam('report')
  const batches = useFleetData((data) => data.batches)
  const counts = useMemo(() => countTargets(batches.values(), task.task_id), [batches, task.task_id])
  const show = (next: BatchStatus | '') => setParams({ status: next, report: '' })
  return (
    <div className="bd-legend bd-target-legend" role="group" aria-label={t('targetList.byStatus')}>
      <button type="button" aria-pressed={status === '' && report === ''} onClick={() => show('')}>
        {t('common.all')} <span className="bd-legend-count">{format.number(task.targets)}</span>
      </button>
      {batchStatuses.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={status === name}
          data-empty={counts[name] === 0 ? '' : undefined}
          onClick={() => show(status === name ? '' : name)}
        >
          <BatchStatusBadge status={name} />
          <span className="bd-legend-count">{format.number(counts[name])}</span>
        </button>
      ))}
      {(counts.ownErrors > 0 || report === 'error') && (
        <button
          type="button"
          aria-pressed={report === 'error'}
          title={t('targetList.ownErrorsHint')}
          onClick={() => setParams({ report: report === 'error' ? '' : 'error', status: '' })}
        >
          <span className="bd-status">
            <IconAlertTriangle size={13} color="var(--bd-error)" aria-hidden />
            {t('targetList.ownErrors')}
          </span>
          <span className="bd-legend-count">{format.number(counts.ownErrors)}</span>
        </button>
      )}
    </div>
  )
}
