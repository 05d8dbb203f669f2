import { Alert, Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatOfContent, type ListFormat } from '../../../contract/list-format.ts'
import type { ListReport } from '../../../contract/resources/import.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { lineWords } from '../../../console/words/refusal-words.ts'
import { useBackend } from '../../backend/context.ts'
import { useCommand } from '../../backend/use-command.ts'
import { showToast } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useFleetData } from '../../stores/fleet.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { goTo } from '../../stores/route.ts'
import { selectTask } from '../../stores/selected-task.ts'
import { ImportProgress } from './import-progress.tsx'
import { ListInput } from './list-input.tsx'
import { type ListSource, readSource } from './list-source.ts'
import { PreviewPanel } from '../../features/plan-preview/preview-panel.tsx'
import { OtherImports } from '../../features/imports/running-imports.tsx'
import { type ListImport, useListImport } from './use-list-import.ts'

interface ImportPanelProps {
  readonly task: TaskResource | null
  readonly onDone: () => void
}

/** Drop or paste a list, see what it would do, apply it or go on editing. */
export function ImportPanel({ task, onDone }: ImportPanelProps) {
  const list = useListImport()
  return (
    <div className="bd-stack-16">
      <ListPanel task={task} list={list} onDone={onDone} />
      <OtherImports own={list.importId} />
    </div>
  )
}

function ListPanel({ task, list, onDone }: ImportPanelProps & { list: ListImport }) {
  const { t } = useTranslation()
  const formats = useFormat()
  const backend = useBackend()
  const [text, setText] = useState('')
  const [source, setSource] = useState<ListSource | null>(null)
  /** What the operator chose; null leaves it to what the list looks like. */
  const [chosen, setChosen] = useState<ListFormat | null>(null)
  const [name, setName] = useState<string | null>(null)
  const [madeTask, setMadeTask] = useState<number | null>(null)
  const { step, importId, drop } = list
  const [, cancel] = useCommand('import.cancel')
  const phase = useFleetData(({ imports }) => imports.find(({ import_id }) => import_id === importId)?.phase)
  const format = chosen ?? source?.format ?? formatOfContent(text)
  const isBusy = step.at === 'sending' || step.at === 'planning' || (step.at === 'refused' && step.isPlanning)
  const lines = text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

  function edit(nextText: string, nextSource: ListSource | null): void {
    drop()
    setText(nextText)
    setSource(nextSource)
    if (nextSource !== source) setChosen(null)
  }

  async function findTask(): Promise<number> {
    // The task may be made but not be shown yet, while the screen is paused.
    const known = task?.task_id ?? madeTask
    if (known !== null) return known
    const made = await backend.call('task.create', { name: name?.trim() || t('targets.defaultName') })
    setMadeTask(made.task_id)
    selectTask(made.task_id)
    return made.task_id
  }

  async function preview(): Promise<void> {
    await list.send(source ?? (await readSource(new Blob([text]), null)), format, findTask)
  }

  async function apply(): Promise<void> {
    const done = await list.apply()
    if (!done) return
    setText('')
    setSource(null)
    setChosen(null)
    onDone()
    const { epoch, consumers_told } = done
    showToast((say, { number }) => say('targets.applied', { epoch, told: number(consumers_told.length) }), {
      steps: [{ label: (say) => say('reload.showEpoch'), run: () => goTo('epochs', { open: String(epoch) }) }],
    })
  }

  const cancelApplying = () => importId !== null && cancel({ import_id: importId })

  // A preview is of one task; the list may be meant for another one.
  if (step.at === 'planned' && step.preview.task_id === (task?.task_id ?? madeTask)) {
    return (
      <div className="bd-stack-12">
        <PreviewPanel
          preview={step.preview}
          isStale={step.isStale}
          isRunning={step.isApplying}
          onApply={() => void apply()}
          backLabel={t('targets.keepEditing')}
          onBack={drop}
        />
        {step.isApplying && (
          <ImportProgress
            text={t(phase === 'writing' ? 'targets.writing' : 'targets.planning')}
            share={null}
            onCancel={phase === 'writing' ? null : cancelApplying}
          />
        )}
      </div>
    )
  }
  return (
    <section className="bd-panel bd-padded bd-stack-10">
      <span className="bd-label">{t('targets.import')}</span>
      <span className="bd-dim">{t('targets.importHint')}</span>
      {!task && (
        <TextInput
          label={t('targets.newTask')}
          value={name ?? t('targets.defaultName')}
          disabled={isBusy}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <ListInput
        text={text}
        onText={(next) => edit(next, null)}
        source={source}
        onSource={(blob, fileName) => void readSource(blob, fileName).then((next) => edit('', next))}
        onClear={() => edit('', null)}
        format={format}
        onFormat={(next) => {
          drop()
          setChosen(next)
        }}
        isBusy={isBusy}
      />
      {step.at === 'refused' && <Refusal report={step.report} />}
      <Group gap="sm">
        <Button
          disabled={source === null && text.trim() === ''}
          loading={isBusy && step.at !== 'refused'}
          onClick={() => void preview()}
        >
          {t('targets.preview')}
        </Button>
        {step.at === 'refused' && step.report.can_skip && (
          <Button variant="default" loading={step.isPlanning} onClick={() => void list.skip()}>
            {t('targets.skipBad')}
          </Button>
        )}
        {lines > 0 && <span className="bd-dim">{t('targets.lines', { count: formats.number(lines) as never })}</span>}
      </Group>
      {isBusy && <Sending list={list} />}
    </section>
  )
}

function Sending({ list: { step, drop } }: { list: ListImport }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (step.at !== 'sending') return <ImportProgress text={t('targets.planning')} share={null} onCancel={drop} />
  const { share, lines } = step.progress
  const text =
    share >= 1
      ? t('targets.reading')
      : lines === null
        ? t('targets.sending', { share: format.percent(share) })
        : t('targets.sendingLines', { share: format.percent(share), lines: format.number(lines) })
  return <ImportProgress text={text} share={share} onCancel={drop} />
}

/** `[HT-1]` Which lines are no targets, and why. */
function Refusal({ report: { complaints, invalid, can_skip: canSkip } }: { report: ListReport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const language = usePreferences((preferences) => preferences.language)
  return (
    <Alert color="red" title={t('targets.badLines', { count: format.number(invalid) as never })} role="alert">
      <ul className="bd-bad-lines">
        {complaints.map((one) => (
          <li key={`${one.line} ${one.reason}`} className="bd-mono">
            {t('targets.badLine', { line: format.number(one.line), reason: lineWords(one, language) })}
          </li>
        ))}
        {invalid > complaints.length && (
          <li>{t('targets.more', { count: format.number(invalid - complaints.length) as never })}</li>
        )}
      </ul>
      {!canSkip && <p className="bd-bad-end">{t('targets.cannotSkip')}</p>}
    </Alert>
  )
}
