import { Alert, Button, Group, Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import type { SourceResource } from '../../../contract/resources/source.ts'
import { useBackend, wordsOf } from '../../backend/context.ts'
import { orFreshPreview } from '../../backend/stale-plan.ts'
import { useAction, useCommand } from '../../backend/use-command.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { showToast } from '../../components/toast.tsx'
import { goTo } from '../../stores/route.ts'
import { PreviewPanel } from '../plan-preview/preview-panel.tsx'

interface Reviewed {
  readonly importId: number
  readonly preview: PlanPreview
  readonly isStale: boolean
}

/** `[SO-4]` What a source has found and would change, to be applied or dropped. */
export function SourceReview({
  source: { task_id },
  taskName,
  onClose,
}: {
  source: SourceResource
  taskName: string
  onClose: () => void
}) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [reviewed, setReviewed] = useState<Reviewed | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [isRunning, run] = useAction()
  const [isDiscarding, discard] = useCommand('sources.discard')

  useEffect(() => {
    let importId: number | null = null
    let isOver = false
    const forget = () => {
      if (importId !== null) backend.call('import.discard', { import_id: importId }).catch(() => {})
    }
    const begin = async () => {
      const { import_id } = await backend.call('sources.review', { task_id })
      importId = import_id
      if (isOver) return forget()
      const preview = await backend.call('import.preview', { import_id })
      if (!isOver) setReviewed({ importId: import_id, preview, isStale: false })
    }
    begin().catch((error: unknown) => isOver || setProblem(error))
    return () => {
      isOver = true
      forget()
    }
  }, [backend, task_id])

  async function apply({ preview, importId }: Reviewed, removed: number | null): Promise<void> {
    await run(async () => {
      const confirm = removed === null ? {} : { confirm: { removed } }
      const call = { task_id, base_epoch: preview.base_epoch, ...confirm }
      const applied = await orFreshPreview(backend.call('sources.apply', call))
      if ('fresh' in applied) {
        // That the guard of a source is stricter is no change of anything.
        const isStale = applied.fresh.base_epoch !== preview.base_epoch
        setReviewed({ importId, preview: applied.fresh, isStale })
        return
      }
      const { done } = applied
      onClose()
      showToast(
        (say, format) => say('targets.applied', { epoch: done.epoch, told: format.number(done.consumers_told.length) }),
        {
          steps: [{ label: (say) => say('reload.showEpoch'), run: () => goTo('epochs', { open: String(done.epoch) }) }],
        },
      )
    })
  }

  return (
    <Modal opened onClose={onClose} title={t('source.reviewTitle', { task: taskName })} size="xl">
      {problem !== null && <Alert color="red">{wordsOf(problem)}</Alert>}
      {!reviewed && problem === null && <LoadingState label={t('reload.planning')} />}
      {reviewed && (
        <div className="bd-stack-12">
          <PreviewPanel
            preview={reviewed.preview}
            isStale={reviewed.isStale}
            isRunning={isRunning}
            backLabel={t('common.cancel')}
            handle={{ import_id: reviewed.importId }}
            onApply={(removed) => void apply(reviewed, removed)}
            onBack={onClose}
          />
          <Group gap="sm" justify="space-between">
            <span className="bd-dim">{t('source.discardHint')}</span>
            <Button
              variant="default"
              disabled={isRunning}
              loading={isDiscarding}
              onClick={() =>
                discard({ task_id }, () => {
                  onClose()
                  showToast((say) => say('source.discarded'))
                })
              }
            >
              {t('source.discard')}
            </Button>
          </Group>
        </div>
      )}
    </Modal>
  )
}
