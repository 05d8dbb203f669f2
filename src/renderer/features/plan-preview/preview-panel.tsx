import { Alert, Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PlanPreview, PlanRemark } from '../../../contract/resources/plan.ts'
import { Figure } from '../../components/figure.tsx'
import { PausedNote } from '../../components/paused-note.tsx'
import { PlanMap } from './plan-map.tsx'
import { useFormat } from '../../i18n/format.ts'

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
  const wordsOf = useRemarkWords()
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
    <section className="bd-panel bd-padded bd-stack-12" aria-label={t('targets.preview')}>
      <PausedNote />
      {isStale && <Alert color="yellow">{t('targets.stale')}</Alert>}
      <Group justify="space-between" gap="sm">
        <strong className="bd-title">
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
      <div className="bd-figures bd-plan-figures">
        {figures.map(([label, value]) => (
          <Figure key={label} label={label} value={format.number(value)} />
        ))}
      </div>
      {ignored.length > 0 && (
        <span className="bd-dim">{t('targets.ignoredColumns', { columns: ignored.join(', ') })}</span>
      )}
      {preview.remarks.map((remark) => (
        <Alert key={remark.kind} color="yellow">
          {wordsOf(remark)}
        </Alert>
      ))}
      <PlanMap preview={preview} />
    </section>
  )
}

/** A plain fact to know before a plan is applied, in words. */
export function useRemarkWords(): (remark: PlanRemark) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return (remark) => {
    const count = remark.kind === 'idle_members' ? remark.count : 0
    const ratio = remark.kind === 'imbalance' ? format.number(Math.round(remark.ratio * 100) / 100) : ''
    return t(`targets.remark.${remark.kind}`, { count, ratio })
  }
}
