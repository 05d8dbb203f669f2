import { editedTargets } from '../../contract/cause.ts'
import { publicationFacts } from './audit.ts'
import { procedure } from './procedure.ts'
import { beforeLastChange } from './undo-edit.ts'

/** `[EP-12]` `CONFLICT` */
export const previewUndo = procedure('undo.preview', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  run: (context, { task_id: taskId, epoch }) =>
    context.publisher.preview(taskId, beforeLastChange(context, taskId, epoch).edit),
})

/** `[EP-12]` `CONFLICT`, `STALE_EPOCH`, `GUARDED`, `STORAGE_FAILED` */
export const applyUndo = procedure('undo.apply', {
  role: 'operator',
  audit: {
    name: 'undo.apply',
    // Of one that was refused the epoch that was meant; else the one it made.
    facts: ({ task_id, epoch, base_epoch }, publication) => ({
      task_id,
      epoch,
      base_epoch,
      ...publicationFacts(publication),
    }),
  },
  inTurns: true,
  run: (context, { task_id: taskId, epoch: meant, base_epoch: baseEpoch, confirm }) => {
    const { undone, edit } = beforeLastChange(context, taskId, meant)
    return context.publisher.publish(taskId, edit, {
      causes: (counts) => [{ kind: 'undo', of: undone, ...editedTargets(counts) }],
      baseEpoch,
      confirm,
      // Somebody may have changed targets while others were published.
      proceed: () => void context.engine.undoableEpoch(taskId, context.now(), undone),
    })
  },
})
