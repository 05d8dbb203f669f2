import { ensureBuilt } from './build.mjs'
import { provideBrowser } from './browser.mjs'
import { ensureInstalled } from './install.mjs'
import { Impossible, runMain } from './project.mjs'
import { providePython } from './python.mjs'
import { stages } from './stages.mjs'

const asked = process.argv.slice(2)

await runMain(async () => {
  const chosen = stages.filter(({ name }) => asked.length === 0 || asked.includes(name))
  const unknown = asked.filter((name) => !stages.some((stage) => stage.name === name))
  if (unknown.length > 0) {
    throw new Impossible(`No stage is named ${unknown.join(', ')}; there are ${stages.map(({ name }) => name).join(', ')}.`)
  }
  await ensureInstalled()
  await ensureBuilt()
  await provide(chosen)

  let passed = 0
  const failed = []
  for (const { name, run } of chosen) {
    console.log(`\n── ${name}`)
    const startedAt = performance.now()
    const result = await run()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`── ${name}: ${result.passed} passed, ${result.failed.length} failed in ${seconds} s`)
    passed += result.passed
    failed.push(...result.failed.map((what) => `${name}: ${what}`))
  }
  console.log()
  for (const what of failed) console.log(`FAILED ${what}`)
  console.log(`${passed} passed, ${failed.length} failed`)
  return failed.length === 0 ? 0 : 1
})

/** Tests find what is provided by these two variables; where it cannot be had, the tests that need it fail. */
async function provide(chosen) {
  const needs = (what) => chosen.some((stage) => stage.needs?.includes(what))
  if (needs('browser')) {
    const browser = await provideBrowser()
    if (browser) process.env.BATCHDECK_CHROMIUM = browser
    else console.error('No Chrome or Chromium could be found or installed; install one and try again.')
  }
  if (needs('python')) {
    const python = await providePython()
    if (python) process.env.BATCHDECK_PYTHON = python
    else console.error('No Python with websocket-client could be found or installed; install one and try again.')
  }
}
