import { Alert, Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import { Figure } from '../../components/figure.tsx'
import { PausedNote } from '../../components/paused-note.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { ChangeLists } from './change-lists.tsx'
import { GuardBox } from './guard-box.tsx'
import { PlanMap } from './plan-map.tsx'
import { useRemarkWords } from './remark-words.ts'
import type { ChangeHandle } from './use-change-pages.ts'

/** What becomes of a task's source with a change of its targets: it takes that back, or is paused by it (SO-1). */
export type SourceNote = 'overrides' | 'pauses'

interface PreviewPanelProps {
  readonly preview: PlanPreview
  readonly isStale: boolean
  readonly isRunning: boolean
  /** @param removed what was confirmed to go; null where the guard does not ask (CH-2) */
  readonly onApply: (removed: number | null) => void
  /** What leads back to where the preview was asked for, and how. */
  readonly backLabel: string
  readonly onBack: () => void
  /** Said where the plan stays as it is and there is something to apply all the same. */
  readonly unchanged?: string
  /** What to say of the task's source, where there is one that goes on. */
  readonly sourceNote?: SourceNote | undefined
  /** In place of that the assignment has changed. */
  readonly staleText?: string | undefined
  /** How to ask for the targets that come and go; without, only how many are shown. */
  readonly handle?: ChangeHandle
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
  sourceNote = 'overrides',
  staleText,
  handle,
}: PreviewPanelProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const wordsOf = useRemarkWords()
  const taskName = useFleetData(({ tasks }) => tasks.get(preview.task_id)?.name ?? '')
  const { counts, changed, base_epoch, consumers_touched, guard } = preview
  const { added, removed, rerated, described } = counts
  const figures = [
    [t('targets.counts.targets'), counts.targets],
    [t('targets.counts.batches'), counts.batches],
    [t('targets.counts.added'), added],
    [t('targets.counts.removed'), removed],
    [t('targets.counts.moved'), counts.moved_consumer],
    [t('targets.counts.least'), counts.least_moved_consumer],
    [t('targets.counts.movedBatch'), counts.moved_batch],
    [t('targets.counts.told'), consumers_touched.length],
  ] as const
  return (
    <section className="bd-panel bd-padded bd-stack-12" aria-label={t('targets.preview')}>
      <PausedNote />
      {isStale && <Alert color="yellow">{staleText ?? t('targets.stale')}</Alert>}
      <Group justify="space-between" gap="sm">
        <strong className="bd-title">
          {changed ? t('targets.willMake', { epoch: base_epoch + 1 }) : (unchanged ?? t('targets.unchanged'))}
        </strong>
        <Group gap="sm">
          <Button variant="default" disabled={isRunning} onClick={onBack}>
            {backLabel}
          </Button>
          {guard === null && (
            <Button
              autoFocus
              disabled={!changed && unchanged === undefined}
              loading={isRunning}
              onClick={() => onApply(null)}
            >
              {t('targets.apply')}
            </Button>
          )}
        </Group>
      </Group>
      <div className="bd-figures bd-plan-figures">
        {figures.map(([label, value]) => (
          <Figure key={label} label={label} value={format.number(value)} />
        ))}
      </div>
      {preview.source !== undefined && (
        <Alert color="yellow">{t(`apply.source.${sourceNote}`, { source: preview.source })}</Alert>
      )}
      {preview.remarks.map((remark) => (
        <Alert key={remark.kind} color="yellow">
          {wordsOf(remark, preview)}
        </Alert>
      ))}
      {guard !== null && (
        <GuardBox
          key={guard.removed}
          guard={guard}
          taskName={taskName}
          action={t('apply.remove', { removed: format.number(guard.removed) })}
          obstacle={null}
          isRunning={isRunning}
          onConfirm={onApply}
        />
      )}
      {handle && added + removed + rerated + described > 0 && (
        <ChangeLists preview={preview} handle={handle} version={String(base_epoch)} />
      )}
      <PlanMap preview={preview} />
    </section>
  )
}
