'use strict'
// CommonJS, because Playwright asks the running process for `require('electron')`, which only such an entry has.
const fs = require('node:fs')
const { createRequire, registerHooks } = require('node:module')
const path = require('node:path')
const { pathToFileURL } = require('node:url')

const api = pathToFileURL(path.join(__dirname, 'api.ts')).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: api, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
})

const switches = new Map()
const required = []
let entry
for (let args = process.argv.slice(2); args.length > 0;) {
  const arg = args.shift()
  if (arg === '-r') required.push(args.shift())
  else if (arg.startsWith('--')) {
    const [name, ...value] = arg.slice(2).split('=')
    switches.set(name, value.join('='))
  } else entry ??= arg
}

const executable = path.resolve(process.env.STANDIN_EXECUTABLE ?? process.argv[1])
delete process.env.STANDIN_EXECUTABLE
// As the app knows it: without what the executable is made of here.
process.execPath = executable
process.argv = [executable, ...process.argv.slice(2)]

// Without an argument it is the app that lies beside the executable, as in a package.
const beside = path.join(path.dirname(executable), 'resources', 'app.asar')
const given = path.resolve(entry ?? (fs.existsSync(beside) ? beside : '.'))
const isPackaged = path.extname(given) === '.asar'
Object.defineProperty(process, 'resourcesPath', { value: path.dirname(isPackaged ? given : beside), enumerable: true })
// From here on `fs` takes an archive for a folder.
if (isPackaged) require('./asar-modules.cjs')
const root = fs.statSync(given).isDirectory() ? given : path.dirname(given)
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
const main = root === given ? path.resolve(root, manifest.main) : given
Object.defineProperty(process, 'type', { value: 'browser' })
globalThis.standin = { switches, root, manifest, isPackaged, archives: require('./asar-archive.cjs') }

if (switches.has('inspect')) require('node:inspector').open(Number(switches.get('inspect') || 9229), '127.0.0.1')
const { app } = require('electron')
for (const file of required) createRequire(main)(path.resolve(file))

import(pathToFileURL(main).href).then(
  () => app.start(),
  (error) => {
    console.error('The app failed while it was loaded:', error)
    process.exit(1)
  },
)
