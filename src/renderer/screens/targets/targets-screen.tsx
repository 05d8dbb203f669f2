import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/empty-state.tsx'
import { OtherImports } from '../../features/imports/running-imports.tsx'
import { SetSource } from '../../features/sources/set-source.tsx'
import { SourceCard } from '../../features/sources/source-card.tsx'
import { UndoBar } from '../../features/undo/undo-bar.tsx'
import { useCanAct } from '../../stores/can-act.ts'
import { useParam } from '../../stores/route.ts'
import { useTask } from '../../stores/scope.ts'
import { ImportView } from './import/import-view.tsx'
import { TargetTable } from './target-table.tsx'

/** The targets of the task as a table, and the ways to other ones: first of all where there are none yet. */
export function TargetsScreen() {
  const { t } = useTranslation()
  const task = useTask()
  const canAct = useCanAct()
  const edit = useParam('import')
  const hasTargets = task !== null && task.epoch > 0
  const isImporting = canAct && (edit !== '' || !hasTargets)
  const wasImporting = useRef(isImporting)
  useEffect(() => {
    // What had the focus is gone with the import.
    if (wasImporting.current && !isImporting && document.activeElement === document.body) {
      document.getElementById('screen-title')?.focus()
    }
    wasImporting.current = isImporting
  }, [isImporting])
  return (
    <div className="bd-screen">
      {/* One line whatever is in it: what can be undone for a while moves nothing when it goes (UI-1). */}
      <div className="bd-screen-head bd-target-head">
        {task && <span className="bd-dim bd-truncate">{task.name}</span>}
        {!hasTargets && <span className="bd-dim">{t('targets.empty')}</span>}
        {task && !isImporting && <UndoBar task={task} />}
        <span className="bd-spacer" />
        {task && (!isImporting || !hasTargets) && <SetSource task={task} />}
      </div>
      {task && <SourceCard task={task} />}
      {isImporting ? (
        <ImportView task={task} />
      ) : hasTargets ? (
        <>
          <OtherImports own={null} />
          <TargetTable key={task.task_id} task={task} />
        </>
      ) : (
        <EmptyState title={t('targets.empty')} hint={t('targets.emptyForViewer')} />
      )}
    </div>
  )
}
