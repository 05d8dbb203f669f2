import { Alert, Button } from '@mantine/core'
import { IconAlertTriangleFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { PlanPreview } from '../../../../contract/resources/plan.ts'
import { useCommand } from '../../../backend/use-command.ts'
import { PausedNote } from '../../../components/paused-note.tsx'
import { GuardBox } from '../../../features/plan-preview/guard-box.tsx'
import { listFigures, takesMuch } from '../../../features/plan-preview/plan-share.ts'
import { useRemarkWords } from '../../../features/plan-preview/remark-words.ts'
import { useFormat } from '../../../i18n/format.ts'
import { useFleet, useFleetData } from '../../../stores/fleet.ts'
import { setParams } from '../../../stores/route.ts'
import { ImportProgress } from './import-progress.tsx'
import { type ImportState, type ListEdit, obstacle, openLines } from './import-state.ts'

interface ApplyBoxProps {
  readonly state: ImportState
  readonly preview: PlanPreview
  readonly edit: ListEdit
  readonly taskName: string
  /** @param removed the number that was confirmed; null where the guard does not ask */
  readonly onApply: (removed: number | null) => void
}

/** `[UI-5]` The last step: what is to be known before, and the button that does it. */
export function ApplyBox({ state, preview, edit, taskName, onApply }: ApplyBoxProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const remarkWords = useRemarkWords()
  const { plan, isApplying } = state
  const { guard, counts, not_found: notFound, not_found_targets: missing } = preview
  const figures = listFigures(counts)
  const [added, removed] = [format.number(counts.added), format.number(counts.removed)]
  const isFirst = figures.now === 0
  const isLive = useFleet(({ connection }) => connection === 'live')
  const obstacleWords = useObstacleWords(state)
  const wait = isLive ? obstacleWords : t('palette.needsMonitor')
  const isUpdate = counts.added + counts.removed === 0
  const action = isUpdate
    ? t('apply.update')
    : edit === 'replace' && !isFirst
      ? t('apply.replace')
      : edit === 'remove'
        ? t('apply.remove', { removed })
        : t('apply.add', { added })
  return (
    <div className="bd-import-apply">
      <PausedNote />
      {plan.at === 'planned' && plan.isStale && <Alert color="yellow">{t('targets.stale')}</Alert>}
      {guard ? (
        <GuardBox
          key={guard.removed}
          guard={guard}
          taskName={taskName}
          action={edit === 'remove' ? t('apply.remove', { removed }) : t('apply.guarded', { removed })}
          obstacle={wait}
          isRunning={isApplying}
          instead={
            edit === 'replace' &&
            counts.added > 0 && (
              <div className="bd-instead">
                <div>
                  <strong>{t('guard.instead', { count: counts.added, added })}</strong>
                  <br />
                  <span className="bd-dim">
                    {t('guard.harmless', { after: format.number(figures.now + counts.added) })}
                  </span>
                </div>
                <Button disabled={isApplying} onClick={() => setParams({ import: 'add' })}>
                  {t('apply.add', { added })}
                </Button>
              </div>
            )
          }
          onConfirm={onApply}
        />
      ) : (
        <div className="bd-apply-box">
          <h2>
            {preview.changed
              ? isUpdate
                ? t('apply.update')
                : t(`apply.title.${isFirst ? 'first' : edit}`, { added, removed })
              : t('targets.unchanged')}
          </h2>
          {takesMuch(figures) && !isFirst && (
            <p className="bd-warning">
              <IconAlertTriangleFilled className="bd-fixed" size={14} color="var(--bd-suspect)" aria-hidden />
              <span>
                {t('apply.much', {
                  share: format.percent(figures.removed / figures.now),
                  removed,
                  now: format.number(figures.now),
                })}
              </span>
            </p>
          )}
          <Button disabled={wait !== null} loading={isApplying} onClick={() => onApply(null)}>
            {action}
          </Button>
          <p className="bd-dim">{wait ?? t('guard.undo')}</p>
        </div>
      )}
      {preview.source !== undefined && (
        <p className="bd-warning">
          <IconAlertTriangleFilled className="bd-fixed" size={14} color="var(--bd-suspect)" aria-hidden />
          <span>{t('apply.source.overrides', { source: preview.source })}</span>
        </p>
      )}
      {notFound > 0 && (
        <p className="bd-dim" title={missing.join('\n')}>
          {t('apply.notFound', { count: format.number(notFound) as never })}{' '}
          <span className="bd-mono">{missing.slice(0, 3).join(', ')}</span>
        </p>
      )}
      {preview.remarks.map((remark) => (
        <p key={remark.kind} className="bd-warning">
          <IconAlertTriangleFilled className="bd-fixed" size={14} color="var(--bd-suspect)" aria-hidden />
          <span>{remarkWords(remark, preview)}</span>
        </p>
      ))}
      {isApplying && <Applying importId={state.importId} />}
    </div>
  )
}

/** How far it is with an import that is applied, and the way out while there is one. */
function Applying({ importId }: { importId: number | null }) {
  const { t } = useTranslation()
  const [, cancel] = useCommand('import.cancel')
  const phase = useFleetData(({ imports }) => imports.find(({ import_id }) => import_id === importId)?.phase)
  const isLate = phase === 'writing' || importId === null
  return (
    <ImportProgress
      text={t(phase === 'writing' ? 'targets.writing' : 'targets.planning')}
      share={null}
      onCancel={isLate ? null : () => cancel({ import_id: importId })}
    />
  )
}

/** What has to be done first; null where nothing has. */
function useObstacleWords(state: ImportState): string | null {
  const { t } = useTranslation()
  const format = useFormat()
  const what = obstacle(state)
  switch (what) {
    case null:
      return null
    case 'suspicious':
      return t('apply.suspicious', { count: format.number(openLines(state)) as never })
    default:
      return t(`apply.wait.${what}`)
  }
}
