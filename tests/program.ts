import { join } from 'node:path'

/** The module that the command line is started with: its sources, as its users start it. Tests get a bundle (`bundled-program.ts`). */
export const programFile = join(import.meta.dirname, '../src/headless/index.ts')
