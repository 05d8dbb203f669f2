import { Button, Group } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { Copyable, CopyButton } from '../../components/copy-button.tsx'
import { DetailDrawer } from '../../components/detail-drawer.tsx'
import { Facts } from '../../components/facts.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { RelativeTime, useNow } from '../../components/relative-time.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import {
  batchColor,
  BatchStatusBadge,
  ConsumerMarkBadge,
  consumerMarks,
  ConsumerStateBadge,
} from '../../components/status-badge.tsx'
import { VirtualList } from '../../components/virtual-list.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { unplannedKey } from '../../../console/fleet-data.ts'
import { targetsInError } from '../../../console/summaries.ts'
import { formatHash, setParams } from '../../stores/route.ts'
import { useTask } from '../../stores/scope.ts'
import { progressOf } from '../../stores/traces.ts'
import { RecentEvents } from '../../features/events/recent-events.tsx'
import { actionIcons } from '../../features/consumer-actions/action-icons.ts'
import { ActionPanel } from '../../features/consumer-actions/action-panel.tsx'
import { appliesTo } from '../../features/consumer-actions/consumer-actions.ts'
import { ConsumerRollouts } from './consumer-rollouts.tsx'
import type { ConsumerRow } from './consumer-rows.ts'
import { type ConsumerAction, consumerActions } from '../../stores/dialog.ts'
import { EpochLag } from './use-columns.tsx'

export function ConsumerDetail({ row }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  return (
    <DetailDrawer
      title={
        <>
          <ConsumerName id={row.consumer.consumer_id} />
          <CopyButton text={row.consumer.consumer_id} />
        </>
      }
    >
      {canAct && <Actions row={row} />}
      <State row={row} />
      <Progress row={row} />
      <ConsumerRollouts consumerId={row.consumer.consumer_id} />
      <Session row={row} />
      <section>
        <a className="bd-label bd-link" href={formatHash('batches', { consumer: row.consumer.consumer_id })}>
          {t('consumers.batches')} · {row.batches.length}
        </a>
        {row.batches.length === 0 && <p className="bd-dim">{t('consumers.noBatches')}</p>}
        <VirtualList
          label={t('consumers.batches')}
          items={row.batches}
          itemKey={batchKey}
          rowHeight={28}
          maxHeight={336}
        >
          {(batch) => <BatchRow batch={batch} />}
        </VirtualList>
      </section>
      <RecentEvents key={row.consumer.consumer_id} consumerId={row.consumer.consumer_id} />
    </DetailDrawer>
  )
}

const batchKey = (batch: BatchResource) => (batch.planned ? String(batch.batch_id) : unplannedKey(batch))

function State({ row: { consumer, behind, batches } }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isFought = useFleetData(({ alerts }) =>
    alerts.some(({ kind, consumer_id }) => kind === 'takeover_storm' && consumer_id === consumer.consumer_id),
  )
  return (
    <Facts
      facts={[
        [
          t('consumers.state'),
          <Group key="state" gap="sm">
            <ConsumerStateBadge state={consumer.state} />
            <span className="bd-dim">
              <RelativeTime at={consumer.state_since} />
            </span>
            {consumerMarks(consumer).map((mark) => (
              <ConsumerMarkBadge key={mark} mark={mark} />
            ))}
          </Group>,
        ],
        ...(isFought
          ? [[t('consumers.takeovers'), t('alert.takeover_storm', { consumer: consumer.consumer_id })] as const]
          : []),
        ...since(t('consumers.drained'), consumer.drained_at),
        // A monitor of an earlier version does not count them.
        ...(consumer.restarts > 0 ? [[t('consumers.restarts'), format.number(consumer.restarts)] as const] : []),
        ...since(t('consumers.aside'), consumer.flapping_since ?? null),
        ...since(t('consumers.lastProgress'), consumer.stuck_since),
        [t('consumers.heard'), <RelativeTime key="heard" at={consumer.last_seen_at} />],
        [t('consumers.slots'), format.number(consumer.slots)],
        [t('consumers.targets'), <TargetsFact key="targets" consumer={consumer} batches={batches} />],
        [t('consumers.epoch'), <EpochLag key="epoch" behind={behind} />],
      ]}
    />
  )
}

/** `[UI-3]` How many targets it has, and how many of them are reported in error one by one; each number leads to its rows. */
function TargetsFact({ consumer: { consumer_id, targets }, batches }: Pick<ConsumerRow, 'consumer' | 'batches'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const tasks = useFleetData((data) => data.tasks)
  const byTask = [...Map.groupBy(batches, ({ task_id }) => task_id)]
  const [only] = tasks.keys()
  const link = (taskId: number, more = {}) =>
    formatHash('targets', { consumer: consumer_id, task: String(taskId), ...more })
  return (
    <Group gap="sm">
      {tasks.size === 1 && only !== undefined && targets > 0 ? (
        <a className="bd-anchor" href={link(only)}>
          {format.number(targets)}
        </a>
      ) : (
        format.number(targets)
      )}
      {byTask.map(([taskId, own]) => {
        const inError = targetsInError(own)
        return inError === 0 || taskId === null ? null : (
          <a key={taskId} className="bd-anchor" href={link(taskId, { report: 'error' })}>
            {t('batches.targetsInError', { count: inError })}
          </a>
        )
      })}
    </Group>
  )
}

