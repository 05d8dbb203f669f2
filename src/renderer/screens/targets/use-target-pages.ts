import { useCallback, useEffect, useState } from 'react'
import type { TargetFilter, TargetPage, TargetRow, TargetSort } from '../../../contract/resources/target.ts'
import { useCall, useCalls } from '../../backend/use-call.ts'

/** Rows that are asked for together. */
const ROWS_PER_PAGE = 500
/** How long rows that were scrolled past are remembered. */
const REMEMBERED_MS = 60_000
/** How often rows that say what consumers report are asked for again: the feed tells of batches, not of single targets. */
const REPORTS_INTERVAL_MS = 10_000

/** Which list: of a task, as of an epoch, and what of it is looked for in which order. */
export interface TargetList {
  readonly taskId: number
  readonly epoch: number
  readonly query: string
  readonly filter: TargetFilter
  readonly sort: TargetSort
}

export interface TargetPages {
  /** How many there are and how many match, and of which attributes; null before the first answer. */
  readonly shown: Pick<TargetPage, 'total' | 'matching' | 'attribute_names'> | null
  /** Which list is shown, whichever epoch it is of: another one begins at its first row. */
  readonly name: string
  /** Of all rows that are here: the monitor answers of its newest epoch, whichever was expected. */
  readonly newestEpoch: number
  /** What is shown answers what was asked before; the next answer is on its way. */
  readonly isOld: boolean
  readonly problem: string | null
  readonly again: () => void
  /** A row; undefined while it is on its way. */
  readonly row: (index: number) => TargetRow | undefined
  /** Where a target stands, if its row is here; else -1. */
  readonly indexOf: (target: string) => number
  /** These rows are looked at: those that are not here are fetched. */
  readonly onSight: (first: number, last: number) => void
  /** Whether some row here comes from a consumer that reports on single targets. */
  readonly hasReports: boolean
}

const nowhere: TargetList = { taskId: -1, epoch: 0, query: '', filter: {}, sort: 'target' }

/**
 * The targets of a task as they are looked at: a million of them never come at once. The list of an epoch before, or what
 * was looked for before, stays until the first page of the next has come, so that nothing flickers.
 * @param wanted null where there is no list yet
 * @param isLive whether the monitor can be asked; until then what came last is shown
 * @param isStill whether rows have to stay as they are, because it is paused or somebody has the pointer on them
 */
export function useTargetPages(wanted: TargetList | null, isLive: boolean, isStill: boolean): TargetPages {
  const [looked, setLooked] = useState({ first: 0, last: 0 })
  const [round, setRound] = useState(0)
  const newest = useCall('targets.page', wanted && questionOf(wanted, 0), {
    dependsOn: [wanted?.epoch ?? 0, round],
    isEnabled: isLive,
    keeps: (_, [, params]) => params?.task_id === wanted?.taskId,
  })
  /** Which list the first page is of, and in which round it was asked for. */
  const [shown, setShown] = useState({ list: nowhere, round: 0 })
  const next = newest.answer !== null && !newest.isOld && wanted ? { list: wanted, round } : shown
  if (next.round !== shown.round || !isSame(next.list, shown.list)) setShown(next)
  const numbers = Array.from({ length: looked.last - looked.first + 1 }, (_, i) => looked.first + i)
  const pages = useCalls(
    'targets.page',
    numbers.map((page) => {
      const params = questionOf(next.list, page)
      return {
        params,
        options: {
          dependsOn: [next.list.epoch, next.round],
          // The first page is there already.
          isEnabled: isLive && newest.answer !== null && page !== 0,
          rememberedMs: REMEMBERED_MS,
          // Asked for in another round only, a page is the same but for what was reported meanwhile.
          keeps: (_, [, before]) => JSON.stringify(before) === JSON.stringify(params),
        },
      }
    }),
  )
  const pageOf = (number: number) => (number === 0 ? newest : pages[number - looked.first])?.answer
  const answers = [newest, ...pages].map(({ answer }) => answer).filter((answer) => answer !== null)
  const hasReports = answers.some(({ targets }) => targets.some(({ report }) => report !== null))
  const doesChange = hasReports || wanted?.filter.status !== undefined || wanted?.filter.report !== undefined
  const isAskedAgain = doesChange && isLive && !isStill
  useEffect(() => {
    if (!isAskedAgain) return undefined
    const timer = setInterval(() => setRound((before) => before + 1), REPORTS_INTERVAL_MS)
    return () => clearInterval(timer)
  }, [isAskedAgain])
  const onSight = useCallback((first: number, last: number) => {
    const seen = { first: Math.floor(first / ROWS_PER_PAGE), last: Math.floor(last / ROWS_PER_PAGE) }
    setLooked((before) => (before.first === seen.first && before.last === seen.last ? before : seen))
  }, [])
  const failed = [newest, ...pages].find(({ problem }) => problem !== null)
  return {
    shown: newest.answer,
    name: listName(next.list),
    newestEpoch: Math.max(0, ...answers.map((answer) => answer.epoch)),
    isOld: newest.isOld,
    problem: failed?.problem ?? null,
    again: () => failed?.again(),
    row: (index) => pageOf(Math.floor(index / ROWS_PER_PAGE))?.targets[index % ROWS_PER_PAGE],
    indexOf(target) {
      for (const page of new Set([0, ...numbers])) {
        const at = pageOf(page)?.targets.findIndex((row) => row.target === target) ?? -1
        if (at >= 0) return page * ROWS_PER_PAGE + at
      }
      return -1
    },
    onSight,
    hasReports,
  }
}

const questionOf = ({ taskId, query, filter, sort }: TargetList, page: number) => ({
  task_id: taskId,
  ...(query !== '' && { query }),
  filter,
  sort,
  start: page * ROWS_PER_PAGE,
  limit: ROWS_PER_PAGE,
})

const isSame = (a: TargetList, b: TargetList) => a.epoch === b.epoch && listName(a) === listName(b)

/** The same for the same list, whichever epoch it is of. */
const listName = ({ taskId, query, filter, sort }: TargetList) => JSON.stringify([taskId, query, filter, sort])
