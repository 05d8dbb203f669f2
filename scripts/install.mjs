import { statSync } from 'node:fs'
import { Impossible, inRoot, run } from './project.mjs'

/**
 * Installs the dependencies where they are missing or older than the lock file.
 * @throws {Impossible}
 */
export async function ensureInstalled() {
  if (isInstalled()) return
  console.log('Installing…')
  // No dependency needs a script to be installed, and some npm versions would compile what comes compiled already.
  // Warnings would be about the host's Node, which runs nothing but npm.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const code = npm
    ? await run(process.env.npm_node_execpath ?? process.execPath, [npm, ...args])
    : await run('npm', args, { shell: process.platform === 'win32' })
  if (code !== 0) {
    throw new Impossible(`The dependencies could not be installed: "npm ci" ended with code ${code}.`)
  }
}

/** npm writes its own copy of the lock file last: without it, an install was cut short. */
function isInstalled() {
  const installed = statSync(inRoot('node_modules', '.package-lock.json'), { throwIfNoEntry: false })
  return installed !== undefined && installed.mtimeMs >= statSync(inRoot('package-lock.json')).mtimeMs
}
