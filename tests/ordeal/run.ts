// A real server and real consumers under a seeded life of kills, stalls and cuts. Ends with 1 where something is wrong.
import { parseArgs } from 'node:util'
import { runOrdeal } from './ordeal.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    consumers: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
const { rows, problems } = await runOrdeal({
  duration: Number(values.minutes) * 60_000,
  consumers: Number(values.consumers),
  seed: Number(values.seed),
})
console.log(`${values.minutes} min, ${values.consumers} consumers, seed ${values.seed}`)
for (const [what, value] of rows) console.log(`  ${what.padEnd(36)} ${String(value).padStart(7)}`)
for (const problem of problems) console.log(`WRONG ${problem}`)
console.log(problems.length === 0 ? 'All as it must be.' : `${problems.length} things are wrong.`)
process.exitCode = problems.length === 0 ? 0 : 1
