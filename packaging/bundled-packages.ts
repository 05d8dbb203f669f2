import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'vite'

/**
 * `[PK-3]` Writes down which packages a bundle is made of, as their folders from the project's root, in
 * `out/packages/BUNDLE.json`: the bundler is the one who knows. THIRD-PARTY-NOTICES.txt is made of it.
 */
export function bundledPackages(root: string, bundle: string): Plugin {
  const modules = new Set<string>()
  let base = root
  return {
    name: 'bundled-packages',
    apply: 'build',
    configResolved(config) {
      base = config.root
    },
    generateBundle(_options, output) {
      for (const piece of Object.values(output)) {
        // Fonts and pictures are no modules, and named from where the pages are.
        const paths =
          piece.type === 'chunk' ? piece.moduleIds : piece.originalFileNames.map((name) => resolve(base, name))
        for (const path of paths) modules.add(path)
      }
    },
    closeBundle() {
      const folders = new Set([...modules].flatMap((path) => packageFolder(path) ?? []))
      const file = join(root, 'out', 'packages', `${bundle}.json`)
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(file, `${JSON.stringify([...folders].toSorted(), null, 2)}\n`)
    },
  }
}

/** `node_modules/a/node_modules/@scope/b` of a module in there; null of our own, and of what a tool made up. */
function packageFolder(module: string): string | null {
  // `\0/project/node_modules/name/index.js?commonjs`
  const path = module.replaceAll('\\', '/')
  const last = path.lastIndexOf('node_modules/')
  if (last < 0) return null
  const [name = ''] = /^(@[^/]+\/)?[^/]+/.exec(path.slice(last + 'node_modules/'.length)) ?? []
  return path.slice(path.indexOf('node_modules/'), last) + `node_modules/${name}`
}
