import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { nodeRuntime } from './node-runtime.mjs'
import { inRoot, root, run } from './project.mjs'
import { checkWalls } from './walls.mjs'

/**
 * What `npm test` runs, in this order; each says how many checks passed and names those that failed. One that is `beside` another
 * begins with it, and is given a file to print into.
 * @typedef {{ passed: number, failed: string[] }} Result
 * @typedef {{ name: string, needs?: readonly string[], beside?: string, run: (options?: object) => Promise<Result> }} Stage
 * @type {readonly Stage[]}
 */
export const stages = [
  { name: 'types', run: () => check('tsc -b', 'typescript/bin/tsc', ['-b']) },
  { name: 'walls', run: checkWalls },
  { name: 'lint', beside: 'types', run: lint },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'integration', needs: ['build', 'python', 'faketime', 'services'], run: integration },
  { name: 'e2e', needs: ['build', 'browser', 'python'], run: () => vitest('e2e') },
]

async function check(what, script, args, options) {
  const code = await run(nodeRuntime(), [inRoot('node_modules', script), ...args], options)
  return code === 0 ? { passed: 1, failed: [] } : { passed: 0, failed: [what] }
}

async function lint(options) {
  const results = [
    await check('oxlint', 'oxlint/bin/oxlint', ['--type-aware', '--max-warnings', '0'], options),
    await check('oxfmt', 'oxfmt/bin/oxfmt', ['--check'], options),
    await check('knip', 'knip/bin/knip.js', [], options),
  ]
  return sum(results)
}

function sum(results) {
  return {
    passed: results.reduce((all, { passed }) => all + passed, 0),
    failed: results.flatMap(({ failed }) => failed),
  }
}

/** Those that mostly wait do so beside the others, one after the other; what they print comes when all are done. */
async function integration() {
  const patient = aside('patient', (options) => vitest('patient', ['--maxWorkers=1'], options))
  const results = [await vitest('integration'), await patient.result]
  patient.show()
  return sum(results)
}

/** Runs something that prints into a file; `show` prints that. */
export function aside(name, action) {
  mkdirSync(reports, { recursive: true })
  const file = `${reports}/${name}.txt`
  const output = openSync(file, 'w')
  const result = action({ stdio: ['ignore', output, output] })
  const show = () => {
    closeSync(output)
    process.stdout.write(readFileSync(file))
  }
  return { result, show }
}

/** Of one test. */
const MAX_REASON_CHARS = 1500

const reports = inRoot('node_modules', '.cache', 'test-reports')

async function vitest(project, more = [], options = {}) {
  const file = `${reports}/${project}.json`
  mkdirSync(reports, { recursive: true })
  rmSync(file, { force: true })
  const args = ['run', '--project', project, ...more, '--reporter=default', '--reporter=json']
  const line = [inRoot('node_modules', 'vitest', 'vitest.mjs'), ...args, `--outputFile.json=${file}`]
  return summary(file, await run(nodeRuntime(), line, options))
}

function summary(file, code) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: [`vitest ended with code ${code} and without a report`] }
  }
  const failed = []
  let passed = 0
  for (const { name, status, assertionResults } of report.testResults) {
    const place = relative(root, name)
    const broken = assertionResults.filter((test) => test.status === 'failed')
    passed += assertionResults.filter((test) => test.status === 'passed').length
    failed.push(...broken.map((test) => `${place} › ${test.fullName}${reason(test)}`))
    if (status === 'failed' && broken.length === 0) failed.push(`${place} could not be run`)
  }
  if (code !== 0 && failed.length === 0) failed.push(`vitest ended with code ${code}: see above`)
  return { passed, failed }
}

/** Why it failed, as far as a line or two say: who reads only the end of a log learns it there. */
function reason({ failureMessages = [] }) {
  const [message = ''] = failureMessages
  const said = message.split(/\n\s+at /, 1)[0].trim()
  return said === '' ? '' : `\n    ${said.slice(0, MAX_REASON_CHARS).replaceAll('\n', '\n    ')}`
}
