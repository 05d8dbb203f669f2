import { useEffect, useState } from 'react'
import type { PlanPreview, Publication } from '../../../contract/resources/plan.ts'
import { textLine } from '../../../contract/text-line.ts'
import type { ConsoleBackend } from '../../../console/client.ts'
import { useBackend, wordsOf } from '../../backend/context.ts'
import type { LookedPlan, PlanTerms } from '../../features/plan-preview/plan-dialog.tsx'

export interface Removal {
  readonly plan: LookedPlan
  readonly apply: (terms: PlanTerms) => Promise<Publication>
  /** The assignment has changed meanwhile, and the preview with it. */
  readonly refresh: (preview: PlanPreview) => void
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
  const [problem, setProblem] = useState<unknown>(null)
  useEffect(() => {
    let isOver = false
    const list = send(backend, taskId, target)
    list.then(
      (one) => !isOver && setSent({ ...one, isStale: false }),
      (error: unknown) => !isOver && setProblem(error),
    )
    return () => {
      isOver = true
      // Applied, it is gone already; and what could not be sent leaves nothing behind.
      list.then(({ importId }) => backend.call('import.discard', { import_id: importId })).catch(() => {})
    }
  }, [backend, taskId, target])

  return {
    plan: {
      preview: sent?.preview ?? null,
      problem: problem === null ? null : wordsOf(problem),
      isStale: sent?.isStale ?? false,
      handle: sent ? { import_id: sent.importId } : { task_id: taskId },
    },
    apply(terms) {
      if (!sent) throw new Error('Nothing is applied before it was looked at.')
      return backend.call('import.apply', { import_id: sent.importId, ...terms })
    },
    refresh: (preview) => setSent((before) => before && { ...before, preview, isStale: true }),
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
