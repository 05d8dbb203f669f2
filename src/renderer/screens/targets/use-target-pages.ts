import { useCallback, useEffect, useRef, useState } from 'react'
import { TARGETS_AT_ONCE } from '../../../contract/procedures.ts'
import type { TargetPage } from '../../../contract/resources/target.ts'
import { useBackend, wordsOf } from '../../backend/context.tsx'
import { isPausedNow } from '../../stores/fleet.ts'

/** Rows that are asked for together. */
const PAGE = 500

interface Shown {
  /** Of which list; an older one stays until the first page of the next has come, so that nothing flickers. */
  readonly generation: number
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

/**
 * The targets of a task as they are looked at: a million of them never come at once.
 * @param of null where there is no list yet
 * @param isLive whether the monitor can be asked; until then what came last is shown
 */
export function useTargetPages(
  of: { taskId: number; epoch: number; query: string } | null,
  isLive: boolean,
): TargetPages {
  const backend = useBackend()
  const [shown, setShown] = useState<Shown | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  /** What is asked for of the present list, by page. */
  const asked = useRef(new Set<number>())
  const generation = useRef(0)
  const { taskId = 0, epoch = 0, query = '' } = of ?? {}
  const isThere = of !== null
  const list = `${taskId} ${epoch} ${query}`
  /** Of which list there is a page. */
  const fetched = useRef('')

  const fetchPage = useCallback(
    async (page: number) => {
      if (asked.current.has(page)) return
      asked.current.add(page)
      const own = generation.current
      try {
        const answer = await backend.call('targets.page', { task_id: taskId, query, start: page * PAGE, limit: PAGE })
        if (own !== generation.current) return
        setProblem(null)
        fetched.current = list
        setShown((before) => withPage(before, own, page, answer))
      } catch (error) {
        if (own !== generation.current) return
        asked.current.delete(page)
        setProblem(wordsOf(error))
      }
    },
    [backend, taskId, query, list],
  )

  // Another list, or another part of it: again with every epoch, and when the connection is back. What is there stays
  // while paused (UI-1).
  useEffect(() => {
    if (fetched.current === list && isPausedNow()) return
    generation.current++
    asked.current = new Set()
    // oxlint-disable-next-line react/set-state-in-effect -- what it sets comes with an answer
    if (isThere && isLive) void fetchPage(0)
  }, [isThere, isLive, list, fetchPage])

  return {
    shown,
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

function withPage(before: Shown | null, generation: number, page: number, answer: TargetPage): Shown {
  const { total, matching, targets } = answer
  const others = before?.generation === generation ? before.pages : []
  return { generation, total, matching, pages: new Map([...others, [page, targets]]) }
}
