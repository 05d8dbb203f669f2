import { Alert, Button, Group, Select, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../contract/resources/task.ts'
import { useBackend } from '../backend/context.ts'
import { orFreshPreview } from '../backend/stale-plan.ts'
import { useAction } from '../backend/use-command.ts'
import { Dialog } from '../components/dialog.tsx'
import { PausedNote } from '../components/paused-note.tsx'
import { PlanMap } from '../features/plan-preview/plan-map.tsx'
import { usePlanPreview } from '../features/plan-preview/use-plan-preview.ts'
import type { Words } from '../i18n/said.tsx'
import { LoadingState } from '../components/loading-state.tsx'
import { showToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useFleetData } from '../stores/fleet.ts'
import { goTo } from '../stores/scope.ts'

interface ReloadDialogProps {
  /** The task it begins with; another can be chosen. */
  readonly first: TaskResource | null
  /** Evens the load out, too (PL-2). */
  readonly rebalance: boolean
  readonly onClose: () => void
}

/**
 * `[UI-5]` What a sync of a task would change, and the button that does it. Where nothing changed, the current epoch can be sent
 * again, which nobody means by pressing Enter.
 */
export function ReloadDialog({ first, rebalance, onClose }: ReloadDialogProps) {
  const { t } = useTranslation()
  const tasks = useFleetData((data) => data.tasks)
  const [chosen, setChosen] = useState(first?.task_id ?? null)
  const task = (chosen === null ? undefined : tasks.get(chosen)) ?? first
  const format = useFormat()
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const taskId = task?.epoch ? task.task_id : null
  // No change is no good news while slots wait for their owners.
  const isBraked = useFleetData(({ alerts }) =>
    alerts.some((one) => one.kind === 'mass_loss' && one.task_id === taskId),
  )
  const { preview, problem, isStale, refresh } = usePlanPreview(
    'sync.preview',
    taskId === null ? null : { task_id: taskId, rebalance },
  )
  // Whoever asked for an even load did not ask to send anything again.
  const canApply = preview !== null && (preview.changed || !rebalance)

  async function apply(): Promise<void> {
    if (!preview) return
    const { task_id, base_epoch } = preview
    await run(async () => {
      if (!preview.changed) {
        const { epoch, consumers_told } = await backend.call('reload', { task_id })
        done(epoch, (say, { number }) => say('reload.resent', { epoch, told: number(consumers_told.length) }))
        return
      }
      const applied = await orFreshPreview(backend.call('sync.apply', { task_id, base_epoch, rebalance }))
      if ('fresh' in applied) {
        refresh(applied.fresh)
        return
      }
      const { epoch, consumers_told, published } = applied.done
      done(epoch, (say, { number }) =>
        published ? say('reload.applied', { epoch, told: number(consumers_told.length) }) : say('reload.unchanged'),
      )
    })
  }

  function done(epoch: number, words: Words): void {
    onClose()
    showToast(words, {
      steps: [
        {
          label: (say) => say('reload.showEpoch'),
          run: () => goTo('epochs', { open: String(epoch), ...(task && { task: String(task.task_id) }) }),
        },
      ],
    })
  }

  return (
    <Dialog
      onClose={onClose}
      title={t(rebalance ? 'reload.rebalanceTitle' : 'reload.title', { task: task?.name ?? '' })}
      size="md"
    >
      <PausedNote />
      {task !== null && tasks.size > 1 && (
        <Select
          size="xs"
          mb="sm"
          label={t('shell.task')}
          data={Array.from(tasks.values(), ({ task_id, name }) => ({ value: String(task_id), label: name }))}
          value={String(task.task_id)}
          allowDeselect={false}
          searchable={tasks.size > 8}
          disabled={isRunning}
          onChange={(value) => value !== null && setChosen(Number(value))}
        />
      )}
      {task === null && <Text size="md">{t('reload.noTask')}</Text>}
      {task?.epoch === 0 && <Text size="md">{t('reload.noEpoch')}</Text>}
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {taskId !== null && !preview && problem === null && <LoadingState label={t('reload.planning')} />}
      {isStale && (
        <Alert color="yellow" mb="sm">
          {t('reload.stale')}
        </Alert>
      )}
      {preview && (
        <>
          <Text size="md">
            {preview.changed
              ? t('reload.change', {
                  added: format.number(preview.counts.added),
                  removed: format.number(preview.counts.removed),
                  told: format.number(preview.consumers_touched.length),
                  moved: format.number(preview.counts.moved_consumer),
                  least: format.number(preview.counts.least_moved_consumer),
                })
              : t(rebalance ? 'reload.isEven' : isBraked ? 'reload.braked' : 'reload.nothing', {
                  epoch: preview.base_epoch,
                })}
          </Text>
          {canApply && (
            <Text size="sm" c="dimmed" mt={4}>
              {preview.changed ? t('reload.wouldMake', { epoch: preview.base_epoch + 1 }) : t('reload.resendHint')}
            </Text>
          )}
          {preview.slots_moved.length > 0 && (
            <div className="bd-reload-map">
              <PlanMap preview={preview} />
            </div>
          )}
        </>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('common.cancel')}
        </Button>
        {/* It takes the focus when its preview is there, and only where that says that something changes. */}
        {preview && canApply && (
          <Button
            key={preview.changed ? 'apply' : 'resend'}
            autoFocus={preview.changed}
            variant={preview.changed ? 'filled' : 'default'}
            loading={isRunning}
            onClick={() => void apply()}
          >
            {preview.changed ? t('reload.apply') : t('reload.resend')}
          </Button>
        )}
      </Group>
    </Dialog>
  )
}
