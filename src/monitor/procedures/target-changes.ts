import { refusal } from '../../contract/refusal.ts'
import { ownImports } from './imports-of-caller.ts'
import { procedure } from './procedure.ts'
import { beforeLastChange } from './undo-edit.ts'

/** `[CH-3]` What a preview counts, one by one. It refuses as the preview does. */
export const previewTargets = procedure('preview.targets', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  run(
    context,
    { import_id: importId, edit, on_invalid: lines = 'refuse', task_id: taskId, epoch, identity, ...query },
  ) {
    const { publisher } = context
    if ((importId === undefined) === (taskId === undefined)) throw refusal('preview_of_one')
    if (importId !== undefined) {
      return ownImports(context).lookInto(importId, (own) =>
        publisher.targetChanges(own.place, own.request(lines, edit), query),
      )
    }
    if (epoch !== undefined) return publisher.targetChanges(taskId!, { kind: 'epoch', epoch }, query)
    if (identity !== undefined) {
      return publisher.targetChanges(taskId!, { kind: 'keep' }, query, { change: { identity } })
    }
    const { edit: back, change } = beforeLastChange(context, taskId!)
    return publisher.targetChanges(taskId!, back, query, { change })
  },
})
