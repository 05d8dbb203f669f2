import { attributesText } from '../src/contract/attributes.ts'
import { Breather } from '../src/monitor/storage/planning/breath.ts'
import { TargetPages, type TaskReports, type TaskTargets } from '../src/monitor/storage/planning/target-pages.ts'
import type { TargetPageQuery } from '../src/monitor/storage/port.ts'
import { type Assignment, emptyAssignment, placedTargets } from '../src/planner/assignment.ts'
import { deltaOf } from '../src/planner/delta.ts'
import { type GivenTargets } from '../src/planner/target-run.ts'
import { plan } from '../src/planner/plan.ts'
import { randomNumbers } from './random.ts'
import { atMost, type Row, type Section, unbounded, whole } from './report.ts'
import { defaults, fleet } from './task.ts'
import { collectGarbage } from './timing.ts'

const MILLION = 1_000_000
const ROUNDS = 3
/** A first page may take so much of what it takes to look at every text once. */
const MOST_OF_SCAN = 0.3

const noReports: TaskReports = { of: () => null, with: () => [] }

/** A million addresses with a label and a chain: how soon the first page of what is looked for is there. */
export async function search(progress: (what: string) => void): Promise<Section[]> {
  progress('a million addresses with two attributes')
  const list = labelled(MILLION)
  const made = plan({
    previous: emptyAssignment,
    edit: { kind: 'replace', ...list },
    members: fleet(100),
    options: defaults,
    nextBatchId: 1,
  })
  const { assignment } = made
  const desk = new Desk(assignment)
  const before = heap()
  const first = await desk.timed({})
  const ordered = heap()
  const texts = await desk.timed({ query: 'nothing has this' })
  const searchable = heap()
  const rows: Row[] = []
  const scanned = least(() => scan(assignment, 'dead'))
  rows.push({ cells: ['looking at every text once', '', scanned.toFixed(0), ''], ...unbounded })
  const questions: readonly (readonly [string, TargetPageQuery, boolean])[] = [
    ['a part of an address', ask({ query: 'DEAD' }), true],
    ['a part that is nowhere', ask({ query: 'deadbeefdeadbeef' }), true],
    ['one whole address', ask({ query: list.targets[77]! }), true],
    ['a label', ask({ query: 'pool 4711' }), true],
    ['what all have', ask({ query: '0x' }), true],
    ['a part, of a priority', ask({ query: 'dea', filter: { priority: 'medium' } }), true],
    ['of one consumer', ask({ filter: { consumer_id: 'c042' } }), true],
    ['of a chain', ask({ filter: { attribute: { name: 'chain', value: 'base' } } }), false],
    ['all, by batch', ask({ sort: 'batch' }), false],
  ]
  for (const [what, question, isBound] of questions) {
    progress(what)
    const times: number[] = []
    let matching = 0
    let longest = 0
    for (let round = 0; round < ROUNDS; round++) {
      // What was found is remembered for whoever scrolls: each time something else is asked.
      const asked = { ...question, start: 0, limit: 200, filter: { ...question.filter } }
      desk.forgetFound()
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { ms, page, slice } = await desk.timed(asked)
      times.push(ms)
      matching = page.matching
      longest = Math.max(longest, slice)
    }
    const ms = Math.min(...times)
    const ratio = ms / scanned
    const cells = [what, whole(matching), ms.toFixed(0), ratio.toFixed(2)]
    rows.push({ cells, ...(isBound ? atMost(ratio, MOST_OF_SCAN) : unbounded) })
    rows.push({
      cells: [`… the longest that nobody else has a turn`, '', longest.toFixed(0), ''],
      ...unbounded,
    })
  }
  progress('an epoch with 1,000 other targets')
  const change = { targets: labelled(1000, 5).targets }
  const next = plan({
    previous: assignment,
    edit: { kind: 'change', add: change, remove: list.targets.slice(0, 1000) },
    members: fleet(100),
    options: defaults,
    nextBatchId: made.nextBatchId,
  }).assignment
  const delta = deltaOf(assignment, next)
  const followed = performance.now()
  desk.follow(next, delta)
  const follow = performance.now() - followed
  const after = await desk.timed(ask({ query: 'dead' }))
  rows.push({ cells: ['an epoch: 1,000 other targets', '', follow.toFixed(0), ''], ...unbounded })
  rows.push({
    cells: [
      'a part of an address after it',
      whole(after.page.matching),
      after.ms.toFixed(0),
      (after.ms / scanned).toFixed(2),
    ],
    ...unbounded,
  })
  const perTarget = (bytes: number) => (bytes / MILLION).toFixed(0)
  return [
    {
      title: 'Search in a million targets with two attributes',
      text:
        `The least of ${ROUNDS} first pages of 200, in the thread of the targets, beside a loop over all texts with ` +
        '`toLowerCase` and `includes`. The bound is on the ratio: 150 ms are the goal on a machine where that loop takes 250.',
      columns: ['what', 'matching', 'ms', '÷ all texts'],
      rows,
    },
    {
      title: 'What search needs, once somebody searches a task',
      text: 'Beside the targets themselves; it goes on with the epochs, and is forgotten when nobody asks for ten minutes.',
      columns: ['what', 'ms', 'bytes per target'],
      rows: [
        { cells: ['all in order', first.ms.toFixed(0), perTarget(ordered - before)], ...unbounded },
        { cells: ['the texts', texts.ms.toFixed(0), perTarget(searchable - ordered)], ...unbounded },
      ],
    },
  ]
}

