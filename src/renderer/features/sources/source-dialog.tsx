import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sourceKinds, type SourceResource } from '../../../contract/resources/source.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { useBackend } from '../../backend/context.ts'
import { useAction } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Choice, choiceClasses } from '../../components/choice.tsx'
import { showToast } from '../../components/toast.tsx'
import { useDesktop } from '../../stores/desktop.ts'
import { definitionOf, draftOf, faultsOf, type SourceDraft } from './source-draft.ts'

interface SourceDialogProps {
  readonly task: TaskResource
  /** The one there is; null where a new one is set. */
  readonly source: SourceResource | null
  readonly onClose: () => void
}

/** `[SO-1]` Where a task's targets come from by themselves: a URL, and on the monitor's own desktop whatever is there. */
export function SourceDialog({ task, source, onClose }: SourceDialogProps) {
  const { t } = useTranslation()
  const backend = useBackend()
  const [draft, setDraft] = useState(() => draftOf(source))
  const [isRunning, run] = useAction()
  // Only the user of the machine itself may name what is on it (SO-3).
  const isOwn = useDesktop(({ state }) => state !== null && state.attached === null)
  const faults = faultsOf(draft)
  const change = (part: Partial<SourceDraft>) => setDraft((before) => ({ ...before, ...part }))

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (faults.length > 0 || isRunning) return
    const { task_id } = task
    void run(async () => {
      await backend.call('sources.put', { task_id, source: definitionOf(draft) })
      onClose()
      showToast((say) => say('source.saved'), {
        steps: [{ label: (say) => say('source.runNow'), run: () => backend.call('sources.run', { task_id }) }],
      })
    })
  }

  return (
    <Dialog onClose={onClose} title={t('source.dialogTitle', { task: task.name })} size="lg">
      <form className="bd-stack-12" onSubmit={submit}>
        {isOwn && (
          <Choice label={t('source.kind')} hint={t(`source.kindHint.${draft.kind}`)}>
            {(labelled) => (
              <SegmentedControl
                {...labelled}
                value={draft.kind}
                onChange={(kind) => change({ kind })}
                data={sourceKinds.map((value) => ({ value, label: t(`source.kinds.${value}`) }))}
              />
            )}
          </Choice>
        )}
        <WhereFields draft={draft} isOwn={isOwn} onChange={change} />
        <Choice label={t('source.when')} hint={t(`source.whenHint.${draft.when}`)}>
          {(labelled) => (
            <Group gap="sm" align="center">
              <SegmentedControl
                {...labelled}
                value={draft.when}
                onChange={(when) => change({ when })}
                data={[
                  { value: 'interval', label: t('source.interval') },
                  { value: 'cron', label: t('source.cronLabel') },
                ]}
              />
              {draft.when === 'interval' ? (
                <NumberInput
                  size="xs"
                  w={120}
                  aria-label={t('source.minutes')}
                  suffix={` ${t('source.minuteUnit')}`}
                  min={0}
                  value={Number.isNaN(draft.minutes) ? '' : draft.minutes}
                  onChange={(minutes) => change({ minutes: minutes === '' ? Number.NaN : Number(minutes) })}
                />
              ) : (
                <TextInput
                  w={200}
                  aria-label={t('source.cronLabel')}
                  placeholder="*/5 * * * *"
                  value={draft.cron}
                  onChange={(event) => change({ cron: event.currentTarget.value })}
                />
              )}
            </Group>
          )}
        </Choice>
        <Select
          size="xs"
          label={t('source.applyLabel')}
          description={t(`source.applyHint.${draft.apply}`)}
          allowDeselect={false}
          value={draft.apply}
          data={(['automatically', 'after_review'] as const).map((value) => ({
            value,
            label: t(`source.apply.${value}`),
          }))}
          onChange={(apply) => (apply === 'automatically' || apply === 'after_review') && change({ apply })}
        />
        <Switch
          size="xs"
          classNames={choiceClasses}
          label={t('source.skip')}
          description={t('source.skipHint')}
          checked={draft.onInvalid === 'skip'}
          onChange={(event) => change({ onInvalid: event.currentTarget.checked ? 'skip' : 'refuse' })}
        />
        <Group gap="sm" justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={faults.length > 0} loading={isRunning}>
            {t('source.save')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}

interface FieldsProps {
  readonly draft: SourceDraft
  readonly onChange: (part: Partial<SourceDraft>) => void
}

/** What it reads, by its kind. */
function WhereFields({ draft, isOwn, onChange }: FieldsProps & { isOwn: boolean }) {
  const { t } = useTranslation()
  const { kind } = draft
  return (
    <>
      {kind === 'url' && (
        <>
          <TextInput
            data-autofocus
            label={t('source.url')}
            description={t(isOwn ? 'source.urlHintOwn' : 'source.urlHint')}
            inputMode="url"
            placeholder={t('source.example.url')}
            value={draft.url}
            onChange={(event) => onChange({ url: event.currentTarget.value })}
          />
          <HeaderFields draft={draft} onChange={onChange} />
        </>
      )}
      {kind === 'file' && (
        <TextInput
          data-autofocus
          label={t('source.file')}
          description={t('source.fileHint')}
          value={draft.file}
          onChange={(event) => onChange({ file: event.currentTarget.value })}
        />
      )}
      {kind === 'sql' && (
        <>
          <PasswordInput
            size="xs"
            data-autofocus
            label={t('source.database')}
            description={t('source.databaseHint')}
            autoComplete="off"
            value={draft.database}
            onChange={(event) => onChange({ database: event.currentTarget.value })}
          />
          <Textarea
            size="xs"
            rows={4}
            label={t('source.query')}
            description={t('source.queryHint')}
            classNames={{ input: 'bd-list-text' }}
            spellCheck={false}
            value={draft.query}
            onChange={(event) => onChange({ query: event.currentTarget.value })}
          />
        </>
      )}
      {kind === 'command' && (
        <Textarea
          size="xs"
          rows={3}
          data-autofocus
          label={t('source.command')}
          description={t('source.commandHint')}
          classNames={{ input: 'bd-list-text' }}
          spellCheck={false}
          value={draft.command}
          onChange={(event) => onChange({ command: event.currentTarget.value })}
        />
      )}
      {kind !== 'sql' && (
        <TextInput
          label={t('source.path')}
          description={t('source.pathHint')}
          placeholder={t('source.example.path')}
          value={draft.path}
          onChange={(event) => onChange({ path: event.currentTarget.value })}
        />
      )}
    </>
  )
}

/** Headers with secrets: what is kept is never shown again, and has to be given again where something is changed. */
function HeaderFields({ draft: { headers }, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const set = (at: number, part: Partial<SourceDraft['headers'][number]>) =>
    onChange({ headers: headers.map((header, i) => (i === at ? { ...header, ...part } : header)) })
  return (
    <div className="bd-stack-4 bd-start">
      <span className="bd-choice-label">{t('source.headers')}</span>
      <span className="bd-dim bd-choice-hint">{t('source.headersHint')}</span>
      {headers.map(({ name, value }, i) => (
        <Group key={i} gap={6} wrap="nowrap" w="100%">
          <TextInput
            flex={2}
            aria-label={t('source.headerName')}
            placeholder={t('source.example.header')}
            value={name}
            onChange={(event) => set(i, { name: event.currentTarget.value })}
          />
          <PasswordInput
            flex={3}
            size="xs"
            aria-label={t('source.headerValue')}
            autoComplete="off"
            value={value}
            onChange={(event) => set(i, { value: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={t('source.headerRemove', { name })}
            onClick={() => onChange({ headers: headers.filter((_, at) => at !== i) })}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange({ headers: [...headers, { name: '', value: '' }] })}
      >
        {t('source.headerAdd')}
      </Button>
    </div>
  )
}
