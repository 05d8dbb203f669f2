import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { bundledProgram } from './tests/bundled-program.ts'

export default defineConfig({
  test: {
    // By default one core is left to whoever edits the tests meanwhile.
    maxWorkers: '100%',
    projects: [
      {
        plugins: [react(), bundledProgram()],
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'tests/{electron-standin,mutants,storage-contract}/**/*.test.ts'],
          // Property tests plan thousands of histories; a busy machine must not fail them.
          testTimeout: 60_000,
        },
      },
      {
        plugins: [bundledProgram()],
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [bundledProgram()],
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
