import type { Publication } from '../../../contract/resources/plan.ts'
import { showToast } from '../../components/toast.tsx'
import type { Words } from '../../i18n/said.tsx'
import { openDialog } from '../../stores/dialog.ts'
import { goTo } from '../../stores/scope.ts'

/** `[UI-5]` Says that targets were changed: with a step to undo it and one to its epoch, where there is one. */
export function showPublished({ task_id, epoch, published }: Publication, words: Words): void {
  showToast(words, {
    // Of a task, only the last change can be undone.
    id: `targets-${task_id}`,
    steps: published
      ? [
          { label: (say) => say('common.undo'), run: () => openDialog({ kind: 'undo', taskId: task_id }) },
          { label: (say) => say('reload.showEpoch'), run: () => goTo('epochs', { open: String(epoch) }) },
        ]
      : [],
  })
}
