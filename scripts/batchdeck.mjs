#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { ensureBuilt } from './build.mjs'
import { runHeadless } from './headless.mjs'
import { ensureInstalled } from './install.mjs'
import { nodeRuntime } from './node-runtime.mjs'
import { inRoot, run, runMain } from './project.mjs'

/**
 * `batchdeck` in any folder, as `npm install --global .` and `npm link` put it on PATH, and `npm run -s batchdeck --`. What
 * serves a console builds it where it is missing; all else begins at once, in this process where this Node can.
 */
const [command = 'serve'] = process.argv.slice(2)
// A monitor may be named before the command that asks it.
const isServer =
  ['serve', 'demo'].includes(command) ||
  /^-(?!h$|v$|-(help|version|url|token-file|ca|timeout|json|no-header)(=|$))/.test(command)

// npm goes to the folder of package.json: files are named from where somebody typed.
if (process.env.npm_lifecycle_event === 'batchdeck' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)

/** Beside a monitor that runs nothing is replaced: a command does with the dependencies there are. */
async function ensureAny() {
  if (isServer || !existsSync(inRoot('node_modules', '.package-lock.json'))) await ensureInstalled()
}

if (!isServer && Number(process.versions.node.split('.')[0]) >= 24) {
  await runMain(async () => {
    await ensureAny()
    await import('../src/headless/index.ts')
    return process.exitCode
  })
} else {
  await runMain(async () => {
    await ensureAny()
    const args = process.argv.slice(2)
    if (!isServer)
      return await run(nodeRuntime(), [inRoot('src', 'headless', 'index.ts'), ...args], { cwd: process.cwd() })
    await ensureBuilt()
    return await runHeadless(args, { browser: command === 'demo' })
  })
}
