import { Alert, Button, Modal } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { showToast } from '../../components/toast.tsx'
import { PreviewPanel } from '../../features/plan-preview/preview-panel.tsx'
import { openDialog } from '../../stores/dialog.ts'
import { goTo } from '../../stores/route.ts'
import { useRemoval } from './use-removal.ts'

interface RemoveTargetProps {
  readonly task: TaskResource
  /** As consumers get it. */
  readonly target: string
  readonly onRemoved: () => void
}

/** `[UI-5]` Takes one target out of the list, after a look at what that does. */
export function RemoveTarget(props: RemoveTargetProps) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" leftSection={<IconTrash size={14} />} onClick={() => setOpen(true)}>
        {t('targetPanel.remove')}
      </Button>
      {isOpen && <RemovalDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}

function RemovalDialog({ task, target, onRemoved, onClose }: RemoveTargetProps & { onClose: () => void }) {
  const { t } = useTranslation()
  const { preview, importId, isStale, isApplying, problem, apply } = useRemoval(task.task_id, target)

  async function confirm(removed: number | null): Promise<void> {
    const done = await apply(removed)
    if (!done) return
    onClose()
    onRemoved()
    const { published, epoch } = done
    showToast((say) => say(published ? 'targetPanel.removed' : 'targetPanel.removedNothing', { epoch }), {
      steps: published
        ? [
            { label: (say) => say('common.undo'), run: () => openDialog({ kind: 'undo', taskId: task.task_id }) },
            { label: (say) => say('reload.showEpoch'), run: () => goTo('epochs', { open: String(epoch) }) },
          ]
        : [],
    })
  }

  return (
    <Modal opened onClose={onClose} title={t('targetPanel.removeTitle', { target })} size="lg">
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!preview && problem === null && <LoadingState label={t('targets.planning')} />}
      {preview && importId !== null && (
        <PreviewPanel
          preview={preview}
          isStale={isStale}
          isRunning={isApplying}
          backLabel={t('common.cancel')}
          onApply={(removed) => void confirm(removed)}
          onBack={onClose}
          handle={{ import_id: importId }}
        />
      )}
    </Modal>
  )
}
