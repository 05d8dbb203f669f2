import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'

/**
 * Tests that look at a room beside those in it: in its neighbour, or across threads, processes and sockets. The API document
 * and the tables in `docs/` show everything that is a schema or a list.
 */
const beside: Readonly<Record<string, readonly string[]>> = {
  contract: ['tests/integration/{api-document,problems,consumer-socket}.test.ts'],
  settings: ['src/headless/*.test.ts', 'tests/integration/{api-document,settings}.test.ts'],
  monitor: [
    'tests/integration/{access-log,backups,console-feed,consumer-socket,edge-requests,guessing,history,http-api,imports,lists,metrics,observers,permissions,problems,rollout,settings,sources,source-access,target-attributes,target-edits,targets,tokens}.test.ts',
    'tests/storage-contract/*.test.ts',
  ],
  headless: ['tests/integration/headless.test.ts'],
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
  const tests = [`src/${name}/**/*.test.{ts,tsx}`, ...(beside[name] ?? [])].flatMap(inRoot)
  return { sources: sources.toSorted(), tests }
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