/** A time that is only of interest where there is one. */
function since(name: string, at: number | null): readonly (readonly [string, ReactNode])[] {
  return at === null ? [] : [[name, <RelativeTime key={name} at={at} />]]
}

/** How its batches came along while this page was open. */
function Progress({ row: { consumer, summary } }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const traces = useFleet((fleet) => fleet.traces)
  const points = useMemo(() => progressOf(traces, consumer.consumer_id), [traces, consumer.consumer_id])
  const now = useNow()
  if (summary.total === 0) return null
  const from = points[0]?.at
  const upToNow = [...points, { at: now, value: summary.progress }]
  return (
    <section className="bd-stack-4">
      <span className="bd-label">
        {t('consumers.progress')} · {format.percent(summary.progress / 100)}
      </span>
      <Sparkline
        points={upToNow}
        label={t('consumers.progressTrace', { from: from === undefined ? '' : format.clock(from) })}
        width={448}
        height={44}
        max={100}
      />
    </section>
  )
}

function Session({ row: { consumer } }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const format = useFormat()
  const none = t('common.none')
  const labels = Object.entries(consumer.labels).map(([name, value]) => `${name}=${value}`)
  const copyable = (text: string | number | null) => (text === null ? none : <Copyable text={String(text)} />)
  const { connected_at, round_trip, clock_skew, heartbeat_interval } = consumer
  return (
    <section className="bd-stack-6">
      <span className="bd-label">{t('consumers.session')}</span>
      <Facts
        facts={[
          [
            t('consumers.connected'),
            connected_at === null ? (
              <span key="connected" className="bd-dim">
                {t('consumers.notConnected')}
              </span>
            ) : (
              <RelativeTime key="connected" at={connected_at} />
            ),
          ],
          ...(consumer.was_too_slow ? [[t('consumers.cut'), t('consumers.tooSlowHint')] as const] : []),
          [t('consumers.sessionId'), copyable(consumer.session_id)],
          [t('consumers.address'), copyable(consumer.remote)],
          [t('consumers.host'), copyable(consumer.hostname)],
          [t('consumers.process'), copyable(consumer.pid)],
          [t('consumers.version'), consumer.version ?? none],
          [
            t('consumers.roundTrip'),
            round_trip === null ? none : format.duration(round_trip < 1 ? round_trip : Math.round(round_trip)),
          ],
          [
            t('consumers.skew'),
            clock_skew === null ? none : `${clock_skew > 0 ? '+' : ''}${format.duration(clock_skew)}`,
          ],
          [t('consumers.interval'), heartbeat_interval === null ? none : format.duration(heartbeat_interval * 1000)],
          [t('consumers.labels'), labels.join(', ') || none],
        ]}
      />
    </section>
  )
}

function BatchRow({ batch }: { batch: BatchResource }) {
  const { t } = useTranslation()
  const progress = `${Math.round(batch.progress)}%`
  return (
    <a href={formatHash('batches', { open: batchKey(batch) })} className="bd-row bd-consumer-batch">
      <span>{batch.batch_id}</span>
      <BatchStatusBadge status={batch.status} />
      {batch.planned ? (
        <span>
          <ProgressBar label={progress} parts={[{ share: batch.progress / 100, color: batchColor(batch.status) }]} />
        </span>
      ) : (
        <span className="bd-dim">{t(batch.stale ? 'common.stale' : 'common.unplanned')}</span>
      )}
      <span data-align="right">{progress}</span>
    </a>
  )
}

function Actions({ row: { consumer } }: { row: ConsumerRow }) {
  const { t } = useTranslation()
  const hasEpoch = (useTask()?.epoch ?? 0) > 0
  const [asked, setAsked] = useState<ConsumerAction | null>(null)
  if (asked !== null) {
    return (
      <div className="bd-panel bd-consumer-action">
        <ActionPanel
          action={asked}
          ids={[consumer.consumer_id]}
          onClose={() => setAsked(null)}
          onDone={() => asked === 'dismiss' && setParams({ open: '' })}
        />
      </div>
    )
  }
  return (
    <Group gap="xs">
      {consumerActions
        .filter((action) => appliesTo(action, consumer) && (action !== 'reload' || hasEpoch))
        .map((action) => {
          const Icon = actionIcons[action]
          return (
            <Button key={action} variant="default" leftSection={<Icon size={14} />} onClick={() => setAsked(action)}>
              {t(`action.do.${action}`)}
            </Button>
          )
        })}
    </Group>
  )
}
