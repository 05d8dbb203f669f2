import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '../..')
const sources = join(root, 'clients/python')
const cache = join(root, 'node_modules/.cache/python-package')
/** What the package is made of: nothing else changes it. */
const parts = ['pyproject.toml', 'README.md', 'src']

/** The Python that tests use. */
export const python = process.env['BATCHDECK_PYTHON'] ?? '/usr/bin/python3'

/** `clients/python`, built and installed as users have it. */
export interface PythonPackage {
  readonly wheel: string
  readonly sdist: string
  /** A folder with what the wheel installs: what `PYTHONPATH` is set to. */
  readonly site: string
}

let made: Promise<PythonPackage> | undefined

/** Built once for what the sources are now, and shared by all tests. @throws with the output where it cannot be built */
export function pythonPackage(): Promise<PythonPackage> {
  return (made ??= packaged())
}

async function packaged(): Promise<PythonPackage> {
  const place = join(cache, contentHash())
  if (!existsSync(place)) await build(place)
  const built = (ending: string): string => {
    const name = readdirSync(place).find((each) => each.endsWith(ending))
    if (name === undefined) throw new Error(`${place} has no ${ending}`)
    return join(place, name)
  }
  return { wheel: built('.whl'), sdist: built('.tar.gz'), site: join(place, 'site') }
}

/** Whole or not at all: another worker may be building the same. */
async function build(place: string): Promise<void> {
  // Building writes beside the sources.
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-python-'))
  try {
    for (const part of parts) cpSync(join(sources, part), join(folder, part), { recursive: true, filter: isSource })
    const out = join(folder, 'out')
    await run('-m', 'build', '--no-isolation', '--outdir', out, folder)
    const wheel = readdirSync(out).find((name) => name.endsWith('.whl'))
    if (wheel === undefined) throw new Error('no wheel was built')
    const quiet = ['--quiet', '--disable-pip-version-check']
    await run(
      '-m',
      'pip',
      'install',
      ...quiet,
      '--no-deps',
      '--no-index',
      '--target',
      join(out, 'site'),
      join(out, wheel),
    )
    mkdirSync(cache, { recursive: true })
    const unfinished = `${place}-${process.pid}`
    cpSync(out, unfinished, { recursive: true })
    try {
      renameSync(unfinished, place)
    } catch {
      rmSync(unfinished, { recursive: true, force: true })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function run(...args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(python, args, { env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' } })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${python} ${args.slice(0, 2).join(' ')} failed:\n${stdout}${stderr}`, { cause: error })
  }
}

function contentHash(): string {
  const hash = createHash('sha256')
  for (const part of parts) {
    const path = join(sources, part)
    const files = part === 'src' ? readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted() : ['']
    for (const file of files.map((name) => join(path, name)).filter(isFile)) {
      hash.update(`${relative(sources, file)}\n`).update(readFileSync(file))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

function isSource(path: string): boolean {
  return !/__pycache__|\.egg-info|\.pyc$/.test(path)
}

function isFile(path: string): boolean {
  return isSource(path) && /\.(py|toml|md|typed)$/.test(path)
}
