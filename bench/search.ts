import { attributesText } from '../src/contract/attributes.ts'
import { Breather } from '../src/monitor/storage/planning/breath.ts'
import { TargetChangePages } from '../src/monitor/storage/planning/target-change-pages.ts'
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
const FAR = 900_000
const ROUNDS = 3
/** What it may take, in times of looking at every text once: the first page of a search, with nothing kept from one before. */
const MOST_OF_SEARCH = 1.5
/** The same, once somebody has searched. */
const MOST_OF_NEXT_SEARCH = 0.3
/** A page of all that match where these are most of the million, and have to be put in order. */
const MOST_OF_ORDER = 2
/** The same of a change, which is of two lists, and has to be found before. */
const MOST_OF_CHANGE = 2.5

const noReports: TaskReports = { of: () => null, with: () => [] }

/** A million addresses with a label and a chain: how soon a page of what is looked for is there. */
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
  const scanned = least(() => scan(assignment, 'dead'))
  const rows: Row[] = [{ cells: ['looking at every text once', '', '', scanned.toFixed(0), '', ''], ...unbounded }]
  const chain = { attribute: { name: 'chain', value: 'base' } }
  const few: readonly (readonly [string, Partial<TargetPageQuery>])[] = [
    ['a part of an address', { query: 'DEAD' }],
    ['a part that is nowhere', { query: 'deadbeefdeadbeef' }],
    ['one whole address', { query: list.targets[77]! }],
    ['a label', { query: 'pool 4711' }],
    ['a part, of a priority', { query: 'dea', filter: { priority: 'medium' } }],
    ['of one consumer', { filter: { consumer_id: 'c042' } }],
  ]
  for (const [what, question] of few) {
    progress(what)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const [first, next] = [await desk.least(question, 'nothing'), await desk.least(question, 'texts')]
    rows.push(row([what, 'at once'], first, MOST_OF_SEARCH), row(['', 'searched before'], next, MOST_OF_NEXT_SEARCH))
  }
  const many: readonly (readonly [string, Partial<TargetPageQuery>])[] = [
    ['all', {}],
    ['what all have', { query: '0x' }],
    ['of a chain', { filter: chain }],
    ['all, by batch', { sort: 'batch' }],
    ['all, by priority', { sort: '-priority' }],
    ['all, by consumer', { sort: 'consumer' }],
  ]
  for (const [what, question] of many) {
    progress(what)
    const start = question.filter ? FAR / 4 : FAR
    // oxlint-disable-next-line no-await-in-loop
    const [first, far] = [await desk.least(question, 'nothing'), await desk.least({ ...question, start }, 'texts')]
    // oxlint-disable-next-line no-await-in-loop
    const next = await desk.least({ ...question, start: start + 5000 }, 'all')
    rows.push(row([what, 'at once'], first, MOST_OF_ORDER), row(['', `from ${whole(start)} on`], far, MOST_OF_ORDER))
    rows.push(row(['', 'another page of it'], next, MOST_OF_NEXT_SEARCH))
  }
  progress('an epoch with 1,000 other targets')
  const next = plan({
    previous: assignment,
    edit: { kind: 'change', add: { targets: labelled(1000, 5).targets }, remove: list.targets.slice(0, 1000) },
    members: fleet(100),
    options: defaults,
    nextBatchId: made.nextBatchId,
  }).assignment
  const followed = performance.now()
  desk.follow(next, deltaOf(assignment, next))
  const follow = performance.now() - followed
  rows.push({ cells: ['an epoch: 1,000 other targets', '', '', follow.toFixed(0), '', ''], ...unbounded })
  rows.push(row(['a part of an address', 'after it'], await desk.timed({ query: 'dead' }), MOST_OF_SEARCH))
  progress('what is kept')
  const kept = await whatIsKept(assignment)
  return [
    {
      title: 'Search in a million targets with two attributes',
      text:
        `The least of ${ROUNDS} pages of 200, in the thread of the targets, beside a loop over all texts with ` +
        '`toLowerCase` and `includes`: with nothing kept from a search before, or with what that leaves. The bounds are on ' +
        'the ratio; "at a stretch" is the longest that nobody else has a turn, collecting garbage included.',
      columns: ['what', 'which', 'matching', 'ms', 'at a stretch', '÷ all texts'],
      rows,
    },
    {
      title: 'What search keeps of a task',
      text: 'Beside the targets themselves; it goes on with the epochs, and is forgotten when nobody asks for ten minutes.',
      columns: ['what', 'bytes per target'],
      rows: kept.map(([what, bytes]) => ({ cells: [what, (bytes / MILLION).toFixed(0)], ...unbounded })),
    },
    await previews(progress, assignment, scanned),
  ]

  function row(names: readonly string[], { ms, matching, slice }: Timed, most: number): Row {
    return timedRow([...names, whole(matching)], { ms, slice }, { scanned, most })
  }
}

