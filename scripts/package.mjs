import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { nodeRuntime } from './node-runtime.mjs'
import { inRoot, run, runMain } from './project.mjs'

const args = process.argv.slice(2)

await runMain(async () => {
  await ensureInstalled()
  if (!args.includes('--check') && !args.includes('--help')) await ensureBuilt()
  return await run(nodeRuntime(), [inRoot('packaging', 'package.ts'), ...args])
})
