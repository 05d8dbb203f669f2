import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'

/** Integration tests that a room needs, since it has parts which only work across threads, processes or sockets. */
const crossing: Readonly<Record<string, readonly string[]>> = {
  contract: ['api-document', 'problems', 'consumer-socket'],
  monitor: [
    'access-log',
    'console-roles',
    'consumer-socket',
    'http-api',
    'metrics',
    'permissions',
    'problems',
    'settings',
  ],
  headless: ['headless'],
}

/** Words and documents are data: what is wrong with them is seen by tests of their own, or by nobody. */
const notMutated = /\.test\.tsx?$|\/i18n\/|\/texts\.ts$/

export interface Room {
  /** Paths from the root. */
  readonly sources: readonly string[]
  readonly tests: readonly string[]
}

/** The files of a room under `src` and the tests that look at it. Throws where there is no such room. */
export function roomOf(root: string, name: string): Room {
  const inRoot = (pattern: string) => globSync(pattern, { cwd: root }).map((path) => path.replaceAll('\\', '/'))
  const sources = inRoot(`src/${name}/**/*.{ts,tsx}`).filter((path) => !notMutated.test(path))
  if (sources.length === 0) throw new Error(`there is no room src/${name}`)
  const beside = inRoot(`src/${name}/**/*.test.{ts,tsx}`)
  const across = (crossing[name] ?? []).map((test) => `tests/integration/${test}.test.ts`)
  return { sources: sources.toSorted(), tests: [...beside.toSorted(), ...across] }
}

/** Which files each test loads, directly or not, by what is imported. Across processes nothing can be said: those load all. */
export function loadedBy(root: string, tests: readonly string[]): Map<string, ReadonlySet<string> | 'all'> {
  const known = new Map<string, readonly string[]>()
  const importsOf = (path: string) => {
    let imports = known.get(path)
    if (!imports) known.set(path, (imports = readImports(root, path)))
    return imports
  }
  const reach = (start: string) => {
    const reached = new Set([start])
    for (const path of reached) for (const next of importsOf(path)) reached.add(next)
    return reached
  }
  return new Map(tests.map((test) => [test, test.startsWith('tests/integration/') ? 'all' : reach(test)]))
}

function readImports(root: string, path: string): string[] {
  const { module } = parseSync(path, readFileSync(join(root, path), 'utf8'))
  const named = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map((entry) => entry.moduleRequest?.value ?? '')),
  ]
  return named
    .filter((name) => /^\..*\.tsx?$/.test(name))
    .map((name) => relative(root, resolve(root, dirname(path), name)).replaceAll('\\', '/'))
}
