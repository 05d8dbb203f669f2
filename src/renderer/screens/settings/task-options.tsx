import { Button, Group } from '@mantine/core'
import type { TFunction } from 'i18next'
import { type SubmitEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { concernsPlan, realChange } from '../../../contract/task-change.ts'
import type { PlanPreview, Publication } from '../../../contract/resources/plan.ts'
import type { TaskChange, TaskResource } from '../../../contract/resources/task.ts'
import { useBackend } from '../../backend/context.ts'
import { orFreshPreview } from '../../backend/stale-plan.ts'
import { useAction } from '../../backend/use-command.ts'
import { showToast } from '../../components/toast.tsx'
import { openDialog } from '../../stores/dialog.ts'
import { chooseTask, goTo } from '../../stores/scope.ts'
import { PreviewPanel } from '../../features/plan-preview/preview-panel.tsx'
import { useCanAct } from '../../stores/can-act.ts'
import { faultsIn, TaskFields } from './task-fields.tsx'
import { dropDraft, editOptions, presentOf, showLooked, useTaskDraft, whileUnchanged } from './task-draft.ts'

/** `[UI-5]` The options of a task. What concerns the plan is looked at before it is applied; anything else is just saved. */
export function TaskOptions({ task }: { task: TaskResource }) {
  const { t } = useTranslation()
  const backend = useBackend()
  const canAct = useCanAct()
  const draft = useTaskDraft()
  const isOurs = draft.taskId === task.task_id
  const edited = isOurs ? draft.edited : {}
  const looked = isOurs ? draft.looked : null
  // Two, for a button that waits cannot take the focus when the preview comes.
  const [isLooking, runLook] = useAction()
  const [isApplying, runApply] = useAction()
  /** The form comes back in place of a preview that had the focus. */
  const isBack = useRef(false)
  const { task_id } = task
  const change = realChange(task, edited)
  const isEdited = Object.keys(change).length > 0

  async function look(options: TaskChange): Promise<void> {
    const before = useTaskDraft.getState()
    await runLook(async () => {
      const preview = await backend.call('task.change.preview', { task_id, options })
      whileUnchanged(before, () => {
        isBack.current = true
        showLooked(task_id, { change: options, preview, isStale: false })
      })
    })
  }

  async function apply(options: TaskChange, preview?: PlanPreview, removed: number | null = null): Promise<void> {
    const before = presentOf(task, options)
    const asked = useTaskDraft.getState()
    await runApply(async () => {
      const base = preview && { base_epoch: preview.base_epoch }
      const confirm = removed !== null && { confirm: { removed } }
      const applied = await orFreshPreview(backend.call('task.change', { task_id, options, ...base, ...confirm }))
      if ('fresh' in applied) {
        const { fresh } = applied
        whileUnchanged(asked, () => showLooked(task_id, { change: options, preview: fresh, isStale: true }))
        return
      }
      whileUnchanged(asked, dropDraft)
      done(before, applied.done.publication)
    })
  }

  const words: Readonly<Record<keyof TaskChange, string>> = {
    name: t('settings.name'),
    batch_size: t('settings.batchSize'),
    strategy: t('settings.strategy'),
    virtual_nodes: t('settings.virtualNodes'),
    priority_levels: t('settings.priorityLevels'),
    identity: t('identity.label'),
    auto_sync: t('settings.autoSync'),
    guard: t('settings.guard'),
  }
  /** What is looked at, in words: the preview itself only says what comes of it. */
  function inWords(options: TaskChange): string {
    const shown = (value: TaskChange[keyof TaskChange]) => {
      if (value === 'exact' || value === 'evm') return t(`identity.name.${value}`)
      if (value === 'balanced' || value === 'ring' || value === 'auto') return t(`settings.${value}`)
      if (value === null) return t('settings.guardDefault')
      return typeof value === 'boolean' ? t(value ? 'settings.on' : 'settings.off') : String(value)
    }
    const names = Object.keys(realChange(task, options)) as (keyof TaskChange)[]
    return names
      .map((name) => t('settings.changes', { option: words[name], from: shown(task[name]), to: shown(options[name]) }))
      .join(' · ')
  }

  function done(before: TaskChange, publication: Publication | null): void {
    const back = () => {
      // Other options alone bring no target back.
      if (publication && publication.counts.removed > 0) {
        openDialog({ kind: 'undo', taskId: task_id })
        return
      }
      chooseTask(task_id)
      goTo('settings', {})
      void look(before)
    }
    const { name } = task
    showToast(
      (say, { number }) =>
        publication
          ? say('settings.applied', { epoch: publication.epoch, told: number(publication.consumers_told.length) })
          : say('settings.saved', { task: name }),
      {
        // Only the last change can be undone by a link.
        id: `options-${task_id}`,
        steps: [
          ...(publication
            ? [
                {
                  label: (say: TFunction) => say('reload.showEpoch'),
                  run: () => goTo('epochs', { open: String(publication.epoch) }),
                },
              ]
            : []),
          { label: (say: TFunction) => say('settings.undo'), run: back },
        ],
      },
    )
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!isEdited || faultsIn(edited).length > 0) return
    void (concernsPlan(task, change) ? look(change) : apply(change))
  }

  if (looked) {
    const { identity } = looked.change
    return (
      <div className="bd-stack-8">
        <strong>{inWords(looked.change)}</strong>
        <PreviewPanel
          preview={looked.preview}
          isStale={looked.isStale}
          isRunning={isApplying}
          unchanged={t('settings.noPlanChange')}
          backLabel={t('settings.back')}
          onBack={() => editOptions(task_id, edited)}
          {...(identity !== undefined && { handle: { task_id, identity } })}
          onApply={(removed) => void apply(looked.change, looked.preview, removed)}
        />
      </div>
    )
  }
  return (
    <form
      ref={(form) => {
        if (form && isBack.current) form.focus()
        if (form) isBack.current = false
      }}
      tabIndex={-1}
      className="bd-panel bd-padded bd-stack-12"
      aria-label={t('settings.options', { task: task.name })}

      onSubmit={submit}
    >
      <span className="bd-label">{t('settings.options', { task: task.name })}</span>
      <TaskFields
        values={{ ...task, ...edited }}
        isReadOnly={!canAct}
        onChange={(more) => editOptions(task_id, { ...edited, ...more })}
      />
      {canAct && (
        <Group gap="sm">
          <Button type="submit" disabled={!isEdited || faultsIn(edited).length > 0} loading={isLooking || isApplying}>
            {concernsPlan(task, change) ? t('settings.preview') : t('settings.save')}
          </Button>
          <Button variant="subtle" color="gray" disabled={!isEdited} onClick={dropDraft}>
            {t('settings.discard')}
          </Button>
        </Group>
      )}
    </form>
  )
}
