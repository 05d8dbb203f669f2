import { Button, Group, Select, Textarea, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_NOTE_LENGTH } from '../../../contract/resources/note.ts'
import { useCommand } from '../../backend/use-command.ts'
import { useFormat } from '../../i18n/format.ts'
import { useNow } from '../../components/relative-time.tsx'
import { showToast } from '../../components/toast.tsx'
import { consumerNames } from '../../stores/consumer-names.ts'
import { useFleet, useFleetData } from '../../stores/fleet.ts'
import { localMoment } from './local-moment.ts'
import { keepNoteDraft, useNoteDraft } from '../../stores/note-draft.ts'
import { type NoteSubject, subjectKey } from './note-subject.ts'

/** So many names at once; more are found by their letters. */
const MAX_SHOWN_NAMES = 50

const nothing: NoteSubject = {}

interface NoteFormProps {
  /** What it is about unless something else is chosen; nothing is the moment alone. */
  readonly about?: NoteSubject | undefined
  /** The moment it is about, by the monitor's clock, ms; left out, it is the one at which it is saved. */
  readonly at?: number | undefined
  readonly onDone: () => void
}

/** `[NT-1]` A note: what, about what, and when. */
export function NoteForm({ about = nothing, at, onDone }: NoteFormProps) {
  const { t } = useTranslation()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const now = useNow()
  const text = useNoteDraft((draft) => draft.text)
  const [moment, setMoment] = useState(at === undefined ? '' : localMoment(at))
  const subjects = useSubjects(about)
  const [chosen, setChosen] = useState(subjectKey(about))
  const [isSaving, create] = useCommand('notes.create')
  const format = useFormat()
  // In characters, as the monitor counts them.
  const length = Array.from(text.trim()).length
  const isTooLong = length > MAX_NOTE_LENGTH
  const canSave = isLive && !isTooLong && length > 0
  const isAhead = moment !== '' && Date.parse(moment) > now

  function save(): void {
    const subject = subjects.get(chosen)?.subject ?? {}
    // What was given to the millisecond stays so, unless another was chosen.
    const isGiven = at !== undefined && moment === localMoment(at)
    create(
      {
        text: text.trim(),
        ...(moment !== '' && { at: isGiven ? at : Date.parse(moment) }),
        ...(Object.keys(subject).length > 0 && { about: subject }),
      },
      () => {
        keepNoteDraft('')
        showToast((say) => say('notes.added'))
        onDone()
      },
    )
  }

  return (
    <form
      className="bd-stack-10"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Textarea
        data-autofocus
        size="xs"
        label={t('notes.text')}
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        onChange={(event) => keepNoteDraft(event.currentTarget.value)}
        error={isTooLong && t('notes.tooLong', { length: format.number(length), most: format.number(MAX_NOTE_LENGTH) })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && canSave && !isAhead) {
            event.preventDefault()
            save()
          }
        }}
      />
      <Select
        size="xs"
        label={t('notes.about')}
        searchable
        allowDeselect={false}
        limit={MAX_SHOWN_NAMES}
        comboboxProps={{ withinPortal: false }}
        nothingFoundMessage={t('common.nothingMatches')}
        value={chosen}
        onChange={(value) => setChosen(value ?? '')}
        data={[...subjects].map(([value, { label }]) => ({ value, label }))}
      />
      <TextInput
        type="datetime-local"
        step={1}
        label={t('notes.at')}
        description={t('notes.atHint')}
        error={isAhead ? t('notes.ahead') : null}
        value={moment}
        onChange={(event) => setMoment(event.currentTarget.value)}
      />
      <Group gap="xs" justify="flex-end">
        <Button
          variant="default"
          onClick={() => {
            keepNoteDraft('')
            onDone()
          }}
        >
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={isSaving} disabled={!canSave || isAhead}>
          {t('notes.save')}
        </Button>
      </Group>
    </form>
  )
}

interface Choice {
  readonly label: string
  readonly subject: NoteSubject
}

/** What a note can be about: what the form was opened for first, then the moment alone, tasks, and consumers. */
function useSubjects(about: NoteSubject): ReadonlyMap<string, Choice> {
  const { t } = useTranslation()
  const tasks = useFleetData((data) => data.tasks)
  const consumers = useFleetData((data) => consumerNames(data.consumers))
  return useMemo(() => {
    const name = (id: number | undefined) => tasks.get(id ?? 0)?.name ?? String(id ?? '')
    const choices: Choice[] = [
      ...(about.alert_id === undefined ? [] : [{ label: t('notes.ofAlert'), subject: about }]),
      ...(about.window_id === undefined ? [] : [{ label: t('notes.ofWindow'), subject: about }]),
      ...(about.epoch === undefined
        ? []
        : [{ label: t('notes.ofEpoch', { epoch: about.epoch, task: name(about.task_id) }), subject: about }]),
      ...(about.consumer_id === undefined ? [] : [{ label: about.consumer_id, subject: about }]),
      { label: t('notes.ofMoment'), subject: {} },
      ...Array.from(tasks.values(), (task) => ({
        label: t('notes.ofTask', { task: task.name }),
        subject: { task_id: task.task_id },
      })),
      ...consumers.map((consumer_id) => ({ label: consumer_id, subject: { consumer_id } })),
    ]
    // The first of a name is what it was opened for.
    const subjects = new Map<string, Choice>()
    for (const choice of choices) {
      const key = subjectKey(choice.subject)
      if (!subjects.has(key)) subjects.set(key, choice)
    }
    return subjects
  }, [t, tasks, consumers, about])
}
