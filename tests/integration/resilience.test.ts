import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readFigures, reportFile } from '../resilience/figures.ts'
import { programs } from '../resilience/programs.ts'
import { reliabilityReport } from '../resilience/report.ts'
import { shortRuns } from './short-runs.ts'

shortRuns('talk')

it('docs/reliability.md is what the runs came to', () => {
  expect(readFileSync(reportFile, 'utf8')).toBe(reliabilityReport(programs, readFigures()))
})
