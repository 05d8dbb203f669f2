import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanPreview } from '../../../contract/resources/plan.ts'
import type { SourceResource } from '../../../contract/resources/source.ts'
import { useBackend, wordsOf } from '../../backend/context.ts'
import type { LookedPlan } from '../plan-preview/plan-dialog.tsx'

interface Reviewed {
  readonly importId: number
  readonly preview: PlanPreview
  readonly isStale: boolean
  /** When the list was read. */
  readonly readAt: number
}

/** `[SO-4]` What waits of a source, as an import of this console: the monitor forgets it when nobody looks at it any more. */
export function useSourceReview({ task_id, on_invalid, pending }: SourceResource): {
  readonly plan: LookedPlan
  readonly refresh: (preview: PlanPreview) => void
  /** When the list was read that is looked at. */
  readonly readAt: number
} {
  const { t } = useTranslation()
  const backend = useBackend()
  /** A newer list takes the place of the one that is looked at, for it is what would be applied. */
  const [at, setAt] = useState(pending?.at ?? 0)
  const [first] = useState(at)
  if (pending && pending.at !== at) setAt(pending.at)
  const [reviewed, setReviewed] = useState<Reviewed | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  useEffect(() => {
    let importId: number | null = null
    let isOver = false
    const forget = () => {
      if (importId !== null) backend.call('import.discard', { import_id: importId }).catch(() => {})
    }
    const begin = async () => {
      const { import_id } = await backend.call('sources.review', { task_id })
      importId = import_id
      if (isOver) return forget()
      // Lines that the source leaves out are left out here, too: what is shown is what would be applied.
      const preview = await backend.call('import.preview', { import_id, on_invalid })
      if (!isOver) setReviewed({ importId: import_id, preview, isStale: false, readAt: at })
    }
    begin().catch((error: unknown) => isOver || setProblem(error))
    return () => {
      isOver = true
      forget()
    }
  }, [backend, task_id, on_invalid, at])

  return {
    plan: {
      preview: reviewed?.preview ?? null,
      problem: problem === null ? null : wordsOf(problem),
      isStale: at !== first || (reviewed?.isStale ?? false),
      ...(at !== first && { staleText: t('source.newList') }),
      handle: reviewed === null ? { task_id } : { import_id: reviewed.importId, on_invalid },
    },
    readAt: reviewed?.readAt ?? at,
    refresh: (preview) =>
      setReviewed(
        (before) => before && { ...before, preview, isStale: preview.base_epoch !== before.preview.base_epoch },
      ),
  }
}
