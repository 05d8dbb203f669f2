import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. */
export const root = resolve(fileURLToPath(new URL('..', import.meta.url)))

/** @param {...string} parts */
export const inRoot = (...parts) => join(root, ...parts)

/** Something that cannot be had, in one sentence for a person. */
export class Impossible extends Error {}

/** Runs `main`; what is impossible ends the process with its one sentence and code 1. */
export async function runMain(main) {
  // Whoever reads what is printed may go away; what was started goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof Impossible)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}

/** The exit code of a command whose output goes straight to the terminal; 128 + n where signal n ended it. */
export function run(command, args, options = {}) {
  return finished(spawnInFront(command, args, { cwd: root, stdio: 'inherit', ...options }))
}

/** The exit code of a child process; 127 where it could not be started. */
export function finished(child) {
  return new Promise((done) => {
    child.once('error', () => done(127))
    child.once('exit', (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

/**
 * Starts a process which signals meant for this one reach, and whose exit then ends this one. As soon as it runs they may come,
 * so that they are listened to before.
 * @returns {import('node:child_process').ChildProcess}
 */
export function spawnInFront(command, args, options) {
  let child = null
  let isHungUp = false
  process.on('SIGHUP', () => (isHungUp = true))
  const passes = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const pass = () => {
      // A terminal sends Ctrl-C to the whole group: the child has it already, and a second one could mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child?.kill(signal)
    }
    process.on(signal, pass)
    return { signal, pass }
  })
  child = spawn(command, args, options)
  child.once('exit', () => {
    for (const { signal, pass } of passes) process.off(signal, pass)
  })
  if (process.env.npm_lifecycle_event && process.platform !== 'win32') endWithParent(child, () => isHungUp)
  return child
}

/**
 * npm hands a signal to the shell it started, which may end without handing it on: then its end is the signal. Where a
 * terminal was closed it means nothing: the child has that signal, too, and decides itself.
 */
function endWithParent(child, isHungUp) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    if (!isHungUp()) child.kill('SIGTERM')
  }, 250)
  timer.unref()
  child.once('exit', () => clearInterval(timer))
}

/** True where a command runs and ends with 0 within `timeout` ms. */
export function works(command, args, timeout = 15_000) {
  return spawnSync(command, args, { stdio: 'ignore', timeout }).status === 0
}

/** The first of `names` found on PATH, or null. */
export function onPath(...names) {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : ['']
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      for (const extension of extensions) {
        const file = join(folder, name + extension)
        if (folder !== '' && existsSync(file)) return file
      }
    }
  }
  return null
}
