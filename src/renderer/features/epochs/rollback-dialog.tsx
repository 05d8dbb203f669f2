import { Alert, Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import { useBackend } from '../../backend/context.ts'
import { orFreshPreview } from '../../backend/stale-plan.ts'
import { useAction } from '../../backend/use-command.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { showToast } from '../../components/toast.tsx'
import { goTo } from '../../stores/route.ts'
import { PreviewPanel } from '../plan-preview/preview-panel.tsx'
import { usePlanPreview } from '../plan-preview/use-plan-preview.ts'

/** `[EP-6]` What it would change to have the targets of an earlier epoch again, and the button that does it. */
export function RollbackDialog({ epoch, onClose }: { epoch: EpochResource; onClose: () => void }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const { task_id, epoch: number } = epoch
  const { preview, problem, isStale, refresh } = usePlanPreview('rollback.preview', { task_id, epoch: number })

  async function apply({ base_epoch }: PlanPreview, removed: number | null): Promise<void> {
    const confirm = removed === null ? {} : { confirm: { removed } }
    await run(async () => {
      const call = { task_id, epoch: number, base_epoch, ...confirm }
      const applied = await orFreshPreview(backend.call('rollback.apply', call))
      if ('fresh' in applied) {
        refresh(applied.fresh)
        return
      }
      const { done } = applied
      onClose()
      showToast((say, format) =>
        say('targets.applied', { epoch: done.epoch, told: format.number(done.consumers_told.length) }),
      )
      goTo('epochs', { open: String(done.epoch) })
    })
  }

  return (
    <Modal opened onClose={onClose} title={t('epochs.rollbackTitle', { epoch: number })} size="xl">
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!preview && problem === null && <LoadingState label={t('reload.planning')} />}
      {preview && (
        <PreviewPanel
          preview={preview}
          isStale={isStale}
          isRunning={isRunning}
          backLabel={t('common.cancel')}
          handle={{ task_id, epoch: number }}
          onApply={(removed) => void apply(preview, removed)}
          onBack={onClose}
        />
      )}
    </Modal>
  )
}
