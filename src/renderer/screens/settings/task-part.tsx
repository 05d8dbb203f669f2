import { Button, Group, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Identity } from '../../../planner/identity.ts'
import { useCommand } from '../../backend/use-command.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { showToast } from '../../components/toast.tsx'
import { IdentityPick } from '../../features/identity/identity-pick.tsx'
import { useDefaultIdentity } from '../../features/identity/use-default-identity.ts'
import { NoteList } from '../../features/notes/note-list.tsx'
import { chooseTask, goTo, useTask } from '../../stores/scope.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { DeleteTask } from './delete-task.tsx'
import { TaskOptions } from './task-options.tsx'

/** The chosen task: its options, its end, and a new one beside it. */
export function TaskPart() {
  const { t } = useTranslation()
  const task = useTask()
  const canAct = useCanAct()
  return (
    <div className="bd-settings-columns bd-settings-task">
      {task ? (
        <TaskOptions key={task.task_id} task={task} />
      ) : (
        <section className="bd-panel">
          <EmptyState title={t('settings.noTask')} hint={canAct ? t('settings.noTaskHint') : ''} />
        </section>
      )}
      <div className="bd-stack-16 bd-top">
        {canAct ? <CreateTask isFirst={!task} /> : <span className="bd-dim">{t('settings.readOnly')}</span>}
        {task && (
          <div className="bd-panel bd-padded">
            <NoteList key={task.task_id} about={{ task_id: task.task_id }} />
          </div>
        )}
        {canAct && task && <DeleteTask key={task.task_id} task={task} />}
      </div>
    </div>
  )
}

function CreateTask({ isFirst }: { isFirst: boolean }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const usual = useDefaultIdentity()
  const [chosen, setIdentity] = useState<Identity | null>(null)
  const identity = chosen ?? usual
  const [isRunning, createTask] = useCommand('task.create')

  function create(event: SubmitEvent): void {
    event.preventDefault()
    createTask({ name: name.trim(), identity }, (task) => {
      chooseTask(task.task_id)
      setName('')
      showToast((say) => say('settings.created', { task: task.name }), {
        steps: [{ label: (say) => say('firstRun.importTargets'), run: () => goTo('targets') }],
      })
    })
  }

  return (
    <form className="bd-panel bd-padded bd-stack-10" onSubmit={create}>
      <span className="bd-label">{t(isFirst ? 'settings.first' : 'settings.another')}</span>
      <span className="bd-dim">{t('settings.anotherHint')}</span>
      <IdentityPick value={identity} onChange={setIdentity} />
      <Group gap="sm" wrap="nowrap" align="flex-end">
        <TextInput
          flex={1}

          label={t('settings.taskName')}
          value={name}
          maxLength={128}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''} loading={isRunning}>
          {t('settings.create')}
        </Button>
      </Group>
    </form>
  )
}
