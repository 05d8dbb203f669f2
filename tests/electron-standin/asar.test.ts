import { createPackageWithOptions } from '@electron/asar'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-asar-'))
const [plain, archive] = [join(folder, 'plain'), join(folder, 'app.asar')]

/** What reads a tree of files in every way there is, from wherever it is. */
const reader = `
import fs, { readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import dependency from 'dependency'
import part from 'dependency/part'
import { value } from './lib/value.mjs'
import data from './data.json' with { type: 'json' }

const here = import.meta.dirname
const at = (name) => join(here, name)
const code = async (action) => {
  try {
    return await action()
  } catch (error) {
    return error.code
  }
}
const kind = (stats) => [stats.isFile(), stats.isDirectory(), stats.isFile() ? stats.size : 0]
const require = createRequire(import.meta.url)
const worker = new Worker(at('worker.js'))
const fromWorker = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
const open = async () => {
  await using file = await fs.promises.open(at('text.txt'))
  return file.readFile('utf8')
}
console.log(JSON.stringify([
  readFileSync(at('text.txt'), 'utf8'),
  readFileSync(at('text.txt')).length,
  await readFile(new URL('text.txt', import.meta.url), 'latin1'),
  await promisify(fs.readFile)(at('lib/value.mjs'), { encoding: 'utf8' }),
  await text(fs.createReadStream(at('text.txt'))),
  await open(),
  kind(fs.statSync(here)),
  kind(await stat(at('text.txt'))),
  kind(await promisify(fs.lstat)(at('lib'))),
  fs.readdirSync(here).toSorted(),
  fs.readdirSync(at('lib'), { withFileTypes: true }).map((entry) => [entry.name, entry.isFile()]),
  [fs.existsSync(at('text.txt')), fs.existsSync(at('nothing')), fs.existsSync(at('lib/value.mjs/under'))],
  fs.statSync(at('nothing'), { throwIfNoEntry: false }) ?? 'undefined',
  await code(() => readFileSync(at('nothing'))),
  await code(() => readFile(at('lib'))),
  await code(() => fs.promises.access(at('nothing'))),
  await code(() => fs.readdirSync(at('text.txt'))),
  fs.realpathSync(at('text.txt')) === at('text.txt'),
  readFileSync(at('linked.txt'), 'utf8'),
  [dependency, part, value, data.answer, require('./lib/common.cjs'), require('./lib')],
  fromWorker,
]))
`

beforeAll(async () => {
  const files = {
    'package.json': '{ "name": "tree", "type": "module" }',
    'reader.js': reader,
    'worker.js': `import { parentPort } from 'node:worker_threads'
import { readFileSync } from 'node:fs'
import { value } from './lib/value.mjs'
parentPort.postMessage([value, readFileSync(new URL('text.txt', import.meta.url), 'utf8')])`,
    'text.txt': 'a text, ü\n',
    'data.json': '{ "answer": 42 }',
    'lib/value.mjs': 'export const value = 7',
    'lib/common.cjs': "module.exports = require('dependency').name",
    'lib/index.json': '{}',
    'lib/package.json': '{ "type": "commonjs" }',
    'lib/index.js': 'module.exports = __filename.endsWith("index.js")',
    'node_modules/dependency/package.json': JSON.stringify({
      name: 'dependency',
      exports: { '.': { import: './main.mjs', default: './main.cjs' }, './part': './part.cjs' },
    }),
    'node_modules/dependency/main.mjs': "export default 'imported'",
    'node_modules/dependency/main.cjs': "module.exports = { name: 'required' }",
    'node_modules/dependency/part.cjs': "module.exports = require('./main.cjs')",
    'beside.dat': 'unpacked',
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(plain, name, '..'), { recursive: true })
    writeFileSync(join(plain, name), content)
  }
  symlinkSync('text.txt', join(plain, 'linked.txt'))
  await createPackageWithOptions(plain, archive, { unpack: '*.dat' })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(args: readonly string[]): string {
  const more = ['--no-warnings', '--require', join(import.meta.dirname, 'asar-modules.cjs'), ...args]
  return execFileSync(process.execPath, more, { encoding: 'utf8', cwd: folder })
}

it('an archive is read as the folder it was made of, by every way of fs, import, require and workers', () => {
  const inFolder = JSON.parse(run([join(plain, 'reader.js')])) as unknown[]
  const inArchive = JSON.parse(run(['--input-type=module', '-e', `await import('${archive}/reader.js')`])) as unknown[]
  expect(inFolder).toContain('a text, ü\n')
  expect(inArchive).toEqual(inFolder)
})

it('what is unpacked is read from beside the archive, and nothing in it can be written', () => {
  const script = `
    const fs = require('node:fs')
    const code = (action) => { try { return action() } catch (error) { return error.code } }
    console.log(JSON.stringify([
      fs.readFileSync('${archive}/beside.dat', 'utf8'),
      fs.existsSync('${archive}.unpacked/beside.dat'),
      code(() => fs.writeFileSync('${archive}/text.txt', '')),
      code(() => fs.accessSync('${archive}/text.txt', fs.constants.W_OK)),
      code(() => fs.openSync('${archive}/text.txt', 'w')),
      code(() => fs.unlinkSync('${archive}/text.txt')),
    ]))`
  expect(JSON.parse(run(['-e', script]))).toEqual(['unpacked', true, 'ENOTDIR', 'EACCES', 'EROFS', 'ENOTDIR'])
})
