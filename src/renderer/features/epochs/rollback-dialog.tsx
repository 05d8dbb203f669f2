import { useTranslation } from 'react-i18next'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { useBackend } from '../../backend/context.ts'
import { goTo } from '../../stores/scope.ts'
import { PlanDialog } from '../plan-preview/plan-dialog.tsx'
import { showPublished } from '../plan-preview/published-toast.ts'
import { usePlanPreview } from '../plan-preview/use-plan-preview.ts'

/** `[EP-6]` What it would change to have the targets of an earlier epoch again, and the button that does it. */
export function RollbackDialog({ epoch, onClose }: { epoch: EpochResource; onClose: () => void }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const { task_id, epoch: number } = epoch
  const params = { task_id, epoch: number }
  const { refresh, ...looked } = usePlanPreview('rollback.preview', params)
  return (
    <PlanDialog
      title={t('epochs.rollbackTitle', { epoch: number })}
      plan={{ ...looked, handle: params }}
      sourceNote="pauses"
      apply={(terms) => backend.call('rollback.apply', { ...params, ...terms })}
      onFresh={refresh}
      onApplied={(done) => {
        showPublished(done, (say, format) =>
          say('targets.applied', { epoch: done.epoch, told: format.number(done.consumers_told.length) }),
        )
        goTo('epochs', { open: String(done.epoch) })
      }}
      onClose={onClose}
    />
  )
}
