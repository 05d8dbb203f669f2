import { Button, Popover } from '@mantine/core'
import { IconNote } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../components/dialog.tsx'
import { useCanAct } from '../../stores/can-act.ts'
import { useFleet } from '../../stores/fleet.ts'
import { NoteForm } from './note-form.tsx'
import type { NoteSubject } from './note-subject.ts'

interface AddNoteProps {
  readonly about?: NoteSubject | undefined
  /** The moment it is about, by the monitor's clock, ms; left out, it is the one at which it is saved. */
  readonly at?: number | undefined
}

/** `[NT-1]` The button that asks for a note beside it; who may only look sees none (UI-5). */
export function AddNote({ about, at, className }: AddNoteProps & { className?: string }) {
  const { t } = useTranslation()
  const canAct = useCanAct()
  const isLive = useFleet(({ connection }) => connection === 'live')
  const [isOpen, setOpen] = useState(false)
  if (!canAct) return null
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          className={className ?? ''}
          leftSection={<IconNote size={14} />}
          disabled={!isLive && !isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {t('notes.add')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{isOpen && <NoteForm about={about} at={at} onDone={() => setOpen(false)} />}</Popover.Dropdown>
    </Popover>
  )
}

/** The same as a dialog, for what is asked from the palette or a chart. */
export function NoteDialog({ onClose, ...asked }: AddNoteProps & { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog onClose={onClose} title={t('notes.title')} size="sm">
      <NoteForm {...asked} onDone={onClose} />
    </Dialog>
  )
}
