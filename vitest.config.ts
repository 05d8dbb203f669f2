import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { manualModules } from './site/plugin.ts'
import { bundledProgram } from './tests/bundled-program.ts'
import { LongFirst } from './tests/long-first.ts'

/** Integration tests that mostly wait: `npm test` runs them beside the others, one after the other. */
const patient = ['tests/integration/{clock,python-client,python-recipes,readme-program,resilience-ground}.test.ts']

/** What is looked for again and again is seen as soon as it is there, and a busy machine has time for it. */
const expectation = { poll: { interval: 20, timeout: 5000 } }

export default defineConfig({
  test: {
    // By default one core is left to whoever edits the tests meanwhile.
    maxWorkers: '100%',
    // The message of a failure says what was found, not how many things.
    chaiConfig: { truncateThreshold: 2000 },
    sequence: { sequencer: LongFirst },
    projects: [
      {
        plugins: [react(), bundledProgram(), manualModules(import.meta.dirname)],
        test: {
          name: 'unit',
          include: [
            '{src,site,clients/typescript/tests}/**/*.test.{ts,tsx}',
            'tests/{electron-standin,mutants,storage-contract}/**/*.test.ts',
            'packaging/*.test.ts',
          ],
          // What their files have in common is loaded once for each worker, not once for each of them.
          isolate: false,
          setupFiles: ['tests/own-modules.ts'],
          // Property tests plan thousands of histories; a busy machine must not fail them.
          testTimeout: 60_000,
        },
      },
      {
        plugins: [bundledProgram()],
        test: {
          name: 'integration',
          expect: expectation,
          include: ['tests/integration/**/*.test.ts'],
          exclude: patient,
          // Most of them start a monitor in their worker: it is loaded once for each worker, not once for each file.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [bundledProgram()],
        test: {
          name: 'patient',
          expect: expectation,
          include: patient,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [bundledProgram()],
        test: {
          name: 'e2e',
          expect: expectation,
          globalSetup: ['tests/e2e/what-it-runs-on.ts'],
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
