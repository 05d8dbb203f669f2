import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, normalizePath, type Plugin } from 'vite'

const root = resolve(import.meta.dirname, '..')
const sources = normalizePath(join(root, 'src/'))
const programModule = normalizePath(join(root, 'tests/program.ts'))
/** A folder in it is as deep as `src/headless`: what is looked for from there is found from here. */
const built = join(root, 'out')
const PREFIX = 'program-'
const DAY_MS = 86_400_000

/** What is started again and again: the command line, and the threads of a monitor. */
const input = {
  headless: join(root, 'src/headless/index.ts'),
  'planning-thread': join(root, 'src/monitor/storage/sqlite/planning-thread.ts'),
  'backup-thread': join(root, 'src/monitor/storage/sqlite/backup-thread.ts'),
  'audit-thread': join(root, 'src/monitor/events/audit-thread.ts'),
}

const threadScript = /threadScript\('([\w-]+)', import\.meta\.url\)/g

/**
 * Lets tests start servers and threads from a bundle: Node reads a few files then instead of hundreds, in half the time. It is
 * made of the sources as they are, once for each run of Vitest, as soon as a test needs it. With BATCHDECK_FROM_SOURCES there is
 * none: what is changed while Vitest runs is then seen in threads and processes, too.
 */
export function bundledProgram(): Plugin | null {
  if (process.env['BATCHDECK_FROM_SOURCES']) return null
  return {
    name: 'bundled-program',
    enforce: 'pre',
    // Vitest keeps what was made of a module from run to run; in these stands where the bundle of that run was.
    configureVitest({ defineCacheKeyGenerator }) {
      defineCacheKeyGenerator(({ id, sourceCode }) =>
        id === programModule || (id.startsWith(sources) && sourceCode.search(threadScript) >= 0) ? false : undefined,
      )
    },
    async load(id) {
      if (id !== programModule) return null
      return `export const programFile = ${JSON.stringify(join(await folder(), 'headless.js'))}`
    },
    async transform(code, id) {
      if (!id.startsWith(sources) || code.search(threadScript) < 0) return null
      // What is started beside a bundle is one, too.
      const beside = pathToFileURL(join(await folder(), 'headless.js')).href
      const bundled = code.replaceAll(threadScript, (_, name: string) => {
        if (!(name in input)) throw new Error(`${name} is not among what tests/bundled-program.ts makes`)
        return `threadScript('${name}', ${JSON.stringify(beside)})`
      })
      return { code: bundled, map: null }
    },
  }
}

/** All projects of a run share one. */
let made: Promise<string> | undefined

function folder(): Promise<string> {
  return (made ??= bundle())
}

/** @returns a folder that is named by what is in it: where nothing has changed Node knows the files already */
async function bundle(): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      write: false,
      minify: false,
      rolldownOptions: {
        input,
        external: ['better-sqlite3'],
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  })
  if (!('output' in result)) throw new Error('The program was not built as one.')
  const files = result.output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code] as const] : []))
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.join('\n'))
  const place = join(built, PREFIX + hash.digest('hex').slice(0, 16))
  if (existsSync(place)) utimesSync(place, new Date(), new Date())
  else write(place, files)
  forgetOld()
  return place
}

/** Whole or not at all: another run may be looking for the same. */
function write(place: string, files: readonly (readonly [name: string, code: string])[]): void {
  const unfinished = `${place}-${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  for (const [name, code] of files) writeFileSync(join(unfinished, name), code)
  try {
    renameSync(unfinished, place)
  } catch {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

function forgetOld(): void {
  for (const name of readdirSync(built)) {
    if (!name.startsWith(PREFIX)) continue
    const place = join(built, name)
    // Another run may have given it its name meanwhile.
    const writtenAt = statSync(place, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
    if (Date.now() - writtenAt > DAY_MS) rmSync(place, { recursive: true, force: true })
  }
}
