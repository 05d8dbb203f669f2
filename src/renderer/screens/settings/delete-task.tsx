import { Button, Group, Text, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useCommand } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { showToast } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/format.ts'

/** `[UI-5]` The one thing that cannot be undone: asks once, and for the name. */
export function DeleteTask({ task }: { task: TaskResource }) {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  return (
    <section className="bd-panel bd-padded bd-stack-10 bd-start">
      <span className="bd-label">{t('settings.remove')}</span>
      <span className="bd-dim">{t('settings.removeHint')}</span>
      <Button variant="outline" color="var(--bd-error)" onClick={() => setAsking(true)}>
        {t('settings.removeButton')}
      </Button>
      {isAsking && <DeleteDialog task={task} onClose={() => setAsking(false)} />}
    </section>
  )
}

function DeleteDialog({ task, onClose }: { task: TaskResource; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [typed, setTyped] = useState('')
  const [isRunning, deleteTask] = useCommand('task.delete')

  function remove(event: SubmitEvent): void {
    event.preventDefault()
    const { task_id, name } = task
    deleteTask({ task_id }, () => {
      onClose()
      showToast((say) => say('settings.removed', { task: name }))
    })
  }

  return (
    <Dialog onClose={onClose} title={t('settings.removeTitle', { task: task.name })} size="md">
      <form className="bd-stack-12" onSubmit={remove}>
        <Text size="md">
          {t('settings.removeAsk', {
            targets: format.number(task.targets),
            batches: format.number(task.batches),
            epochs: format.number(task.epoch),
          })}
        </Text>
        <TextInput
          data-autofocus
          label={t('settings.typeName', { task: task.name })}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="outline"
            color="var(--bd-error)"
            disabled={typed.trim() !== task.name}
            loading={isRunning}
          >
            {t('settings.removeNow')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
