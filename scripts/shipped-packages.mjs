import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Impossible, inRoot } from './project.mjs'

/**
 * The packages of other people that are part of what is shipped: those that are installed with it, those that are built
 * into the app and its pages, and Electron; with all that they need themselves.
 * @throws {Impossible} where nothing was built yet
 * @returns {{ name: string, version: string, path: string }[]} by name; `path` is the folder, from the project's root
 */
export function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))
  const { dependencies, devDependencies } = packages['']
  const imported = importedPackages(inRoot('src'))
  const built = Object.keys(devDependencies).filter((name) => name === 'electron' || imported.has(name))
  const shipped = new Map()
  const waiting = [...Object.keys(dependencies), ...built].map((name) => ({ name, from: '' }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const path = resolved(packages, next.name, next.from)
    // What is for another machine only is not in the lock, or has its own file for each.
    if (path === null || shipped.has(path) || packages[path].os || packages[path].optional) continue
    shipped.set(path, { name: next.name, version: packages[path].version, path })
    // What brings Electron here is not shipped with it.
    if (next.name === 'electron') continue
    for (const name of Object.keys(packages[path].dependencies ?? {})) waiting.push({ name, from: path })
  }
  // The bundler takes in what is only optional, too, where it is there.
  for (const path of bundledPackages()) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    shipped.set(path, { name, version: packages[path].version, path })
  }
  return [...shipped.values()].toSorted((a, b) => compare(a.name, b.name) || compare(a.version, b.version))
}

/** The folders of the packages that the bundles are made of, as the build has written them down. */
function bundledPackages() {
  const folder = inRoot('out', 'packages')
  if (!existsSync(folder)) throw new Impossible('Nothing was built yet: npm run build first.')
  return readdirSync(folder).flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
}

function compare(a, b) {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** As Node looks for it: beside the one who asks, and then further up. */
function resolved(packages, name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules') - 1))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (packages[path]) return path
    if (folder === '') return null
  }
}

/** The names of packages that the sources import, tests apart. */
function importedPackages(folder) {
  const names = new Set()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|tsx|css)$/.test(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue
    const source = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    for (const [, name] of source.matchAll(/(?:from|import)\s*\(?\s*['"]((?:@[\w-]+\/)?[a-z][\w.-]*)/g)) names.add(name)
  }
  return names
}
