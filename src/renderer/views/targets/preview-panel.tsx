import { Alert, Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PlanPreview, PlanRemark } from '../../../core/views.ts'
import { Figure } from '../../components/figure.tsx'
import { consumerColor } from '../../components/consumer-name.tsx'
import { useFormat } from '../../format.ts'

interface PreviewPanelProps {
  readonly preview: PlanPreview
  readonly isStale: boolean
  readonly isRunning: boolean
  readonly onApply: () => void
  /** What leads back to where the preview was asked for, and how. */
  readonly backLabel: string
  readonly onBack: () => void
  /** Said where the plan stays as it is and there is something to apply all the same. */
  readonly unchanged?: string
}

/** `[UI-5]` What a change would do to the plan, before it does it. */
export function PreviewPanel({
  preview,
  isStale,
  isRunning,
  onApply,
  backLabel,
  onBack,
  unchanged,
}: PreviewPanelProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { counts, changed, base_epoch, duplicates, skipped, consumers_touched, ignored_columns: ignored } = preview
  const figures = [
    [t('targets.counts.targets'), counts.targets],
    [t('targets.counts.batches'), counts.batches],
    [t('targets.counts.added'), counts.added],
    [t('targets.counts.removed'), counts.removed],
    [t('targets.counts.moved'), counts.moved_consumer],
    [t('targets.counts.least'), counts.least_moved_consumer],
    [t('targets.counts.movedBatch'), counts.moved_batch],
    [t('targets.counts.told'), consumers_touched.length],
    // What was left out is said only where there is any.
    ...(duplicates > 0 ? [[t('targets.counts.duplicates'), duplicates] as const] : []),
    ...(skipped.length > 0 ? [[t('targets.counts.skipped'), skipped.length] as const] : []),
  ] as const
  return (
    <section className="bd-panel" aria-label={t('targets.preview')} style={{ display: 'grid', gap: 12, padding: 14 }}>
      {isStale && <Alert color="yellow">{t('targets.stale')}</Alert>}
      <Group justify="space-between" gap="sm">
        <strong style={{ fontSize: 15 }}>
          {changed ? t('targets.willMake', { epoch: base_epoch + 1 }) : (unchanged ?? t('targets.unchanged'))}
        </strong>
        <Group gap="sm">
          <Button variant="default" disabled={isRunning} onClick={onBack}>
            {backLabel}
          </Button>
          <Button autoFocus disabled={!changed && unchanged === undefined} loading={isRunning} onClick={onApply}>
            {t('targets.apply')}
          </Button>
        </Group>
      </Group>
      <div
        className="bd-figures"
        style={{ margin: '0 -14px', gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))' }}
      >
        {figures.map(([label, value]) => (
          <Figure key={label} label={label} value={format.number(value)} />
        ))}
      </div>
      {ignored.length > 0 && (
        <span className="bd-dim">{t('targets.ignoredColumns', { columns: ignored.join(', ') })}</span>
      )}
      {preview.remarks.map((remark) => (
        <Remark key={remark.kind} remark={remark} />
      ))}
      <SlotDiff moved={preview.slots_moved} />
    </section>
  )
}

function Remark({ remark }: { remark: PlanRemark }) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = remark.kind === 'idle_members' ? remark.count : 0
  const ratio = remark.kind === 'imbalance' ? format.number(Math.round(remark.ratio * 100) / 100) : ''
  return <Alert color="yellow">{t(`targets.remark.${remark.kind}`, { count, ratio })}</Alert>
}

/** The 256 slots; those that change owner in the colour of the new one. */
function SlotDiff({ moved }: { moved: PlanPreview['slots_moved'] }) {
  const { t } = useTranslation()
  const movedTo = new Map(moved.map(([slot, from, to]) => [slot, { from, to }]))
  const text = moved.length > 0 ? t('targets.slotsMoved', { count: moved.length }) : t('targets.slotsStay')
  return (
    <div style={{ display: 'grid', gap: 6 }}>
      <span className="bd-dim">{text}</span>
      <div className="bd-slots" role="img" aria-label={text} hidden={moved.length === 0}>
        {Array.from({ length: 256 }, (_, slot) => {
          const move = movedTo.get(slot)
          const nobody = t('common.nobody')
          const title = move ? `${slot}: ${move.from ?? nobody} → ${move.to ?? nobody}` : String(slot)
          // A mark beside the colour (UI-2): filled goes to somebody, framed to nobody.
          const style =
            move &&
            (move.to === null
              ? { boxShadow: 'inset 0 0 0 2px var(--bd-lost)' }
              : { background: consumerColor(move.to) })
          return (
            <span key={slot} title={title} style={style}>
              {move ? '•' : ''}
            </span>
          )
        })}
      </div>
    </div>
  )
}
