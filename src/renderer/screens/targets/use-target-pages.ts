import { useState } from 'react'
import { MAX_TARGETS_PAGE } from '../../../contract/procedures.ts'
import type { TargetPage } from '../../../contract/resources/target.ts'
import { textLine } from '../../../contract/text-line.ts'
import { useBackend } from '../../backend/context.ts'
import { useCall, useCalls } from '../../backend/use-call.ts'

/** Rows that are asked for together. */
const ROWS_PER_PAGE = 500
/** How long rows that were scrolled past are remembered. */
const REMEMBERED_MS = 60_000

/** Which list: of a task, as of an epoch, and what of it is looked for. */
interface TargetList {
  readonly taskId: number
  readonly epoch: number
  readonly query: string
}

export interface TargetPages {
  /** How many there are, and how many match; null before the first answer. */
  readonly shown: Pick<TargetPage, 'total' | 'matching'> | null
  readonly problem: string | null
  /** A row; undefined while it is on its way. */
  readonly row: (index: number) => string | undefined
  /** These rows are looked at: those that are not here are fetched. */
  readonly need: (first: number, last: number) => void
  /** The whole list, one a line. */
  readonly all: () => Promise<string>
}

const nowhere: TargetList = { taskId: -1, epoch: 0, query: '' }

/**
 * The targets of a task as they are looked at: a million of them never come at once. The list of an epoch before, or what
 * was looked for before, stays until the first page of the next has come, so that nothing flickers.
 * @param wanted null where there is no list yet
 * @param isLive whether the monitor can be asked; until then what came last is shown
 */
export function useTargetPages(wanted: TargetList | null, isLive: boolean): TargetPages {
  const backend = useBackend()
  const [looked, setLooked] = useState({ first: 0, last: 0 })
  const newest = useCall('targets.page', wanted && questionOf(wanted, 0), {
    dependsOn: [wanted?.epoch ?? 0],
    isEnabled: isLive,
    keeps: (_, [, params]) => params?.task_id === wanted?.taskId,
  })
  /** Which list the first page is of. */
  const [shown, setShown] = useState(nowhere)
  const list = newest.answer !== null && !newest.isOld && wanted ? wanted : shown
  if (!isSame(list, shown)) setShown(list)
  const numbers = Array.from({ length: looked.last - looked.first + 1 }, (_, i) => looked.first + i)
  const pages = useCalls(
    'targets.page',
    numbers.map((page) => ({
      params: questionOf(list, page),
      options: {
        dependsOn: [list.epoch],
        // The first page is there already.
        isEnabled: isLive && newest.answer !== null && page !== 0,
        rememberedMs: REMEMBERED_MS,
      },
    })),
  )
  const pageOf = (number: number) => (number === 0 ? newest : pages[number - looked.first])?.answer
  return {
    shown: newest.answer,
    problem: [newest, ...pages].find(({ problem }) => problem !== null)?.problem ?? null,
    row: (index) => pageOf(Math.floor(index / ROWS_PER_PAGE))?.targets[index % ROWS_PER_PAGE]?.target,
    need(first, last) {
      const next = { first: Math.floor(first / ROWS_PER_PAGE), last: Math.floor(last / ROWS_PER_PAGE) }
      if (next.first !== looked.first || next.last !== looked.last) setLooked(next)
    },
    async all() {
      const parts: string[] = []
      const { taskId } = wanted ?? nowhere
      for (let start = 0; ; start += MAX_TARGETS_PAGE) {
        const page: TargetPage = await backend.call('targets.page', { task_id: taskId, start, limit: MAX_TARGETS_PAGE })
        parts.push(page.targets.map(({ target }) => `${textLine(target)}\n`).join(''))
        if (start + MAX_TARGETS_PAGE >= page.total) return parts.join('')
      }
    },
  }
}

const questionOf = ({ taskId, query }: TargetList, page: number) => ({
  task_id: taskId,
  query,
  start: page * ROWS_PER_PAGE,
  limit: ROWS_PER_PAGE,
})

const isSame = (a: TargetList, b: TargetList) => a.taskId === b.taskId && a.epoch === b.epoch && a.query === b.query
