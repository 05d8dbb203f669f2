// Puts small bugs into a room, one at a time, and says which of them no test notices:
//   npm run mutants -- ROOM [--sample N] [--seed S] [--file F] [--all]
// Of its own and not StrykerJS, which runs, but tries all mutants (2,453 in the planner) instead of some, does not reach
// threads and processes, swaps no arguments and changes no numbers.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Mutation, mutationsOf } from './mutations.ts'
import { loadedBy, roomOf } from './rooms.ts'
import { Trial } from './trial.ts'

interface Mutant extends Mutation {
  readonly file: string
  readonly source: string
}

/** A mutant that does the same as the code, or differs in speed alone. */
interface Equivalent {
  readonly file: string
  /** The line, without the space around it. */
  readonly line: string
  /** What stands there instead, on one line; `*` for whatever does. */
  readonly becomes: string
  readonly why: string
}

const root = resolve(import.meta.dirname, '../..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    file: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
})
const [name] = positionals
if (!name) throw new Error('which room? for example: npm run mutants -- planner')
const room = roomOf(root, name)
const equivalents = JSON.parse(readFileSync(join(import.meta.dirname, 'equivalent.json'), 'utf8')) as Equivalent[]
const stale = equivalents.filter(({ file, line }) => !existsSync(join(root, file)) || !linesOf(file).includes(line))
for (const { file, line } of stale) console.log(`no longer there, see equivalent.json: ${file}: ${line}`)

const files = room.sources.filter((path) => !values.file || path.endsWith(values.file))
const mutants = files.flatMap((file): Mutant[] => {
  const source = readFileSync(join(root, file), 'utf8')
  return mutationsOf(file, source).map((mutation) => ({ ...mutation, file, source }))
})
const chosen = values.all ? mutants : sample(mutants, Number(values.sample), Number(values.seed))
const loads = loadedBy(root, room.tests)
const testsOf = (file: string) => room.tests.filter((test) => loads.get(test) === 'all' || has(test, file))

console.log(`${name}: ${chosen.length} of ${mutants.length} mutants in ${files.length} files (seed ${values.seed})`)
const trial = new Trial(root)
process.once('SIGINT', () => {
  trial.close()
  process.exit(130)
})
const tally = { killed: 0, survived: 0, equivalent: 0 }
try {
  for (const mutant of chosen) {
    const { file, source, start, end, replacement, kind } = mutant
    const equivalent = equivalents.find((known) => isSame(known, mutant))
    const noticed = equivalent ? null : await trial.noticedBy(file, mutatedText(mutant), testsOf(file))
    const fate = equivalent ? 'equivalent' : noticed ? 'killed' : 'survived'
    tally[fate]++
    const line = source.slice(0, start).split('\n').length
    const by = noticed ? ` (${noticed.split('/').at(-1)})` : ''
    console.log(
      `${fate.padEnd(10)} ${file}:${line} ${kind}: ${oneLine(source.slice(start, end))} → ${oneLine(replacement)}${by}`,
    )
  }
} finally {
  trial.close()
}
const counted = tally.killed + tally.survived
const rate = counted === 0 ? 100 : (100 * tally.killed) / counted
console.log(
  `${name}: ${tally.killed} killed, ${tally.survived} survived, ${tally.equivalent} equivalent: ${rate.toFixed(1)} %`,
)

function has(test: string, file: string): boolean {
  const loaded = loads.get(test)
  return loaded !== 'all' && loaded?.has(file) === true
}

function linesOf(file: string): string[] {
  return readFileSync(join(root, file), 'utf8')
    .split('\n')
    .map((line) => line.trim())
}

function mutatedText({ source, start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end)
}

/** The same line, which becomes the same. */
function isSame({ file, line, becomes }: Equivalent, mutant: Mutant): boolean {
  if (file !== mutant.file) return false
  const { source, start } = mutant
  const from = source.lastIndexOf('\n', start - 1) + 1
  const was = source.slice(from).split('\n', 1)[0]!
  const is = mutatedText(mutant).slice(from).split('\n', 1)[0]!
  return was.trim() === line && (becomes === '*' || is.trim() === becomes)
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 90 ? `${line.slice(0, 87)}…` : line || 'nothing'
}

/** Some of them, the same for the same seed, in the order of the files. */
function sample<T>(all: readonly T[], count: number, seed: number): T[] {
  let state = seed >>> 0
  // mulberry32
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const ranked = all.map((item, place) => ({ item, place, rank: random() }))
  const some = ranked.toSorted((a, b) => a.rank - b.rank).slice(0, count)
  return some.toSorted((a, b) => a.place - b.place).map(({ item }) => item)
}
