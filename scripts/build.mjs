import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeRuntime } from './node-runtime.mjs'
import { Impossible, inRoot, run } from './project.mjs'

const stamp = inRoot('out', '.built')
const settings = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']
/** The documents are part of the console, under Help. Of a client only they are: what its tests leave there changes nothing. */
const documents = ['', ...folders('clients')]
  .flatMap((folder) => readdirSync(inRoot(folder)).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.md'))
const sources = [
  'src',
  'site',
  'docs',
  join('resources', 'icon.svg'),
  join('bench', 'results.md'),
  ...settings,
  ...documents,
]

/**
 * Builds the desktop app and the console where out/ is missing or older than what it is made of.
 * @throws {Impossible}
 */
export async function ensureBuilt() {
  const builtAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const startedAt = new Date()
  if (builtAt >= newest(sources.map((source) => inRoot(source)))) return
  console.log('Building…')
  const electronVite = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const code = await run(nodeRuntime(), [electronVite, 'build', '--logLevel', 'warn'])
  if (code !== 0) throw new Impossible(`The app could not be built: "electron-vite build" ended with code ${code}.`)
  mkdirSync(inRoot('out'), { recursive: true })
  writeFileSync(stamp, '')
  // What was saved while it was building is newer than the build.
  utimesSync(stamp, startedAt, startedAt)
}

function folders(parent) {
  return readdirSync(inRoot(parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(parent, name))
}

/** The newest time of change of files and, for deletions, folders. */
function newest(paths) {
  let time = 0
  for (const path of paths) {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (!stats) continue
    const inside = stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : 0
    time = Math.max(time, stats.mtimeMs, inside)
  }
  return time
}
