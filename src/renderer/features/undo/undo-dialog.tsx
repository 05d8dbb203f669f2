import { Alert, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useBackend } from '../../backend/context.ts'
import { orFreshPreview } from '../../backend/stale-plan.ts'
import { useAction } from '../../backend/use-command.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { showToast } from '../../components/toast.tsx'
import { goTo } from '../../stores/route.ts'
import { PreviewPanel } from '../plan-preview/preview-panel.tsx'
import { usePlanPreview } from '../plan-preview/use-plan-preview.ts'

/** `[EP-12]` What it would change to undo the last change of targets, and the button that does it. */
export function UndoDialog({ task, onClose }: { task: TaskResource; onClose: () => void }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const { task_id, name, undo } = task
  /** Which change this dialog is about: another one by now must not be undone in its place. */
  const [epoch] = useState(undo?.epoch ?? null)
  const params = { task_id, ...(epoch !== null && { epoch }) }
  const { preview, problem, isStale, refresh } = usePlanPreview('undo.preview', params)

  async function apply({ base_epoch }: PlanPreview, removed: number | null): Promise<void> {
    await run(async () => {
      const confirm = removed === null ? {} : { confirm: { removed } }
      const applied = await orFreshPreview(backend.call('undo.apply', { ...params, base_epoch, ...confirm }))
      if ('fresh' in applied) {
        refresh(applied.fresh)
        return
      }
      const { done } = applied
      onClose()
      showToast(
        (say, format) => say('undo.done', { epoch: done.epoch, told: format.number(done.consumers_told.length) }),
        {
          id: `targets-${task_id}`,
          steps: [{ label: (say) => say('reload.showEpoch'), run: () => goTo('epochs', { open: String(done.epoch) }) }],
        },
      )
    })
  }

  return (
    <Modal opened onClose={onClose} title={t('undo.title', { task: name })} size="xl">
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!preview && problem === null && <LoadingState label={t('reload.planning')} />}
      {preview && (
        <PreviewPanel
          preview={preview}
          isStale={isStale}
          isRunning={isRunning}
          backLabel={t('common.cancel')}
          handle={{ task_id }}
          onApply={(removed) => void apply(preview, removed)}
          onBack={onClose}
        />
      )}
    </Modal>
  )
}
