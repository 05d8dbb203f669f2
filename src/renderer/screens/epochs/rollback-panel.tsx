import { useTranslation } from 'react-i18next'
import { useBackend } from '../../backend/context.ts'
import { ignoreHeldEnter } from '../../components/held-enter.ts'
import { PanelHead } from '../../components/panel-head.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { PlanStep } from '../../features/plan-preview/plan-dialog.tsx'
import { showPublished } from '../../features/plan-preview/published-toast.ts'
import { usePlanPreview } from '../../features/plan-preview/use-plan-preview.ts'
import { setParams } from '../../stores/route.ts'

interface RollbackPanelProps {
  readonly taskId: number
  /** The epoch whose targets are wanted again. */
  readonly number: number
  readonly onClose: () => void
}

/** `[EP-6]` What it would change to have the targets of an earlier epoch again, and the button that does it. */
export function RollbackPanel({ taskId, number, onClose }: RollbackPanelProps) {
  const { t } = useTranslation()
  const backend = useBackend()
  const params = { task_id: taskId, epoch: number }
  const { refresh, ...looked } = usePlanPreview('rollback.preview', params)
  const title = t('epochs.rollbackTitle', { epoch: number })
  return (
    <SidePanel
      label={title}
      onClose={onClose}
      onStep={null}
      header={<PanelHead label={title} place={null} onStep={() => {}} onClose={onClose} />}
    >
      <div className="bd-stack-12" onKeyDown={ignoreHeldEnter}>
        <PlanStep
          plan={{ ...looked, handle: params }}
          sourceNote="pauses"
          apply={(terms) => backend.call('rollback.apply', { ...params, ...terms })}
          onFresh={refresh}
          onApplied={(done) => {
            showPublished(done, (say, format) =>
              say('targets.applied', { epoch: done.epoch, told: format.number(done.consumers_told.length) }),
            )
            setParams({ rollback: '', open: String(done.epoch) })
          }}
          onClose={onClose}
        />
      </div>
    </SidePanel>
  )
}
