import { useEffect, useState } from 'react'
import type { PlanPreview, Publication } from '../../../contract/resources/plan.ts'
import { textLine } from '../../../contract/text-line.ts'
import type { ConsoleBackend } from '../../../console/client.ts'
import { useBackend, wordsOf } from '../../backend/context.ts'
import { orFreshPreview } from '../../backend/stale-plan.ts'
import { useAction } from '../../backend/use-command.ts'

export interface Removal {
  /** What it would do; null until that is known. */
  readonly preview: PlanPreview | null
  /** The assignment has changed meanwhile, and the preview with it. */
  readonly isStale: boolean
  readonly isApplying: boolean
  readonly problem: string | null
  /** How to ask for the targets that go; null until it is known. */
  readonly importId: number | null
  /**
   * @param removed what was confirmed to go; null where the guard does not ask (CH-2)
   * @returns null where it did not come to that: what went wrong is shown, or the preview is a new one
   */
  readonly apply: (removed: number | null) => Promise<Publication | null>
}

interface Sent {
  readonly importId: number
  readonly preview: PlanPreview
  readonly isStale: boolean
}

/** `[CH-1]` The removal of one target: a list of one line, previewed. The monitor forgets it when nobody wants it any more. */
export function useRemoval(taskId: number, target: string): Removal {
  const backend = useBackend()
  const [sent, setSent] = useState<Sent | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isApplying, run] = useAction()
  useEffect(() => {
    let isOver = false
    const list = send(backend, taskId, target)
    list.then(
      (one) => !isOver && setSent({ ...one, isStale: false }),
      (error: unknown) => !isOver && setProblem(wordsOf(error)),
    )
    return () => {
      isOver = true
      // Applied, it is gone already; and what could not be sent leaves nothing behind.
      list.then(({ importId }) => backend.call('import.discard', { import_id: importId })).catch(() => {})
    }
  }, [backend, taskId, target])

  return {
    preview: sent?.preview ?? null,
    isStale: sent?.isStale ?? false,
    isApplying,
    problem,
    importId: sent?.importId ?? null,
    apply: (removed) =>
      run(async () => {
        if (!sent) return null
        const { importId, preview } = sent
        const applied = await orFreshPreview(
          backend.call('import.apply', {
            import_id: importId,
            base_epoch: preview.base_epoch,
            ...(removed !== null && { confirm: { removed } }),
          }),
        )
        if ('done' in applied) return applied.done
        setSent({ importId, preview: applied.fresh, isStale: true })
        return null
      }),
  }
}

async function send(backend: ConsoleBackend, taskId: number, target: string): Promise<Omit<Sent, 'isStale'>> {
  const { import_id } = await backend.call('import.open', {
    task_id: taskId,
    edit: 'remove',
    format: 'text',
    total_bytes: null,
  })
  await backend.call('import.piece', { import_id, piece: `${textLine(target)}\n` })
  await backend.call('import.close', { import_id })
  return { importId: import_id, preview: await backend.call('import.preview', { import_id }) }
}
