// Measures and reports. With `--check` it fails where a bound does not hold; with names it measures only those parts, with
// `--all` also those that take long.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { consoleHeap, consoleSpeed } from './console.ts'
import { eventBurst } from './event-burst.ts'
import { eventLog } from './event-log.ts'
import { firstEpoch } from './first-epoch.ts'
import { idle } from './idle.ts'
import { longLife } from './planner-epochs.ts'
import { memberChanges } from './planner-members.ts'
import { scale } from './planner-scale.ts'
import { speed } from './planner-speed.ts'
import { targetChanges } from './planner-targets.ts'
import { markdown, type Section } from './report.ts'
import { imports, responsive } from './responsive.ts'
import { search } from './search.ts'
import { series } from './series.ts'
import { storage } from './storage.ts'
import { everythingSeen } from './timing.ts'

type Part = (progress: (what: string) => void) => Section | Section[] | Promise<Section | Section[]>

const parts: Readonly<Record<string, Part>> = {
  targets: targetChanges,
  members: memberChanges,
  epochs: longLife,
  speed,
  scale,
  responsive,
  imports,
  search,
  storage,
  series,
  'first-epoch': firstEpoch,
  'event-log': eventLog,
  'event-burst': eventBurst,
  idle,
  console: consoleSpeed,
  'console-heap': consoleHeap,
}
/** These are measured only when they are named, or all are wanted. */
const long: ReadonlySet<string> = new Set(['console-heap'])

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

const sections: Section[] = []
const usual = Object.keys(parts).filter((part) => values.all || !long.has(part))
for (const name of positionals.length > 0 ? positionals : usual) {
  const startedAt = performance.now()
  const measured = await parts[name]!((what) => {
    console.error(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${name}: ${what}`)
  })
  sections.push(...[measured].flat())
}

const missed = sections.flatMap(({ title, columns, rows }) =>
  rows
    .filter(({ holds }) => holds === false)
    .map(
      ({ cells, bound }) => `${title}\n  ${cells.map((cell, i) => `${columns[i]} ${cell}`).join(', ')}; bound ${bound}`,
    ),
)
const bounds = sections.flatMap(({ rows }) => rows).filter(({ holds }) => holds !== null).length
const report = `# Measured

By \`npm run bench\` on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}.
Times change from machine to machine, the ratios much less; what moves is the same everywhere. Of ${bounds} bounds ${bounds - missed.length} hold.

${sections.map(markdown).join('\n\n')}
`
console.log(report)
// A part alone is only printed: the file is always of one run.
if (positionals.length === 0) writeFileSync(resolve(import.meta.dirname, 'results.md'), report)
console.error(`${everythingSeen()} is what it all came to, ${missed.length} of ${bounds} bounds missed.`)
if (values.check) {
  for (const line of missed) console.error(line)
  if (missed.length > 0) process.exitCode = 1
}
