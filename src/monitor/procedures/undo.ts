import { editedTargets } from '../../contract/cause.ts'
import { optionsCause } from '../../contract/task-change.ts'
import { attemptFacts } from './audit.ts'
import { procedure } from './procedure.ts'
import { beforeLastChange } from './undo-edit.ts'

/** `[EP-12]` `CONFLICT` */
export const previewUndo = procedure('undo.preview', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  run(context, { task_id: taskId, epoch }) {
    const { edit, change } = beforeLastChange(context, taskId, epoch)
    return context.publisher.preview(taskId, edit, { change })
  },
})

/** `[EP-12]` `CONFLICT`, `STALE_EPOCH`, `GUARDED`, `STORAGE_FAILED` */
export const applyUndo = procedure('undo.apply', {
  role: 'operator',
  audit: { name: 'undo.apply', facts: attemptFacts },
  inTurns: true,
  run: (context, { task_id: taskId, epoch: meant, base_epoch: baseEpoch, confirm }) => {
    const { task, undone, edit, change } = beforeLastChange(context, taskId, meant)
    const options = Object.keys(change).length > 0 ? [optionsCause(task, change)] : []
    return context.publisher.publish(taskId, edit, {
      causes: (counts) => [{ kind: 'undo', of: undone, ...editedTargets(counts) }, ...options],
      change,
      baseEpoch,
      confirm,
      // Somebody may have changed targets while others were published.
      proceed: () => void context.engine.undoable(taskId, context.now(), undone),
    })
  },
})
