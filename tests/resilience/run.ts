// Does to a real monitor what networks, disks and strangers do to it, and says what came of it:
//   npm run resilience [-- NAME…] [--seed S] [--long | --times N] [--write]
// Ends with 1 where there is a finding. `--write` keeps the figures and writes docs/reliability.md of them.
import { existsSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  againCommand,
  type Figures,
  figuresFile,
  mergedFigures,
  readFigures,
  reportFile,
  runProgram,
} from './figures.ts'
import { programs } from './programs.ts'
import { reliabilityReport } from './report.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    times: { type: 'string' },
    long: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const names = programs.map(({ name }) => name)
const unknown = positionals.filter((name) => !names.includes(name))
const seed = Number(values.seed)
const times = values.times === undefined ? null : Number(values.times)
if (unknown.length > 0 || !Number.isSafeInteger(seed) || (times !== null && !(times > 0))) {
  console.error(`npm run resilience [-- NAME…] [--seed S] [--long | --times N] [--write]; names: ${names.join(', ')}`)
  process.exit(2)
}

const ran: Figures[] = []
for (const program of programs.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const amount = times ?? (values.long ? program.long : program.short)
  console.log(`\n── ${program.name}: ${amount} ${program.unit}, seed ${seed}`)
  const figures = await runProgram(program, { seed, times: amount, say: (line) => console.log(`   ${line}`) })
  ran.push(figures)
  for (const [what, value] of figures.rows) console.log(`   ${what.padEnd(44)} ${value}`)
  for (const finding of figures.findings) console.log(`FINDING ${finding}`)
  if (figures.findings.length > 0) console.log(`Again: ${againCommand(figures, amount)}`)
  console.log(JSON.stringify(figures))
}
if (values.write) {
  const all = mergedFigures(existsSync(figuresFile) ? readFigures() : [], ran, names)
  writeFileSync(figuresFile, all.map((figures) => `${JSON.stringify(figures)}\n`).join(''))
  writeFileSync(reportFile, reliabilityReport(programs, all))
}
const findings = ran.reduce((sum, figures) => sum + figures.findings.length, 0)
console.log(findings === 0 ? '\nAll as it must be.' : `\n${findings} findings.`)
process.exitCode = findings === 0 ? 0 : 1
