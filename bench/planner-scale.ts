import { linesOfText, realAddresses, syntheticAddresses } from './addresses.ts'
import { deltaPlan, fullPlan, hashPass } from './planner-speed.ts'
import { emptyAssignment } from '../src/planner/assignment.ts'
import { plan } from '../src/planner/plan.ts'
import { atMost, type Row, type Section, unbounded, whole } from './report.ts'
import { defaults, fleet, planFirst, planMembers } from './task.ts'
import { collectGarbage, type Run, timeInTurn } from './timing.ts'

const MILLION = 1_000_000
/** Of attributes that others have, too, bytes for each target: a reference, and a little room. */
const MOST_SHARED_BYTES = 10
/** And of a text of its own what it takes beside its characters. */
const MOST_OWN_OVERHEAD_BYTES = 64

/** What no table sets a bound for, but PL-9 asks about: a million targets, many consumers, and what a join takes. */
export function scale(progress: (what: string) => void): Section[] {
  return [times(progress), memory(progress), attributes(progress)]
}

function times(progress: (what: string) => void): Section {
  const rows: Row[] = []
  const time = (targets: readonly string[], consumers: number, runs: Readonly<Record<string, Run>>, rounds: number) => {
    progress(`${whole(targets.length)} targets, ${consumers} consumers`)
    const { hash, ...others } = timeInTurn<string>({ hash: hashPass(targets), ...runs }, rounds)
    for (const [what, { least }] of Object.entries(others)) {
      const ratios = [hash!, others['full plan']!].map((other) => (least / other.least).toPrecision(2))
      rows.push({
        cells: [what, whole(targets.length), String(consumers), least.toPrecision(3), ...ratios.map(plain)],
        ...unbounded,
      })
    }
  }
  for (const consumers of [3, 5, 8, 20]) {
    const members = fleet(consumers)
    time(
      realAddresses,
      consumers,
      { 'full plan': fullPlan(realAddresses, members), join: join(realAddresses, members) },
      5,
    )
  }
  const million = linesOfText(syntheticAddresses(MILLION, 1000))
  for (const consumers of [20, 256]) {
    const members = fleet(consumers)
    const runs = {
      'full plan': fullPlan(million, members),
      '±1 %': deltaPlan(million, members, MILLION / 100),
      '±100': deltaPlan(million, members, 100),
      join: join(million, members),
    }
    time(million, consumers, runs, 3)
  }
  return {
    title: 'A million targets, and joins',
    text: 'The least of a few runs. ±1 %: 10,000 targets come and 10,000 go.',
    columns: ['plan', 'targets', 'C', 'ms', '÷ hash pass', '÷ full plan'],
    rows,
  }
}

function join(targets: readonly string[], members: readonly string[]): Run {
  const before = planFirst(targets, members)
  return () => planMembers(before, [...members, 'newcomer']).counts.moved_batch
}

/** Without an exponent. */
function plain(figure: string): string {
  return String(Number(figure))
}

function memory(progress: (what: string) => void): Section {
  const rows = [realAddresses.length, 50_000, MILLION].map((count): Row => {
    progress(`memory of ${whole(count)}`)
    // Twice: the first time compiles, and what is compiled stays.
    bytesPerTarget(count)
    const { texts, assignment } = bytesPerTarget(count)
    return { cells: [whole(count), ...[assignment, texts, assignment + texts].map((n) => n.toFixed(0))], ...unbounded }
  })
  return {
    title: 'Memory, bytes per target',
    text: 'What a garbage collection leaves of an assignment for 20 consumers, and of the texts of its targets.',
    columns: ['targets', 'assignment', 'texts', 'both'],
    rows,
  }
}

function bytesPerTarget(count: number): { texts: number; assignment: number } {
  const list: string[] = Array.from({ length: count }, () => '')
  const start = heap()
  for (const [i, target] of syntheticAddresses(count, 77).entries()) list[i] = target
  const listed = heap()
  const plans = [planFirst(list, fleet(20))]
  const planned = heap()
  // Both are still in use here, or they would not have been counted.
  const inUse = list.length * plans.length
  return { texts: (listed - start) / inUse, assignment: (planned - listed) / inUse }
}

/** Two attributes of each target, as a list with columns for them is read. */
const described: Readonly<Record<string, (n: number) => string>> = {
  'labels that many share': (n) => `{"chain":"eth","label":"TOKEN${n % 1000}"}`,
  'a label of its own': (n) => `{"chain":"eth","label":"TOKEN${n}"}`,
}

function attributes(progress: (what: string) => void): Section {
  const rows = Object.entries(described).map(([what, textOf]): Row => {
    progress(`memory of ${what}`)
    // Twice: the first time compiles, and what is compiled stays.
    bytesOfAttributes(10_000, textOf)
    const { without, bytes, text } = bytesOfAttributes(MILLION, textOf)
    const isShared = what !== 'a label of its own'
    return {
      cells: [what, whole(MILLION), without.toFixed(0), text.toFixed(0), bytes.toFixed(0)],
      ...atMost(bytes, isShared ? MOST_SHARED_BYTES : text + MOST_OWN_OVERHEAD_BYTES),
    }
  })
  return {
    title: 'Memory of attributes, bytes per target',
    text:
      'What a label and a chain add to an assignment for 20 consumers: a reference each where others have the same, the ' +
      'text itself where not. Beside it the assignment without them, and the text as it is kept.',
    columns: ['attributes', 'targets', 'assignment', 'text', 'added'],
    rows,
  }
}

function bytesOfAttributes(count: number, textOf: (n: number) => string) {
  const targets = syntheticAddresses(count, 77)
  // The list dies with this call; held by the caller, it would be counted.
  const planOf = (isDescribed: boolean) =>
    plan({
      previous: emptyAssignment,
      edit: { kind: 'replace', targets, attributes: isDescribed ? targets.map((_, n) => textOf(n)) : undefined },
      members: fleet(20),
      options: defaults,
      nextBatchId: 1,
    })
  const start = heap()
  const plans = [planOf(false)]
  const planned = heap()
  plans.push(planOf(true))
  const all = heap()
  // All are still in use here, or they would not have been counted.
  const inUse = (targets.length * plans.length) / 2
  const without = (planned - start) / inUse
  const text = targets.reduce((sum, _target, n) => sum + textOf(n).length, 0) / count
  return { without, bytes: (all - planned) / inUse - without, text }
}

function heap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
