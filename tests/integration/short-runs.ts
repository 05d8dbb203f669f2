import { describe, expect, it } from 'vitest'
import { againCommand, runProgram } from '../resilience/figures.ts'
import { programs } from '../resilience/programs.ts'

const SEED = 13

/** Which of the programs end a monitor, or take the ground from under it; all others talk to it. */
const onTheGround: ReadonlySet<string> = new Set(['kills', 'network', 'clients', 'clock', 'disk', 'damage'])

/** Runs one half of the programs of `npm run resilience` for a few seconds each; the halves run beside each other. */
export function shortRuns(half: 'ground' | 'talk'): void {
  const chosen = programs.filter(({ name }) => onTheGround.has(name) === (half === 'ground'))
  describe('a monitor to which things are done', () => {
    it.each(chosen)(
      '[WS-12] [WS-18] [SEC-1] [EP-1] [CL-5] $name: everything is as it must be, in short',
      async (program) => {
        const figures = await runProgram(program, { seed: SEED, times: program.short })
        const again = againCommand(figures, program.short)
        expect({ findings: figures.findings, again }).toEqual({ findings: [], again })
        expect([figures.tried > 0, figures.lost]).toEqual([true, 0])
      },
      120_000,
    )
  })
}
