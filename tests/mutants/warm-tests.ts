import { createVitest } from 'vitest/node'

/**
 * Runs tests on demand in the folder that this process was started in, without the start-up of Vitest for each: the
 * parent sends the file that has changed and the tests, and is told whether one of them failed. It ends with the parent.
 */
export interface TestRequest {
  readonly changed: string | null
  readonly tests: readonly string[]
}

export interface TestAnswer {
  readonly failed: boolean
  readonly took: number
}

// A bundle would still be without the bug.
process.env['BATCHDECK_FROM_SOURCES'] = '1'
const vitest = await createVitest(
  'test',
  { watch: false, bail: 1, reporters: [{}], maxWorkers: 1, isolate: true, passWithNoTests: true, update: false },
  { server: { watch: null } },
)
await vitest.standalone()
const specifications = await vitest.globTestSpecifications()

process.on('message', (request: TestRequest) => {
  void answer(request).then((said) => process.send!(said))
})
process.on('disconnect', () => process.exit())
process.send!('ready')

async function answer({ changed, tests }: TestRequest): Promise<TestAnswer> {
  if (changed) vitest.invalidateFile(changed)
  if (tests.length === 0) return { failed: false, took: 0 }
  const asked = specifications.filter(({ moduleId }) => tests.includes(moduleId))
  if (asked.length !== tests.length) throw new Error(`not all of these are tests: ${tests.join(' ')}`)
  const started = Date.now()
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(asked)
  // What is given back is the state of all tests that were run so far.
  const modules = testModules.filter(({ moduleId }) => tests.includes(moduleId))
  const failed = unhandledErrors.length > 0 || modules.some((module) => !module.ok())
  return { failed, took: Date.now() - started }
}
