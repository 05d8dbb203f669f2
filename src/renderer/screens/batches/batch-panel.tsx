import { Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { FoundTarget } from '../../../contract/resources/target.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { Copyable, CopyButton } from '../../components/copy-button.tsx'
import type { OpenRow } from '../../components/data-table.tsx'
import { Facts } from '../../components/facts.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { PanelHead } from '../../components/panel-head.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { ConditionBadge } from '../../components/condition-badge.tsx'
import { BatchStatusBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useConditions } from '../../stores/conditions.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { useLink } from '../../stores/scope.ts'
import { batchKey } from './batch-list.ts'
import { BatchHistory } from './batch-history.tsx'
import { BatchOwners } from './batch-owners.tsx'
import { BatchTargets } from './batch-targets.tsx'

interface BatchPanelProps {
  readonly batch: BatchResource
  readonly found: readonly FoundTarget[]
  readonly list: OpenRow
}

/** One batch beside the list: what it is, how it came to that, and what is in it. */
export function BatchPanel({ batch, found, list }: BatchPanelProps) {
  const { t } = useTranslation()
  const key = batchKey(batch)
  const epoch = useFleetData(({ tasks }) => tasks.get(batch.task_id ?? -1)?.epoch ?? 0)
  return (
    <SidePanel
      label={`${t('batches.id')} ${batch.batch_id}`}
      onClose={list.onClose}
      onStep={list.place && list.onStep}
      header={<PanelHead label={t('batches.id')} {...list} />}
    >
      <div className="bd-line">
        <h2 className="bd-batch-title">
          {t('batches.id')} {batch.batch_id}
        </h2>
        <CopyButton text={String(batch.batch_id)} />
      </div>
      {!batch.planned && (
        <span className="bd-dim">{t(batch.stale ? 'batches.staleHint' : 'batches.unplannedHint')}</span>
      )}
      {batch.status === 'error' && (
        <div className="bd-callout">
          <BatchStatusBadge status="error" />
          <span className="bd-wrap">{batch.message === '' ? t('batches.noMessage') : batch.message}</span>
        </div>
      )}
      <BatchFacts batch={batch} />
      <BatchHistory key={`history ${key}`} batch={batch} />
      {batch.planned && batch.task_id !== null && (
        <BatchOwners key={`owners ${key}`} batchId={batch.batch_id} taskId={batch.task_id} />
      )}
      {batch.planned && batch.task_id !== null && (
        <BatchTargets batch={batch} taskId={batch.task_id} epoch={epoch} found={found} />
      )}
    </SidePanel>
  )
}

/** An address may name a batch that was closed meanwhile, or never was (UI-4). */
export function MissingBatch({ id, list }: { id: string; list: OpenRow }) {
  const { t } = useTranslation()
  const link = useLink()
  return (
    <SidePanel
      label={`${t('batches.id')} ${id}`}
      onClose={list.onClose}
      onStep={null}
      header={<PanelHead label={t('batches.id')} {...list} />}
    >
      <EmptyState title={t('batches.missing')} hint={t('batches.missingHint')}>
        <Link href={link('events', { batch: id.split('/').at(-1) ?? '' })}>{t('batches.itsEvents')}</Link>
      </EmptyState>
    </SidePanel>
  )
}

function BatchFacts({ batch }: { batch: BatchResource }) {
  const { t } = useTranslation()
  const format = useFormat()
  const none = t('common.none')
  const { batch_id, consumer_id, task_id, status, progress, planned, stale, targets, priority } = batch
  const condition = useConditions().get(consumer_id ?? '')
  const link = useLink()
  const task = useFleetData(({ tasks }) => (task_id === null ? undefined : tasks.get(task_id)))
  const owned = useFleetData(({ batches }) => (stale ? batches.get(batch_id) : undefined))
  return (
    <Facts
      facts={[
        [
          t('batches.status'),
          <span key="status">
            <BatchStatusBadge status={status} /> · {format.number(Math.round(progress * 10) / 10)}%
          </span>,
        ],
        [
          t('batches.consumer'),
          consumer_id === null ? (
            t('common.nobody')
          ) : (
            <Group key="consumer" gap={8}>
              <Link href={link('consumers', { open: consumer_id })}>
                <ConsumerName id={consumer_id} />
              </Link>
              <CopyButton text={consumer_id} />
              {condition && <ConditionBadge condition={condition} />}
              <Link href={link('slots', { owner: consumer_id, ...(task && { task: String(task.task_id) }) })}>
                {t('batches.itsSlots')}
              </Link>
            </Group>
          ),
        ],
        ...(owned
          ? [
              [
                t('batches.plannedFor'),
                <Link key="planned" href={link('batches', { open: String(batch_id) })}>
                  {owned.consumer_id === null ? t('common.nobody') : <ConsumerName id={owned.consumer_id} />}
                </Link>,
              ] as const,
            ]
          : []),
        ...(task
          ? [
              [
                t('shell.task'),
                <span key="task">
                  {task.name} ·{' '}
                  <Link href={link('epochs', { open: String(task.epoch), task: String(task.task_id) })}>
                    {t('overview.epochMark', { epoch: task.epoch })}
                  </Link>
                </span>,
              ] as const,
            ]
          : []),
        ...(planned ? [[t('batches.targets'), format.number(targets)] as const] : []),
        ...(priority === null ? [] : [[t('batches.priority'), t(`priority.${priority}`)] as const]),
        [t('batches.updated'), batch.updated_at === null ? none : <RelativeTime key="at" at={batch.updated_at} />],
        [t('batches.message'), batch.message === '' ? none : <Copyable key="message" text={batch.message} />],
      ]}
    />
  )
}

function Link({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="bd-anchor">
      {children}
    </a>
  )
}