/** `[CH-3]` The list of what another million would remove: as long as a list of a change gets. */
async function previews(progress: (what: string) => void, before: Assignment, scanned: number): Promise<Section> {
  progress('a change of a million')
  const after = emptyAssignment
  const turns = new Turns()
  let change = 0
  const timed = async (query: string, start: number, isOther: boolean): Promise<Timed> => {
    if (isOther) change++
    const { page, ...took } = await turns.timed(() =>
      pages.page({ before, key: [change], after: () => after }, { list: 'removed', query, start, limit: 200 }),
    )
    return { ...took, matching: page.matching }
  }
  const pages = new TargetChangePages(turns.breathe)
  const rows: Row[] = []
  const row = async (names: readonly string[], asked: Parameters<typeof timed>, most: number) => {
    progress(names.join(', '))
    const { matching, ...took } = await timed(...asked)
    rows.push(timedRow([...names, whole(matching)], took, { scanned, most }))
  }
  await row(['all', 'at once'], ['', 0, true], MOST_OF_CHANGE)
  await row(['', `from ${whole(FAR)} on`], ['', FAR, false], MOST_OF_ORDER)
  await row(['a part of an address', 'searched at once'], ['DEAD', 0, true], MOST_OF_ORDER)
  await row(['a label', 'searched before'], ['pool 4711', 0, false], MOST_OF_NEXT_SEARCH)
  return {
    title: 'The list of a change of a million targets',
    text: 'As above, of what is removed with all that is there: what an edit amounts to is known before.',
    columns: ['what', 'which', 'matching', 'ms', 'at a stretch', '÷ all texts'],
    rows,
  }
}

interface Timed {
  readonly ms: number
  readonly matching: number
  /** The longest that nobody else had a turn, ms. */
  readonly slice: number
}

function timedRow(
  cells: readonly string[],
  { ms, slice }: Pick<Timed, 'ms' | 'slice'>,
  { scanned, most }: { readonly scanned: number; readonly most: number },
): Row {
  const ratio = ms / scanned
  return {
    cells: [...cells, ms.toFixed(0), slice.toFixed(0), ratio.toFixed(2)],
    ...atMost(ratio, most),
  }
}

async function whatIsKept(assignment: Assignment): Promise<[string, number][]> {
  const desk = new Desk(assignment)
  const before = heap()
  await desk.timed({ query: 'nothing has this' })
  const searchable = heap()
  await desk.timed({ start: FAR })
  return [
    ['the texts', searchable - before],
    ['an order of all', heap() - searchable],
  ]
}

/** Notes how long others wait for their turn. */
class Turns {
  private readonly breather = new Breather()
  private longest = 0
  private lastTurn = 0

  readonly breathe = () => {
    const rest = this.breather.breathe()
    if (!rest) return null
    this.longest = Math.max(this.longest, performance.now() - this.lastTurn)
    return rest.then(() => void (this.lastTurn = performance.now()))
  }

  async timed<T>(work: () => Promise<T>): Promise<{ ms: number; slice: number; page: T }> {
    this.longest = 0
    const startedAt = performance.now()
    this.lastTurn = startedAt
    const page = await work()
    const now = performance.now()
    return { ms: now - startedAt, page, slice: Math.max(this.longest, now - this.lastTurn) }
  }
}

/** Whoever asks, and what it takes. */
class Desk {
  private readonly turns = new Turns()
  private readonly pages = new TargetPages(this.turns.breathe)
  private task: TaskTargets

  constructor(assignment: Assignment) {
    this.task = { taskId: 1, epoch: 1, assignment, reports: noReports }
  }

  async timed(question: Partial<TargetPageQuery>): Promise<Timed> {
    const { page, ...took } = await this.turns.timed(() =>
      this.pages.page(this.task, { start: 0, limit: 200, ...question }),
    )
    return { ...took, matching: page.matching }
  }

  /** The least of some rounds. @param kept what is left from before each */
  async least(question: Partial<TargetPageQuery>, kept: 'nothing' | 'texts' | 'all'): Promise<Timed> {
    const rounds: Timed[] = []
    for (let round = 0; round < ROUNDS; round++) {
      if (kept === 'nothing') this.pages.forget(1)
      // What was found is forgotten with whichever task.
      if (kept === 'texts') this.pages.forget(2)
      const start = (question.start ?? 0) + (kept === 'all' ? 5000 * round : 0)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      rounds.push(await this.timed({ ...question, start }))
    }
    const ms = Math.min(...rounds.map((round) => round.ms))
    return { ms, matching: rounds[0]!.matching, slice: Math.max(...rounds.map(({ slice }) => slice)) }
  }

  follow(after: Assignment, delta: ReturnType<typeof deltaOf>): void {
    this.pages.follow({ taskId: 1, before: this.task.assignment, after, delta })
    this.task = { ...this.task, epoch: 2, assignment: after }
  }
}

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
