import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Note } from '../../../contract/resources/note.ts'
import { useCommand } from '../../backend/use-command.ts'
import { Dialog } from '../../components/dialog.tsx'
import { showToast } from '../../components/toast.tsx'

/** `[UI-5]` Asks once: that it was written stays an event. */
export function DeleteNote({ note, onClose }: { note: Pick<Note, 'note_id' | 'text'>; onClose: () => void }) {
  const { t } = useTranslation()
  const [isRunning, remove] = useCommand('notes.delete')
  return (
    <Dialog onClose={onClose} title={t('notes.deleteTitle')} size="sm">
      <div className="bd-stack-12">
        <p className="bd-note-text">{note.text}</p>
        <span className="bd-dim">{t('notes.deleteHint')}</span>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            color="red"
            loading={isRunning}
            onClick={() =>
              remove({ note_id: note.note_id }, () => {
                onClose()
                showToast((say) => say('notes.deleted'))
              })
            }
          >
            {t('notes.delete')}
          </Button>
        </Group>
      </div>
    </Dialog>
  )
}