/** Whoever asks, and what it takes. */
class Desk {
  private readonly breather = new Breather()
  private longest = 0
  private readonly pages: TargetPages
  private task: TaskTargets
  private lastTurn = 0

  constructor(assignment: Assignment) {
    this.task = { taskId: 1, epoch: 1, assignment, reports: noReports }
    this.pages = new TargetPages(() => {
      const rest = this.breather.breathe()
      if (!rest) return null
      this.longest = Math.max(this.longest, performance.now() - this.lastTurn)
      return rest.then(() => void (this.lastTurn = performance.now()))
    })
  }

  async timed(question: Partial<TargetPageQuery>) {
    this.longest = 0
    const startedAt = performance.now()
    this.lastTurn = startedAt
    const page = await this.pages.page(this.task, { start: 0, limit: 200, ...question })
    const now = performance.now()
    return { ms: now - startedAt, page, slice: Math.max(this.longest, now - this.lastTurn) }
  }

  forgetFound(): void {
    this.pages.forget(2)
  }

  follow(after: Assignment, delta: ReturnType<typeof deltaOf>): void {
    this.pages.follow({ taskId: 1, epoch: 2, before: this.task.assignment, after, delta })
    this.task = { ...this.task, epoch: 2, assignment: after }
  }
}

const ask = (question: Partial<TargetPageQuery>): TargetPageQuery => ({ start: 0, limit: 200, ...question })

function labelled(count: number, seed = 1): Required<Pick<GivenTargets, 'targets' | 'attributes'>> {
  const random = randomNumbers(seed)
  const chains = ['eth', 'base', 'bsc', 'arbitrum']
  const bytes = Buffer.alloc(20)
  const targets = Array.from({ length: count }, () => {
    for (let i = 0; i < 20; i++) bytes[i] = Math.floor(random() * 256)
    return `0x${bytes.toString('hex')}`
  })
  const attributes = targets.map((_, i) =>
    attributesText([
      ['chain', chains[i % 4]!],
      ['label', `Pool ${i}`],
    ]),
  )
  return { targets, attributes }
}

/** What an answer without any preparation has to do. */
function scan(assignment: Assignment, sought: string): number {
  let count = 0
  for (const { target, attributes } of placedTargets(assignment)) {
    if (target.toLowerCase().includes(sought) || (attributes?.toLowerCase().includes(sought) ?? false)) count++
  }
  return count
}

function least(run: () => number): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now()
    run()
    return performance.now() - startedAt
  })
  return Math.min(...times)
}

function heap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
