import { Alert, Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import { BatchdeckError } from '../../../contract/errors.ts'
import { useAction, useBackend, wordsOf } from '../../backend/context.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { showToast } from '../../components/toast.tsx'
import { goTo } from '../../stores/route.ts'
import { PreviewPanel } from '../plan-preview/preview-panel.tsx'

/** `[EP-6]` What it would change to have the targets of an earlier epoch again, and the button that does it. */
export function RollbackDialog({ epoch, onClose }: { epoch: EpochResource; onClose: () => void }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [preview, setPreview] = useState<PlanPreview | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isStale, setStale] = useState(false)
  const [isRunning, run] = useAction()
  const { task_id, epoch: number } = epoch

  useEffect(() => {
    backend
      .call('rollback.preview', { task_id, epoch: number })
      .then(setPreview, (error: unknown) => setProblem(wordsOf(error)))
  }, [backend, task_id, number])

  async function apply({ base_epoch }: PlanPreview): Promise<void> {
    await run(async () => {
      try {
        const done = await backend.call('rollback.apply', { task_id, epoch: number, base_epoch })
        onClose()
        showToast((say, format) =>
          say('targets.applied', { epoch: done.epoch, told: format.number(done.consumers_told.length) }),
        )
        goTo('epochs', { open: String(done.epoch) })
      } catch (error) {
        if (!(error instanceof BatchdeckError) || error.code !== 'STALE_EPOCH') throw error
        setPreview(error.detail as PlanPreview)
        setStale(true)
      }
    })
  }

  return (
    <Modal opened onClose={onClose} title={t('epochs.rollbackTitle', { epoch: number })} size="lg">
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {!preview && problem === null && <LoadingState label={t('reload.planning')} />}
      {preview && (
        <PreviewPanel
          preview={preview}
          isStale={isStale}
          isRunning={isRunning}
          backLabel={t('common.cancel')}
          onApply={() => void apply(preview)}
          onBack={onClose}
        />
      )}
    </Modal>
  )
}
