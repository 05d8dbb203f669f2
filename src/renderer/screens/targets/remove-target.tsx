import { Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { PlanDialog } from '../../features/plan-preview/plan-dialog.tsx'
import { showPublished } from '../../features/plan-preview/published-toast.ts'
import { useFleet } from '../../stores/fleet.ts'
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
  const isLive = useFleet(({ connection }) => connection === 'live')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" disabled={!isLive} leftSection={<IconTrash size={14} />} onClick={() => setOpen(true)}>
        {t('targetPanel.remove')}
      </Button>
      {isOpen && <RemovalDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}

function RemovalDialog({ task, target, onRemoved, onClose }: RemoveTargetProps & { onClose: () => void }) {
  const { t } = useTranslation()
  const { plan, apply, refresh } = useRemoval(task.task_id, target)
  return (
    <PlanDialog
      title={t('targetPanel.removeTitle', { target })}
      plan={plan}
      sourceNote="overrides"
      apply={apply}
      onFresh={refresh}
      onApplied={(done) => {
        onRemoved()
        const { published, epoch } = done
        showPublished(done, (say) => say(published ? 'targetPanel.removed' : 'targetPanel.removedNothing', { epoch }))
      }}
      onClose={onClose}
    />
  )
}
