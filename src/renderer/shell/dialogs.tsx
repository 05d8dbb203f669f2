import { lazy, Suspense } from 'react'
import { closeDialog, useDialog } from '../stores/dialog.ts'
import { useCanAct } from '../stores/can-act.ts'
import { useTask } from '../stores/scope.ts'
import { ActionDialog } from '../features/consumer-actions/action-panel.tsx'
import { AcknowledgeDialog, SnoozeDialog } from '../features/alerts/attend-dialogs.tsx'
import { ReleaseDialog } from '../features/brake/release-dialog.tsx'
import { ConsumerProgramDialog } from '../features/consumer-program/consumer-program.tsx'
import { NoteDialog } from '../features/notes/add-note.tsx'
import { EndWindowDialog } from '../features/windows/end-window.tsx'
import { UndoDialog } from '../features/undo/undo-dialog.tsx'
import { useFleetData } from '../stores/fleet.ts'
import { ReloadDialog } from './reload-dialog.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'

// What reads cron expressions comes when it is asked for.
const WindowDialog = lazy(async () => ({
  default: (await import('../features/windows/window-dialog.tsx')).WindowDialog,
}))

/** What is asked or shown above every screen. */
export function Dialogs() {
  const dialog = useDialog((state) => state.dialog)
  const task = useTask()
  const canAct = useCanAct()
  const undone = useFleetData(({ tasks }) => (dialog?.kind === 'undo' ? (tasks.get(dialog.taskId) ?? null) : null))
  const named = useFleetData(({ tasks }) =>
    (dialog?.kind === 'reload' || dialog?.kind === 'release') && dialog.taskId !== undefined
      ? tasks.get(dialog.taskId)
      : undefined,
  )
  if (!dialog || (dialog.kind !== 'shortcuts' && dialog.kind !== 'program' && !canAct)) return null
  switch (dialog.kind) {
    case 'reload':
      return <ReloadDialog first={named ?? task} rebalance={dialog.rebalance} onClose={closeDialog} />
    case 'consumers':
      return <ActionDialog action={dialog.action} ids={dialog.ids} onClose={closeDialog} />
    case 'undo':
      return undone && <UndoDialog task={undone} onClose={closeDialog} />
    case 'program':
      return <ConsumerProgramDialog onClose={closeDialog} />
    case 'note':
      return <NoteDialog about={dialog.about} at={dialog.at} onClose={closeDialog} />
    case 'acknowledge':
      return <AcknowledgeDialog alerts={dialog.alerts} onClose={closeDialog} />
    case 'snooze':
      return <SnoozeDialog alerts={dialog.alerts} onClose={closeDialog} />
    case 'window':
      return (
        <Suspense>
          <WindowDialog about={dialog.about} onClose={closeDialog} />
        </Suspense>
      )
    case 'endWindow':
      return <EndWindowDialog windowId={dialog.windowId} onClose={closeDialog} />
    case 'release':
      return named && <ReleaseDialog task={named} onClose={closeDialog} />
    case 'shortcuts':
      return <ShortcutSheet onClose={closeDialog} />
  }
}
