import { ensureBuilt } from './build.mjs'
import { runHeadless } from './headless.mjs'
import { ensureInstalled } from './install.mjs'
import { runMain } from './project.mjs'

const [command, ...args] = process.argv.slice(2)

await runMain(async () => {
  await ensureInstalled()
  await ensureBuilt()
  return await runHeadless([command, ...args], { browser: command === 'demo' })
})
