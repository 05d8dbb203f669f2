import { Alert, Button, Group, Textarea, TextInput } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { notifications } from '@mantine/notifications'
import { IconFileUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanPreview, TaskView } from '../../../core/views.ts'
import { BatchdeckError, type Problem } from '../../../core/errors.ts'
import { useAction, useBackend } from '../../backend/context.tsx'
import { useFormat } from '../../format.ts'
import { goTo } from '../../stores/route.ts'
import { selectTask } from '../../stores/selected-task.ts'
import { PreviewPanel } from './preview-panel.tsx'

const LARGEST = 64 * 1024 * 1024

interface Draft {
  readonly text: string
  readonly onInvalid: 'refuse' | 'skip'
}

/** Drop or paste a list, see what it would do, apply it or go on editing. */
export function ImportPanel({ task }: { task: TaskView | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const backend = useBackend()
  const [text, setText] = useState('')
  const [name, setName] = useState(t('targets.defaultName'))
  const [draft, setDraft] = useState<Draft | null>(null)
  const [preview, setPreview] = useState<PlanPreview | null>(null)
  const [refusal, setRefusal] = useState<Problem | null>(null)
  const [isStale, setStale] = useState(false)
  const [madeTask, setMadeTask] = useState<number | null>(null)
  const [isRunning, run] = useAction()
  const lines = text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

  function edit(next: string): void {
    setText(next)
    setRefusal(null)
    setPreview(null)
  }

  async function read(files: readonly File[]): Promise<void> {
    const [file] = files
    if (file) edit(await file.text())
  }

  async function plan(onInvalid: Draft['onInvalid']): Promise<void> {
    await run(async () => {
      // The task may be made but not be shown yet, while the view is paused.
      const taskId =
        task?.task_id ??
        madeTask ??
        (await backend.call('task.create', { name: name.trim() || t('targets.defaultName') })).task_id
      setMadeTask(taskId)
      selectTask(taskId)
      try {
        const next = await backend.call('targets.preview', { task_id: taskId, text, on_invalid: onInvalid })
        setDraft({ text, onInvalid })
        setPreview(next)
        setStale(false)
      } catch (error) {
        if (!(error instanceof BatchdeckError) || error.code !== 'INVALID_TARGETS') throw error
        setRefusal(error.toProblem())
      }
    })
  }

  async function apply(): Promise<void> {
    if (!preview || !draft) return
    const { task_id, base_epoch } = preview
    await run(async () => {
      try {
        const done = await backend.call('targets.apply', {
          task_id,
          base_epoch,
          text: draft.text,
          on_invalid: draft.onInvalid,
        })
        edit('')
        notifications.show({
          message: (
            <Group justify="space-between" wrap="nowrap">
              {t('targets.applied', { epoch: done.epoch, told: format.number(done.consumers_told.length) })}
              <Button variant="subtle" onClick={() => goTo('epochs', { open: String(done.epoch) })}>
                {t('reload.showEpoch')}
              </Button>
            </Group>
          ),
        })
      } catch (error) {
        if (!(error instanceof BatchdeckError) || error.code !== 'STALE_EPOCH') throw error
        setPreview(error.detail as PlanPreview)
        setStale(true)
      }
    })
  }

  // A preview is of one task; the text may be meant for another one.
  if (preview && preview.task_id === (task?.task_id ?? madeTask)) {
    return (
      <PreviewPanel
        preview={preview}
        isStale={isStale}
        isRunning={isRunning}
        onApply={() => void apply()}
        backLabel={t('targets.keepEditing')}
        onBack={() => setPreview(null)}
      />
    )
  }
  return (
    <section className="bd-panel" style={{ display: 'grid', gap: 10, padding: 14 }}>
      <span className="bd-label">{t('targets.import')}</span>
      <span className="bd-dim">{t('targets.importHint')}</span>
      {!task && (
        <TextInput label={t('targets.newTask')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      )}
      <Dropzone
        onDrop={(files) => void read(files)}
        onReject={() => notifications.show({ color: 'red', message: t('targets.tooLarge') })}
        maxSize={LARGEST}
        multiple={false}
        p="sm"
        styles={{ root: { background: 'transparent', borderColor: 'var(--bd-border)' } }}
      >
        <Group justify="center" gap="xs" c="dimmed">
          <IconFileUpload size={18} aria-hidden />
          {t('targets.drop')}
        </Group>
      </Dropzone>
      <Textarea
        aria-label={t('targets.text')}
        placeholder={t('targets.paste')}
        value={text}
        onChange={(event) => edit(event.currentTarget.value)}
        rows={12}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      />
      {refusal && <Refusal problem={refusal} />}
      <Group gap="sm">
        <Button disabled={text.trim() === ''} loading={isRunning} onClick={() => void plan('refuse')}>
          {t('targets.preview')}
        </Button>
        {refusal && (
          <Button variant="default" loading={isRunning} onClick={() => void plan('skip')}>
            {t('targets.skipBad')}
          </Button>
        )}
        {lines > 0 && <span className="bd-dim">{t('targets.lines', { count: format.number(lines) as never })}</span>}
      </Group>
    </section>
  )
}

/** `[HT-1]` Which lines are no targets, and why. */
function Refusal({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const complaints = problem.complaints ?? []
  const total = (problem.detail as { invalid?: number } | undefined)?.invalid ?? complaints.length
  return (
    <Alert color="red" title={t('targets.badLines', { count: total })} role="alert">
      <ul style={{ margin: 0, paddingLeft: 16 }}>
        {complaints.map(({ path, reason }) => (
          <li key={path} className="bd-mono">
            {t('targets.badLine', { line: path.replace('line ', ''), reason })}
          </li>
        ))}
        {total > complaints.length && <li>{t('targets.more', { count: total - complaints.length })}</li>}
      </ul>
    </Alert>
  )
}
