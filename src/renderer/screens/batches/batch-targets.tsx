import { Alert, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { FoundTarget, TargetRow } from '../../../contract/resources/target.ts'
import { textLine } from '../../../contract/text-line.ts'
import { useCall } from '../../backend/use-call.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { BatchStatusBadge } from '../../components/status-badge.tsx'
import { VirtualList } from '../../components/virtual-list.tsx'
import { targetLabel } from '../../features/targets/target-label.ts'
import { useFormat } from '../../i18n/format.ts'
import { useLink } from '../../stores/scope.ts'

/** The most targets that fit into a batch: one answer has all of them. */
const MAX_BATCH_TARGETS = 10_000
/** How often the targets' own reports are asked for again while their batch reports, ms. */
const REPORTS_INTERVAL_MS = 10_000

interface BatchTargetsProps {
  readonly batch: BatchResource
  readonly taskId: number
  /** Of the task: with another one the list may be another one. */
  readonly epoch: number
  /** Targets that were looked for, to stand out. */
  readonly found: readonly FoundTarget[]
}

/** What is in a batch: each target with its label, priority and slot, and what its consumer says of it alone. */
export function BatchTargets({ batch, taskId, epoch, found }: BatchTargetsProps) {
  const { t } = useTranslation()
  const link = useLink()
  const format = useFormat()
  const { batch_id: batchId, targets: count, updated_at, targets_in_error: inError = 0 } = batch
  const { answer, problem } = useCall(
    'targets.page',
    { task_id: taskId, filter: { batch_id: batchId }, start: 0, limit: MAX_BATCH_TARGETS },
    {
      dependsOn: [epoch, inError, Math.floor((updated_at ?? 0) / REPORTS_INTERVAL_MS)],
      keeps: (_, [, params]) => params?.filter?.batch_id === batchId,
    },
  )
  const targets = answer?.targets ?? null
  const hasReports = targets?.some(({ report }) => report !== null) === true
  return (
    <section className="bd-stack-8" data-reports={hasReports ? '' : undefined}>
      <Group justify="space-between">
        <span className="bd-label">
          {t('batches.targets')} · {format.number(count)}
        </span>
        {inError > 0 && (
          <a
            className="bd-anchor"
            href={link('targets', { batch: String(batchId), report: 'error', task: String(taskId) })}
          >
            {t('batches.targetsInError', { count: inError })}
          </a>
        )}
        {targets && (
          <CopyButton
            text={targets.map(({ target }) => textLine(target)).join('\n')}
            label={t('batches.copyTargets')}
          />
        )}
      </Group>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!targets && problem === null && <LoadingState />}
      {targets && (
        <VirtualList
          label={t('batches.targetsOf', { id: batchId })}
          items={targets}
          itemKey={({ target }) => target}
          rowHeight={24}
          maxHeight={360}
          header={
            <div className="bd-row bd-dim bd-target-row">
              <span>{t('batches.target')}</span>
              <span>{t('batches.priority')}</span>
              {hasReports && <span>{t('batches.ownReport')}</span>}
              <span data-align="right">{t('batches.slot')}</span>
            </div>
          }
        >
          {(row) => (
            <Row
              row={row}
              taskId={taskId}
              hasReports={hasReports}
              isFound={found.some(({ target, task_id }) => target === row.target && task_id === taskId)}
            />
          )}
        </VirtualList>
      )}
    </section>
  )
}

interface RowProps {
  readonly row: TargetRow
  readonly taskId: number
  readonly hasReports: boolean
  readonly isFound: boolean
}

function Row({ row, taskId, hasReports, isFound }: RowProps) {
  const { t } = useTranslation()
  const link = useLink()
  const { target, priority, slot, report } = row
  const label = targetLabel(row)
  return (
    <div className="bd-row bd-target-row" data-found={isFound ? '' : undefined}>
      <span className="bd-line">
        <a
          className="bd-link bd-shrinks"
          href={link('targets', { open: target, task: String(taskId) })}
          aria-label={target}
        >
          <MiddleCut text={target} />
        </a>
        {label !== null && (
          <span className="bd-dim bd-truncate" title={label}>
            {label}
          </span>
        )}
      </span>
      <span className={priority === 'medium' ? 'bd-dim' : undefined}>{t(`priority.${priority}`)}</span>
      {hasReports && (
        <span title={report?.message}>
          {report === null ? (
            <span className="bd-dim">{t('common.none')}</span>
          ) : (
            <BatchStatusBadge status={report.status} />
          )}
        </span>
      )}
      <span data-align="right">
        <a className="bd-link" href={link('slots', { slot: String(slot), task: String(taskId) })}>
          {slot}
        </a>
      </span>
    </div>
  )
}
