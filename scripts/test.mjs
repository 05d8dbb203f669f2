import { ensureBuilt } from './build.mjs'
import { provideBrowser } from './browser.mjs'
import { provideFaketime } from './faketime.mjs'
import { ensureInstalled } from './install.mjs'
import { Impossible, inRoot, runMain } from './project.mjs'
import { providePython } from './python.mjs'
import { providePromtool } from './promtool.mjs'
import { provideServices } from './services.mjs'
import { aside, stages } from './stages.mjs'

// Hundreds of processes and threads read the same sources: what Node makes of them is kept.
process.env.NODE_COMPILE_CACHE ??= inRoot('node_modules/.cache/compile')

const asked = process.argv.slice(2)

await runMain(async () => {
  const names = stages.map(({ name }) => name)
  const unknown = asked.filter((name) => !names.includes(name))
  if (unknown.length > 0)
    throw new Impossible(`No stage is named ${unknown.join(', ')}; there are ${names.join(', ')}.`)
  const chosen = stages.filter(({ name }) => asked.length === 0 || asked.includes(name))

  let passed = 0
  const failed = []
  const isInstalled = await provided('dependencies', ensureInstalled)
  if (isInstalled) {
    await provide()
    const begun = new Map()
    for (const stage of chosen) {
      for (const other of chosen) if (other.beside === stage.name) begun.set(other, begin(other))
      await pass(stage, begun.get(stage))
    }
  }
  console.log()
  for (const what of failed) console.log(`FAILED ${what}`)
  console.log(`${passed} passed, ${failed.length} failed`)
  return failed.length === 0 ? 0 : 1

  /** Beside others. */
  function begin(stage) {
    return aside(stage.name, (options) => timed(stage, options))
  }

  async function pass(stage, begun) {
    const { name } = stage
    console.log(`\n── ${name}`)
    const { result, seconds } = await (begun?.result ?? timed(stage))
    begun?.show()
    console.log(`── ${name}: ${result.passed} passed, ${result.failed.length} failed in ${seconds} s`)
    passed += result.passed
    failed.push(...result.failed.map((what) => `${name}: ${what}`))
  }

  async function timed({ run }, options) {
    const startedAt = performance.now()
    const result = await run(options)
    return { result, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) }
  }

  /** Tests find the browser, Python and libfaketime by these variables. What cannot be had counts as failed; the rest still runs. */
  async function provide() {
    const needs = (what) => chosen.some((stage) => stage.needs?.includes(what))
    if (needs('build')) await provided('build', ensureBuilt)
    if (needs('browser'))
      await provided('browser', async () => (process.env.BATCHDECK_CHROMIUM = await provideBrowser()))
    if (needs('faketime'))
      await provided('faketime', async () => (process.env.BATCHDECK_FAKETIME = await provideFaketime()))
    if (needs('services')) {
      await provided('services', provideServices)
      await provided('promtool', async () => (process.env.BATCHDECK_PROMTOOL = await providePromtool()))
    }
    if (needs('python')) await provided('python', async () => (process.env.BATCHDECK_PYTHON = await providePython()))
  }

  async function provided(what, action) {
    try {
      await action()
      return true
    } catch (error) {
      if (!(error instanceof Impossible)) throw error
      console.error(error.message)
      failed.push(`${what}: ${error.message}`)
      return false
    }
  }
})
