import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useBackend } from '../../backend/context.ts'
import { PlanDialog } from '../plan-preview/plan-dialog.tsx'
import { showPublished } from '../plan-preview/published-toast.ts'
import { usePlanPreview } from '../plan-preview/use-plan-preview.ts'

/** `[EP-12]` What it would change to undo the last change of targets, and the button that does it. */
export function UndoDialog({ task, onClose }: { task: TaskResource; onClose: () => void }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const { task_id, name, undo } = task
  /** Which change this dialog is about: another one by now must not be undone in its place. */
  const [epoch] = useState(undo?.epoch ?? null)
  const params = { task_id, ...(epoch !== null && { epoch }) }
  const { refresh, ...looked } = usePlanPreview('undo.preview', params)
  return (
    <PlanDialog
      title={t('undo.title', { task: name })}
      plan={{ ...looked, handle: { task_id } }}
      sourceNote="pauses"
      apply={(terms) => backend.call('undo.apply', { ...params, ...terms })}
      onFresh={refresh}
      onApplied={(done) =>
        showPublished(done, (say, { number }) =>
          say('undo.done', { epoch: done.epoch, told: number(done.consumers_told.length) }),
        )
      }
      onClose={onClose}
    />
  )
}
