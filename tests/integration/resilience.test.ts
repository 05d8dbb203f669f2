import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { againCommand, readFigures, reportFile, runProgram } from '../resilience/figures.ts'
import { programs } from '../resilience/programs.ts'
import { reliabilityReport } from '../resilience/report.ts'

const SEED = 13

describe('a monitor to which things are done', () => {
  it.each(programs)(
    '[WS-12] [WS-18] [SEC-1] [EP-1] $name: everything is as it must be, in short',
    async (program) => {
      const figures = await runProgram(program, { seed: SEED, times: program.short })
      const again = againCommand(figures, program.short)
      expect({ findings: figures.findings, again }).toEqual({ findings: [], again })
      expect([figures.tried > 0, figures.lost]).toEqual([true, 0])
    },
    120_000,
  )

  it('docs/reliability.md is what the runs came to', () => {
    expect(readFileSync(reportFile, 'utf8')).toBe(reliabilityReport(programs, readFigures()))
  })
})
