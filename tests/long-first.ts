import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What takes longest on its own, longest first. Where nothing is known of earlier runs Vitest goes by the size of a file, and
 * the longest are short ones: begun last, they are waited for by all other workers.
 */
const longest = [
  // e2e
  'tests/e2e/browser.test.ts',
  'tests/e2e/desktop.test.ts',
  // integration
  'tests/integration/resilience.test.ts',
  'tests/integration/server-kill.test.ts',
  'tests/integration/store-kill.test.ts',
  'tests/integration/imports.test.ts',
  'tests/integration/shutdown.test.ts',
  'tests/integration/ordeal.test.ts',
  'tests/integration/headless.test.ts',
  'tests/integration/doc-commands.test.ts',
  'tests/integration/backups.test.ts',
  'tests/integration/permissions.test.ts',
  // unit
  'tests/storage-contract/sqlite.test.ts',
  'src/planner/plan.history.test.ts',
  'src/planner/plan.property.test.ts',
]

const gone = longest.filter((name) => !existsSync(join(import.meta.dirname, '..', name)))
if (gone.length > 0) throw new Error(`no longer there, see tests/long-first.ts: ${gone.join(', ')}`)

/** The order of test files: those that take long before all others. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/${name}`))
      return found < 0 ? longest.length : found
    }
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's, which gives a new one
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => place(a) - place(b))
  }
}
