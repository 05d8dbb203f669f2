import { useCallback, useEffect, useRef, useState } from 'react'
import { type TargetPage, TARGETS_AT_ONCE } from '../../../core/console-api.ts'
import { useBackend, wordsOf } from '../../backend/context.tsx'

/** Rows that are asked for together. */
const PAGE = 500

interface Shown {
  readonly total: number
  readonly matching: number
  readonly pages: ReadonlyMap<number, readonly string[]>
}

export interface TargetPages {
  /** Null before the first answer. */
  readonly shown: Shown | null
  readonly problem: string | null
  /** A row; undefined while it is on its way. */
  readonly row: (index: number) => string | undefined
  /** Has these rows fetched, where they are not here. */
  readonly need: (first: number, last: number) => void
  /** The whole list, one a line. */
  readonly all: () => Promise<string>
}

/** The targets of a task as they are looked at: a million of them never come at once. Null where there is no list yet. */
export function useTargetPages(of: { taskId: number; epoch: number; query: string } | null): TargetPages {
  const backend = useBackend()
  const [shown, setShown] = useState<Shown | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  /** What is asked for of the present list, by page. */
  const asked = useRef(new Set<number>())
  const generation = useRef(0)
  const { taskId = 0, epoch = 0, query = '' } = of ?? {}
  const isThere = of !== null

  const fetchPage = useCallback(
    async (page: number) => {
      if (asked.current.has(page)) return
      asked.current.add(page)
      const own = generation.current
      try {
        const request = { task_id: taskId, query, start: page * PAGE, limit: PAGE }
        const { total, matching, targets } = await backend.call('targets.page', request)
        if (own !== generation.current) return
        setProblem(null)
        // The first answer takes the place of the list before it, so that nothing flickers.
        setShown((before) => ({
          total,
          matching,
          pages: new Map([...(asked.current.size > 1 ? (before?.pages ?? []) : []), [page, targets]]),
        }))
      } catch (error) {
        if (own !== generation.current) return
        asked.current.delete(page)
        setProblem(wordsOf(error))
      }
    },
    [backend, taskId, query],
  )

  // Another list, or another part of it: again with every epoch.
  useEffect(() => {
    generation.current++
    asked.current = new Set()
    // oxlint-disable-next-line react/set-state-in-effect -- what it sets comes with an answer
    if (isThere) void fetchPage(0)
  }, [isThere, epoch, fetchPage])

  return {
    shown: isThere ? shown : null,
    problem,
    row: (index) => shown?.pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    need(first, last) {
      for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) void fetchPage(page)
    },
    async all() {
      const parts: string[] = []
      for (let start = 0; ; start += TARGETS_AT_ONCE) {
        const page: TargetPage = await backend.call('targets.page', { task_id: taskId, start, limit: TARGETS_AT_ONCE })
        parts.push(page.targets.map((target) => `${target}\n`).join(''))
        if (start + TARGETS_AT_ONCE >= page.total) return parts.join('')
      }
    },
  }
}
