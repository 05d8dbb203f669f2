import { Button, Group } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EpochResource, RolloutResource } from '../../../contract/resources/epoch.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { csvTime, toCsv } from '../../../console/csv.ts'
import { download } from '../../components/download.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { RolloutStateBadge } from '../../components/status-badge.tsx'
import { VirtualList } from '../../components/virtual-list.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useLink } from '../../stores/scope.ts'
import { ActionDialog } from '../../features/consumer-actions/action-panel.tsx'
import { type Quantiles, type RolloutTimes, rolloutTimes } from './rollout-times.ts'

const ROW_HEIGHT_PX = 24

interface WaterfallProps {
  readonly epoch: EpochResource
  readonly rollout: readonly RolloutResource[]
  /** The current epoch can be sent again. */
  readonly isCurrent: boolean
}

/** Sent → acknowledged → confirmed of each consumer on one time axis; those still awaited apart, on top. */
export function Waterfall({ epoch, rollout, isCurrent }: WaterfallProps) {
  const { t } = useTranslation()
  const times = useMemo(() => rolloutTimes(rollout, epoch.created_at), [rollout, epoch.created_at])
  if (rollout.length === 0) return <span className="bd-dim">{t('epochs.nobodyToldHint')}</span>
  return (
    <>
      {times.stragglers.length > 0 && (
        <Stragglers rollout={times.stragglers} taskId={epoch.task_id} isCurrent={isCurrent} />
      )}
      <section className="bd-stack-4">
        <Group justify="space-between" wrap="nowrap">
          <span className="bd-label">
            {t('epochs.waterfall')} · {t('epochs.answered', { done: times.answered.length, told: rollout.length })}
          </span>
          <Button variant="subtle" color="gray" onClick={() => exportRollout(epoch, rollout)}>
            {t('common.exportCsv')}
          </Button>
        </Group>
        {times.answered.length > 0 && (
          <>
            <Legend times={times} />
            <VirtualList
              label={t('epochs.waterfall')}
              items={times.answered}
              itemKey={({ consumer_id }) => consumer_id}
              rowHeight={ROW_HEIGHT_PX}
              maxHeight={16 * ROW_HEIGHT_PX}
              header={<Axis times={times} />}
            >
              {(one) => (
                <div className="bd-waterfall-row">
                  <Name id={one.consumer_id} />
                  <Bars rollout={one} start={epoch.created_at} times={times} />
                  <span title={one.action ? t(`epochs.action.${one.action}`) : undefined}>
                    <RolloutStateBadge state={one.state} />
                  </span>
                </div>
              )}
            </VirtualList>
          </>
        )}
      </section>
    </>
  )
}

/** `[EP-3]` Who has not answered, since when, and the reload that may help. */
function Stragglers({
  rollout,
  taskId,
  isCurrent,
}: {
  rollout: readonly RolloutResource[]
  taskId: number
  isCurrent: boolean
}) {
  const { t } = useTranslation()
  const canResend = useCanAct() && isCurrent
  const [asked, setAsked] = useState<readonly string[] | null>(null)
  return (
    <section className="bd-stack-4">
      <Group justify="space-between" wrap="nowrap">
        <span className="bd-label">{t('epochs.stragglers', { count: rollout.length })}</span>
        {canResend && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={14} />}
            onClick={() => setAsked(rollout.map(({ consumer_id }) => consumer_id))}
          >
            {t('epochs.resend')}
          </Button>
        )}
      </Group>
      <VirtualList
        label={t('epochs.stragglers', { count: rollout.length })}
        items={rollout}
        itemKey={({ consumer_id }) => consumer_id}
        rowHeight={28}
        maxHeight={8 * 28}
      >
        {({ consumer_id, state, sent_at }) => (
          <div className="bd-waterfall-row bd-straggler-row">
            <Name id={consumer_id} />
            <RolloutStateBadge state={state} />
            <span className="bd-dim bd-truncate">
              {sent_at === null ? t('epochs.notSentYet') : <RelativeTime at={sent_at} />}
            </span>
            {canResend && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={t('epochs.resendTo', { consumer: consumer_id })}
                onClick={() => setAsked([consumer_id])}
              >
                {t('alert.resend')}
              </Button>
            )}
          </div>
        )}
      </VirtualList>
      {asked && <ActionDialog action="reload" ids={asked} taskId={taskId} onClose={() => setAsked(null)} />}
    </section>
  )
}

function Name({ id }: { id: string }) {
  const link = useLink()
  return (
    <a className="bd-link bd-waterfall-name" href={link('consumers', { open: id })}>
      <ConsumerName id={id} />
    </a>
  )
}

function Legend({ times: { acked, confirmed } }: { times: RolloutTimes }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = ({ p50, p95 }: Quantiles) => ({ p50: format.duration(p50), p95: format.duration(p95) })
  return (
    <span className="bd-dim bd-waterfall-legend">
      {acked && (
        <span className="bd-status">
          <span aria-hidden className="bd-swatch bd-fill-running" />
          {t('epochs.untilAcked', words(acked))}
        </span>
      )}
      {confirmed && (
        <span className="bd-status">
          <span aria-hidden className="bd-swatch bd-fill-completed" />
          {t('epochs.untilConfirmed', words(confirmed))}
        </span>
      )}
    </span>
  )
}

/** The time since the publication; it stands above the bars, whatever is scrolled. */
function Axis({ times: { span } }: { times: RolloutTimes }) {
  const format = useFormat()
  return (
    <div className="bd-waterfall-row bd-dim bd-waterfall-axis">
      <span />
      <span>
        {[0, 0.5, 1].map((share) => (
          <span key={share}>{share === 0 ? '0' : format.duration(span * share)}</span>
        ))}
      </span>
      <span />
    </div>
  )
}

function Bars({ rollout, start, times }: { rollout: RolloutResource; start: number; times: RolloutTimes }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { sent_at, acked_at, confirmed_at } = rollout
  const x = (ms: number) => Math.max(0, Math.min(100, (ms / times.span) * 100))
  const bar = (from: number, to: number, color: string) => {
    const left = Math.min(x(from - start), 99)
    return (
      <span key={color} style={{ left: `${left}%`, width: `max(3px, ${x(to - start) - left}%)`, background: color }} />
    )
  }
  const marks = [times.acked?.p50, times.acked?.p95, times.confirmed?.p50, times.confirmed?.p95]
  const after = (at: number | null) => (at === null ? t('common.none') : format.duration(Math.max(0, at - start)))
  const title = t('epochs.steps', { sent: after(sent_at), acked: after(acked_at), confirmed: after(confirmed_at) })
  return (
    <span className="bd-waterfall" role="img" aria-label={title} title={title}>
      {sent_at !== null && bar(sent_at, acked_at ?? confirmed_at ?? sent_at, 'var(--bd-running)')}
      {confirmed_at !== null && bar(acked_at ?? confirmed_at, confirmed_at, 'var(--bd-completed)')}
      {marks.map((at, i) =>
        at === undefined ? null : (
          <i key={i} data-dashed={i % 2 === 1 ? '' : undefined} style={{ left: `${x(at)}%` }} />
        ),
      )}
    </span>
  )
}

function exportRollout({ epoch }: EpochResource, rollout: readonly RolloutResource[]): void {
  const names = ['consumer_id', 'state', 'action'] as const
  const times = ['sent_at', 'acked_at', 'confirmed_at'] as const
  const lines = rollout.map((one) => [...names.map((name) => one[name]), ...times.map((name) => csvTime(one[name]))])
  download(`rollout-${epoch}.csv`, toCsv([[...names, ...times], ...lines]), 'text/csv')
}
