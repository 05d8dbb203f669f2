'use strict'
// Code in archives: `import`, `require`, workers and native modules.
const { isBuiltin, registerHooks, syncBuiltinESMExports } = require('node:module')
const path = require('node:path')
const { fileURLToPath, pathToFileURL } = require('node:url')
const workers = require('node:worker_threads')
const { contentOf, lookUp } = require('./asar-archive.cjs')
const { onDisk } = require('./asar-fs.cjs')

const isFile = (place) => Boolean(place?.entry && !place.entry.files)

/** The path of a module in an archive, or null where Node is to look for it. */
function resolveIn(specifier, parent, conditions) {
  if (isBuiltin(specifier)) return null
  const from = parent?.startsWith('file:') ? fileURLToPath(parent) : ''
  if (specifier.startsWith('file:')) return existing(fileURLToPath(specifier), conditions)
  if (path.isAbsolute(specifier)) return existing(specifier, conditions)
  if (!lookUp(from)) return null
  if (/^\.\.?(?:\/|$)/.test(specifier)) return existing(path.resolve(path.dirname(from), specifier), conditions)
  const [name, ...rest] = specifier.split(/(?<=^@[^/]+\/[^/]+|^[^@/][^/]*)\//)
  for (let folder = path.dirname(from); ; folder = path.dirname(folder)) {
    const root = path.join(folder, 'node_modules', name)
    if (lookUp(root)?.entry) return existing(entryOf(root, rest.join('/'), conditions), conditions)
    if (!lookUp(folder)) return null
  }
}

/** Where a package says that a part of it is. */
function entryOf(root, part, conditions) {
  const manifest = JSON.parse(contentOf(lookUp(path.join(root, 'package.json'))).toString('utf8'))
  const choose = (target) => {
    if (target === undefined || typeof target === 'string') return target
    const name = Object.keys(target).find((condition) => condition === 'default' || conditions.includes(condition))
    return name === undefined ? undefined : choose(target[name])
  }
  const { exports } = manifest
  if (exports === undefined) return path.join(root, part || manifest.main || 'index.js')
  const isBySubpath = typeof exports === 'object' && Object.keys(exports).some((key) => key.startsWith('.'))
  const found = choose(isBySubpath ? exports[part ? `./${part}` : '.'] : exports)
  if (found === undefined)
    throw Object.assign(new Error(`${root} exports no ${part || 'entry'}`), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
  return path.join(root, found)
}

/** `require` does without an extension, `import` does not. */
function existing(file, conditions) {
  const more = conditions.includes('require') ? ['.js', '.json', '.node', '/index.js'] : []
  return ['', ...more].map((end) => file + end).find((candidate) => isFile(lookUp(candidate))) ?? null
}

function formatOf(file) {
  const byExtension = { '.mjs': 'module', '.cjs': 'commonjs', '.json': 'json' }[path.extname(file)]
  if (byExtension) return byExtension
  for (let folder = path.dirname(file); lookUp(folder); folder = path.dirname(folder)) {
    const manifest = lookUp(path.join(folder, 'package.json'))
    if (manifest?.entry)
      return JSON.parse(contentOf(manifest).toString('utf8')).type === 'module' ? 'module' : 'commonjs'
  }
  return 'commonjs'
}

registerHooks({
  resolve(specifier, context, next) {
    const file = resolveIn(specifier, context.parentURL, context.conditions)
    if (file === null) return next(specifier, context)
    // The system loads it, and finds it on the disk alone.
    if (path.extname(file) === '.node') return next(onDisk(lookUp(file)), context)
    return { url: pathToFileURL(file).href, format: formatOf(file), shortCircuit: true }
  },
  load(url, context, next) {
    const place = url.startsWith('file:') ? lookUp(fileURLToPath(url)) : null
    if (!isFile(place)) return next(url, context)
    return { source: contentOf(place), format: context.format ?? formatOf(place.path), shortCircuit: true }
  },
})

const dlopen = process.dlopen.bind(process)
process.dlopen = (module, file, ...rest) => {
  const place = lookUp(file)
  return dlopen(module, place?.entry ? onDisk(place) : file, ...rest)
}

/** One whose code is in an archive reads archives, too. */
workers.Worker = class extends workers.Worker {
  constructor(file, options = {}) {
    const { execArgv = process.execArgv, ...rest } = options
    super(file, lookUp(file) ? { ...rest, execArgv: [...execArgv, '--require', __filename] } : options)
  }
}
syncBuiltinESMExports()
