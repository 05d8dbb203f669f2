import { ActionIcon, Alert, Button, Group, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Note } from '../../../contract/resources/note.ts'
import { RelativeTime } from '../../components/relative-time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet } from '../../stores/fleet.ts'
import { AddNote } from './add-note.tsx'
import { DeleteNote } from './delete-note.tsx'
import { isAbout, type NoteSubject } from './note-subject.ts'
import { useNotes } from './use-notes.ts'

/** So many are shown before somebody asks for all. */
const MAX_SHOWN_NOTES = 5
/** Where JavaScript's time ends. */
const LAST_MOMENT_MS = 8.64e15

/** `[NT-2]` The notes about one thing, newest first, beside everything else about it, and the button for another. */
export function NoteList({ about }: { about: NoteSubject }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { task_id, consumer_id } = about
  const { answer, problem } = useNotes({
    from: 0,
    to: LAST_MOMENT_MS,
    ...(task_id !== undefined && { task_id }),
    ...(consumer_id !== undefined && { consumer_id }),
  })
  const [isWhole, setWhole] = useState(false)
  const notes = (answer?.notes ?? []).filter((note) => isAbout(note, about)).toSorted((a, b) => b.at - a.at)
  const shown = isWhole ? notes : notes.slice(0, MAX_SHOWN_NOTES)
  return (
    <section className="bd-stack-8" aria-label={t('notes.label')}>
      <Group justify="space-between">
        <span className="bd-label">{t('notes.label')}</span>
        <AddNote about={about} />
      </Group>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {answer && notes.length === 0 && <p className="bd-note-none bd-dim">{t('notes.none')}</p>}
      {shown.map((note) => (
        <NoteLine key={note.note_id} note={note} />
      ))}
      {shown.length < notes.length && (
        <Button variant="subtle" onClick={() => setWhole(true)}>
          {t('notes.all', { count: format.number(notes.length) as never })}
        </Button>
      )}
    </section>
  )
}

function NoteLine({ note }: { note: Note }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const [isAsking, setAsking] = useState(false)
  return (
    <div className="bd-note">
      <p>{note.text}</p>
      <span className="bd-dim bd-line">
        <RelativeTime at={note.at} />
        {note.by !== null && <span className="bd-truncate">{note.by}</span>}
      </span>
      {canAct && (
        <Tooltip label={t('notes.delete')}>
          <ActionIcon size="sm" disabled={!isLive} aria-label={t('notes.delete')} onClick={() => setAsking(true)}>
            <IconTrash size={14} />
          </ActionIcon>
        </Tooltip>
      )}
      {isAsking && <DeleteNote note={note} onClose={() => setAsking(false)} />}
    </div>
  )
}
