import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import type { ManualGroup, ManualLanguage } from '../src/manual/page.ts'

/** A markdown file that becomes a page. */
export interface ManualSource {
  /** From the project's root, with `/`. */
  readonly path: string
  readonly id: string
  readonly language: ManualLanguage
  readonly group: ManualGroup
}

/** Every markdown file that is a page; whatever else is in `docs` and `clients` follows from its name. */
const patterns = ['*.md', 'docs/*.md', 'docs/*/README*.md', 'clients/*/README*.md', 'bench/results.md']

/** Names of pages that their files do not say. */
const ids: Readonly<Record<string, string>> = {
  README: 'index',
  'bench/results': 'benchmarks',
  'clients/python/README': 'python',
  'clients/typescript/README': 'typescript',
}

/** The pages of each group, in reading order. What stands in none is in the last one of `docs`, by name. */
const order: Readonly<Record<ManualGroup, readonly string[]>> = {
  start: ['index', 'operating', 'from-spring-vue', 'faq'],
  operate: [
    'console',
    'desktop',
    'packages',
    'lists',
    'sources',
    'alerts',
    'channels',
    'access',
    'cli',
    'settings',
    'backup',
    'reverse-proxy',
    'monitoring',
  ],
  connect: ['clients', 'python', 'typescript', 'protocol', 'http-api'],
  understand: ['performance', 'reliability', 'threat-model', 'benchmarks'],
  develop: ['architecture', 'contributing', 'security', 'changelog'],
}

/** The documents that are pages, in reading order. */
export function manualSources(root: string): readonly ManualSource[] {
  const rank = new Map(
    Object.entries(order).flatMap(([group, names], place) =>
      names.map((id, i) => [id, { group: group as ManualGroup, rank: place * 1000 + i }] as const),
    ),
  )
  const unknown = { group: 'understand' as const, rank: 3999 }
  return globSync(patterns, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => existsSync(join(root, file)))
    .map((path) => {
      const language = path.endsWith('.zh.md') ? ('zh' as const) : ('en' as const)
      const id = idOf(path.replace(/(\.zh)?\.md$/, ''))
      return { path, id, language, ...(rank.get(id) ?? unknown) }
    })
    .toSorted((a, b) => a.rank - b.rank || a.id.localeCompare(b.id) || a.language.localeCompare(b.language))
    .map(({ path, id, language, group }) => ({ path, id, language, group }))
}

/** `docs/PROTOCOL` is `protocol`, `docs/monitoring/README` is `monitoring`. */
function idOf(name: string): string {
  const known = ids[name]
  if (known !== undefined) return known
  const parts = name.split('/').filter((part) => part !== 'README')
  return (parts.at(-1) ?? name).toLowerCase()
}
