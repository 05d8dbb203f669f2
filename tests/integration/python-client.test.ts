import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../docs.ts'
import { programFile } from '../program.ts'
import { python, type PythonPackage, pythonPackage } from './python-package.ts'

const client = resolve(root, 'clients/python')
/** Files of stories, each with the rules that it proves. */
const stories = readdirSync(join(client, 'tests'))
  .filter((name) => /^test_.*\.py$/.test(name))
  .map((name) => [name, rulesIn(readFileSync(join(client, 'tests', name), 'utf8'))] as const)
const MINUTES_MS = 240_000

/** Nothing of the sources is beside it: what is tested is what the wheel installs. */
let folder: string
let installed: PythonPackage
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-client-'))
  installed = await pythonPackage()
}, MINUTES_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// They mostly wait, each for a monitor of its own.
describe.concurrent('the Python client, as its wheel installs it', () => {
  it.each(stories)(
    '%s %s',
    async (name) => {
      const { code, output } = await run('pytest', '-q', '-p', 'no:cacheprovider', join(client, 'tests', name))
      expect(code, output).toBe(0)
    },
    MINUTES_MS,
  )

  it('brings its types and the module of deployed scripts, as a wheel and as an archive of sources', () => {
    const { site, wheel, sdist } = installed
    for (const file of ['batchdeck/py.typed', 'batchdeck/testing.py', 'monitor_websocket.py'])
      expect(existsSync(join(site, file)), file).toBe(true)
    expect([wheel, sdist].map((path) => basename(path))).toEqual([
      expect.stringMatching(/^batchdeck-[\d.]+-py3-none-any\.whl$/),
      expect.stringMatching(/^batchdeck-[\d.]+\.tar\.gz$/),
    ])
  })

  it(
    'is typed, down to what it does inside',
    async () => {
      const config = ['--config-file', join(client, 'pyproject.toml'), '--cache-dir', join(folder, 'mypy')]
      const { code, output } = await run('mypy', ...config, '-p', 'batchdeck', '-m', 'monitor_websocket')
      expect(code, output).toBe(0)
    },
    MINUTES_MS,
  )
})

function rulesIn(text: string): string {
  return [...new Set(text.match(/\[[A-Z]{2,3}-\d+\]/g))].toSorted().join(' ')
}

function run(module: string, ...args: readonly string[]): Promise<{ code: number; output: string }> {
  const env = {
    ...process.env,
    PYTHONPATH: installed.site,
    MYPYPATH: installed.site,
    PYTHONDONTWRITEBYTECODE: '1',
    BATCHDECK_SERVE: `"${process.execPath}" "${programFile}" serve`,
    BATCHDECK_VECTORS: resolve(root, 'docs/slot-vectors.json'),
    BATCHDECK_README: join(client, 'README.md'),
  }
  return new Promise((done) => {
    execFile(python, ['-m', module, ...args], { cwd: folder, env, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      // Who cannot be started has no code.
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      done({ code, output: `${stdout}${stderr}${code === -1 ? error?.message : ''}` })
    })
  })
}
