import { useState } from 'react'
import { MAX_TARGETS_PAGE, type ProcedureInput } from '../../../contract/procedures.ts'
import type { ChangedTarget, TargetChangeList, TargetChangePage } from '../../../contract/resources/target-change.ts'
import { useBackend } from '../../backend/context.ts'
import { useCall, useCalls } from '../../backend/use-call.ts'

/** Rows that are asked for together. */
const ROWS_PER_PAGE = 500
/** How long rows that were scrolled past are remembered. */
const REMEMBERED_MS = 30_000

/** Of which preview: of an import, of the way back to an epoch, of another identity, or of undoing the last change. */
export type ChangeHandle = Pick<
  ProcedureInput<'preview.targets'>,
  'import_id' | 'edit' | 'on_invalid' | 'task_id' | 'epoch' | 'identity'
>

export interface ChangePages {
  /** How many there are in this list, and how many match; null before the first answer. */
  readonly shown: Pick<TargetChangePage, 'total' | 'matching'> | null
  readonly problem: string | null
  /** A row; undefined while it is on its way. */
  readonly row: (index: number) => ChangedTarget | undefined
  /** These rows are looked at: those that are not here are fetched. */
  readonly need: (first: number, last: number) => void
  /** Everything in the list, whatever is searched. */
  readonly all: () => Promise<ChangedTarget[]>
}

/** What a preview says of a list by itself. */
interface PreviewedList {
  readonly list: TargetChangeList
  /** All there are in it. */
  readonly total: number
  /** The first of them: nobody has to wait for these. */
  readonly first: readonly ChangedTarget[]
}

/** `[CH-3]` @param version which preview of that handle it is: another list, or another epoch, has other rows */
export function useChangePages(
  handle: ChangeHandle,
  version: string,
  { list, total, first: previewed }: PreviewedList,
  query: string,
): ChangePages {
  const backend = useBackend()
  const [looked, setLooked] = useState({ first: 0, last: 0 })
  const question = (page: number) => ({ ...handle, list, query, start: page * ROWS_PER_PAGE, limit: ROWS_PER_PAGE })
  const options = { dependsOn: [version], rememberedMs: REMEMBERED_MS }
  const isPreviewed = query === ''
  // Where the preview names all of them, there is nothing to ask for.
  const isAsked = !isPreviewed || total > previewed.length
  const newest = useCall('preview.targets', isAsked ? question(0) : null, options)
  const numbers = Array.from({ length: looked.last - looked.first + 1 }, (_, i) => looked.first + i)
  const pages = useCalls(
    'preview.targets',
    numbers.map((page) => ({
      params: question(page),
      // The first page is there already.
      options: { ...options, isEnabled: newest.answer !== null && page !== 0 },
    })),
  )
  const pageOf = (number: number) => (number === 0 ? newest : pages[number - looked.first])?.answer
  return {
    shown: newest.answer ?? (isPreviewed ? { total, matching: total } : null),
    problem: [newest, ...pages].find(({ problem }) => problem !== null)?.problem ?? null,
    row: (index) =>
      pageOf(Math.floor(index / ROWS_PER_PAGE))?.targets[index % ROWS_PER_PAGE] ??
      (isPreviewed ? previewed[index] : undefined),
    need(first, last) {
      const next = { first: Math.floor(first / ROWS_PER_PAGE), last: Math.floor(last / ROWS_PER_PAGE) }
      if (next.first !== looked.first || next.last !== looked.last) setLooked(next)
    },
    async all() {
      const rows: ChangedTarget[] = []
      for (;;) {
        const start = rows.length
        const page = await backend.call('preview.targets', { ...handle, list, start, limit: MAX_TARGETS_PAGE })
        rows.push(...page.targets)
        if (page.targets.length === 0 || rows.length >= page.total) return rows
      }
    },
  }
}
