import { useTranslation } from 'react-i18next'
import type { EpochView, RolloutView } from '../../../core/views.ts'
import { ConsumerName } from '../../components/consumer-name.tsx'
import { RolloutStateBadge } from '../../components/status-badge.tsx'
import { useFormat } from '../../format.ts'
import { percentile } from '../../stores/summaries.ts'

const SHOWN = 300

/** Sent → acknowledged → confirmed of each consumer on one time axis, those awaited longest on top. */
export function Waterfall({ epoch, rollout }: { epoch: EpochView; rollout: readonly RolloutView[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (rollout.length === 0) return <span className="bd-dim">{t('epochs.nobodyTold')}</span>
  const start = epoch.created_at
  const last = (view: RolloutView) => Math.max(view.sent_at ?? 0, view.acked_at ?? 0, view.confirmed_at ?? 0)
  const span = Math.max(1, ...rollout.map((view) => last(view) - start))
  const waits = rollout.flatMap(({ sent_at, acked_at }) =>
    sent_at !== null && acked_at !== null ? acked_at - sent_at : [],
  )
  const [p50, p95] = [percentile(waits, 0.5), percentile(waits, 0.95)]
  const isOpen = ({ state }: RolloutView) => state === 'waiting' || state === 'sent' || state === 'stuck'
  const sorted = rollout.toSorted(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || last(b) - last(a) || a.consumer_id.localeCompare(b.consumer_id),
  )
  return (
    <section style={{ display: 'grid', gap: 4 }}>
      <span className="bd-label">{t('epochs.waterfall')}</span>
      {p50 !== null && p95 !== null && (
        <span className="bd-dim">
          {t('epochs.untilAcked', { p50: format.duration(p50), p95: format.duration(p95) })}
        </span>
      )}
      {sorted.slice(0, SHOWN).map((view) => (
        <div
          key={view.consumer_id}
          style={{ display: 'grid', gridTemplateColumns: '120px 1fr 110px', alignItems: 'center', gap: 10, height: 24 }}
        >
          <ConsumerName id={view.consumer_id} />
          <Bars view={view} start={start} span={span} />
          <span style={{ fontSize: 12 }} title={view.action ? t(`epochs.action.${view.action}`) : undefined}>
            <RolloutStateBadge state={view.state} />
          </span>
        </div>
      ))}
      {rollout.length > SHOWN && <span className="bd-dim">{t('targets.more', { count: rollout.length - SHOWN })}</span>}
    </section>
  )
}

function Bars({ view, start, span }: { view: RolloutView; start: number; span: number }) {
  const format = useFormat()
  const { sent_at, acked_at, confirmed_at } = view
  const x = (at: number) => Math.max(0, Math.min(100, ((at - start) / span) * 100))
  const bar = (from: number, to: number, color: string) => (
    <span key={color} style={{ left: `${x(from)}%`, width: `max(3px, ${x(to) - x(from)}%)`, background: color }} />
  )
  const end = confirmed_at ?? acked_at
  return (
    <span
      className="bd-waterfall"
      title={sent_at !== null && end !== null ? format.duration(end - sent_at) : undefined}
    >
      {sent_at !== null && bar(sent_at, acked_at ?? confirmed_at ?? sent_at, 'var(--bd-running)')}
      {acked_at !== null && confirmed_at !== null && bar(acked_at, confirmed_at, 'var(--bd-completed)')}
    </span>
  )
}
