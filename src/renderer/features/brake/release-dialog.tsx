import { Alert, Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useBackend } from '../../backend/context.ts'
import { orFreshPreview } from '../../backend/stale-plan.ts'
import { useAction } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { PausedNote } from '../../components/paused-note.tsx'
import { showToast } from '../../components/toast.tsx'
import { useFleetData } from '../../stores/fleet.ts'
import { useFormat } from '../../i18n/format.ts'
import { goTo } from '../../stores/scope.ts'
import { PlanMap } from '../plan-preview/plan-map.tsx'
import { usePlanPreview } from '../plan-preview/use-plan-preview.ts'

/**
 * `[BR-2]` `[UI-5]` What the survivors would inherit, and the button that gives it to them. Nobody does that by pressing Enter: Cancel
 * has the focus.
 */
export function ReleaseDialog({ task, onClose }: { task: TaskResource; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const { task_id, name } = task
  // Whoever comes back meanwhile takes nothing with it any more.
  const brake = useFleetData(({ alerts }) => alerts.find((one) => one.kind === 'mass_loss' && one.task_id === task_id))
  const kept = brake?.count ?? 0
  const { preview, problem, isStale, refresh } = usePlanPreview('sync.preview', { task_id, release: true }, kept)

  const release = () =>
    run(async () => {
      if (!preview) return
      const applied = await orFreshPreview(backend.call('brake.release', { task_id, base_epoch: preview.base_epoch }))
      if ('fresh' in applied) {
        refresh(applied.fresh)
        return
      }
      const { epoch, consumers_told } = applied.done
      onClose()
      showToast((say, { number }) => say('reload.applied', { epoch, told: number(consumers_told.length) }), {
        steps: [
          {
            label: (say) => say('reload.showEpoch'),
            run: () => goTo('epochs', { open: String(epoch), task: String(task_id) }),
          },
        ],
      })
    }, 'release')

  if (!brake) {
    return (
      <Dialog onClose={onClose} title={t('brake.title', { task: name })} size="md">
        <EmptyState title={t('brake.over')} />
      </Dialog>
    )
  }
  return (
    <Dialog onClose={onClose} title={t('brake.title', { task: name })} size="md">
      <div className="bd-stack-12">
        <PausedNote />
        <Text size="md">{t('brake.explain')}</Text>
        {problem !== null && <Alert color="red">{problem}</Alert>}
        {!preview && problem === null && <LoadingState label={t('reload.planning')} />}
        {isStale && <Alert color="yellow">{t('reload.stale')}</Alert>}
        {preview && (
          <>
            <Text size="md">
              {t('action.moves', {
                moved: format.number(preview.counts.moved_consumer),
                targets: format.number(preview.counts.targets),
                least: format.number(preview.counts.least_moved_consumer),
                slots: format.number(preview.slots_moved.length),
              })}
            </Text>
            {preview.slots_moved.length > 0 && <PlanMap preview={preview} />}
          </>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </Button>
          {preview && (
            <Button variant="outline" color="var(--bd-error)" loading={isRunning} onClick={() => void release()}>
              {t('brake.releaseNow')}
            </Button>
          )}
        </Group>
      </div>
    </Dialog>
  )
}
