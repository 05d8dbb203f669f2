import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LoadingState } from '../../../components/loading-state.tsx'
import { wordsOf } from '../../../backend/context.ts'
import { ChangeLists } from '../../../features/plan-preview/change-lists.tsx'
import { ListFigureRow } from '../../../features/plan-preview/list-figures.tsx'
import { listFigures } from '../../../features/plan-preview/plan-share.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ApplyBox } from './apply-box.tsx'
import type { ImportState } from './import-state.ts'

interface ChangesPanelProps {
  readonly state: ImportState
  readonly taskName: string
  readonly onApply: (removed: number | null) => void
}

/** What the list would change, which targets, and beside it the way to do it. */
export function ChangesPanel({ state, taskName, onApply }: ChangesPanelProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { plan, importId, onInvalid, planned, isPlanning } = state
  const isPlanned = plan.at === 'planned'
  return (
    <section className="bd-panel bd-import-changes" aria-label={t('changes.title')} aria-busy={isPlanning}>
      <div className="bd-import-what">
        <header className="bd-import-head">
          <h2>{t('changes.title')}</h2>
          {isPlanned && (
            <span className="bd-dim bd-truncate">
              {t('changes.plan', {
                epoch: plan.preview.base_epoch + 1,
                moved: format.number(plan.preview.counts.moved_consumer),
                least: format.number(plan.preview.counts.least_moved_consumer),
                told: format.number(plan.preview.consumers_touched.length),
              })}
            </span>
          )}
        </header>
        {plan.at === 'none' && !isPlanning && <p className="bd-changes-none bd-dim">{t('changes.waits')}</p>}
        {plan.at === 'none' && isPlanning && <LoadingState label={t('targets.planning')} />}
        {plan.at === 'failed' && <Alert color="red">{wordsOf(plan.error)}</Alert>}
        {isPlanned && importId !== null && (
          <>
            <ListFigureRow figures={listFigures(plan.preview.counts)} />
            <ChangeLists
              preview={plan.preview}
              handle={{ import_id: importId, edit: plan.edit, on_invalid: onInvalid }}
              version={`${planned} ${plan.preview.base_epoch}`}
            />
          </>
        )}
      </div>
      {isPlanned && (
        <ApplyBox state={state} preview={plan.preview} edit={plan.edit} taskName={taskName} onApply={onApply} />
      )}
    </section>
  )
}
