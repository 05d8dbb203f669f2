'use strict'
// What reads files reads them in archives, too, as with Electron's `fs`. What writes does not: the system refuses it.
const fs = require('node:fs')
const { syncBuiltinESMExports } = require('node:module')
const os = require('node:os')
const path = require('node:path')
const { contentOf, lookUp, original } = require('./asar-archive.cjs')

let copies = null
const copied = new Map()

/** Where the system finds a file of an archive: beside it, or a copy until the process ends. */
function onDisk(place) {
  if (place.entry.unpacked) return path.join(`${place.archive}.unpacked`, place.inner)
  const known = copied.get(place.path)
  if (known) return known
  if (copies === null) {
    copies = original.mkdtempSync(path.join(os.tmpdir(), 'standin-asar-'))
    process.on('exit', () => original.rmSync(copies, { recursive: true, force: true }))
  }
  const copy = path.join(copies, `${copied.size}-${path.basename(place.inner)}`)
  original.writeFileSync(copy, contentOf(place), { mode: 0o500 })
  copied.set(place.path, copy)
  return copy
}

function failure(code, syscall, place) {
  const message = `${code}: ${code === 'ENOENT' ? 'not found in archive' : 'not possible in an archive'}, ${syscall} '${place.path}'`
  return Object.assign(new Error(message), { code, errno: -os.constants.errno[code], syscall, path: place.path })
}

function assertFile(place, syscall) {
  if (!place.entry) throw failure('ENOENT', syscall, place)
  if (place.entry.files) throw failure('EISDIR', syscall, place)
}

function encodingOf(options) {
  return typeof options === 'string' ? options : options?.encoding
}

function statOf(place, options) {
  if (!place.entry) {
    if (options?.throwIfNoEntry === false) return undefined
    throw failure('ENOENT', 'stat', place)
  }
  const stats = original.statSync(place.archive, options?.bigint ? { bigint: true } : {})
  const { S_IFDIR, S_IFREG } = fs.constants
  const mode = place.entry.files ? S_IFDIR | 0o555 : S_IFREG | (place.entry.executable ? 0o555 : 0o444)
  const number = options?.bigint ? BigInt : Number
  return Object.assign(stats, { mode: number(mode), size: number(place.entry.size ?? 0) })
}

function namesIn(place, options) {
  if (!place.entry) throw failure('ENOENT', 'scandir', place)
  if (!place.entry.files) throw failure('ENOTDIR', 'scandir', place)
  if (options?.recursive) throw failure('ENOSYS', 'scandir', place)
  const entries = Object.entries(place.entry.files)
  if (!options?.withFileTypes) return entries.map(([name]) => name)
  const { UV_DIRENT_DIR, UV_DIRENT_FILE, UV_DIRENT_LINK } = fs.constants
  const type = ({ files, link }) => (link !== undefined ? UV_DIRENT_LINK : files ? UV_DIRENT_DIR : UV_DIRENT_FILE)
  return entries.map(([name, entry]) => new fs.Dirent(name, type(entry), place.path))
}

function openable(place, flags = 'r') {
  assertFile(place, 'open')
  if (flags !== 'r' && flags !== fs.constants.O_RDONLY) throw failure('EROFS', 'open', place)
  return onDisk(place)
}

/** Each as its synchronous form; the others follow from it. */
const reading = {
  readFile(place, options) {
    assertFile(place, 'open')
    const content = contentOf(place)
    const encoding = encodingOf(options)
    return encoding && encoding !== 'buffer' ? content.toString(encoding) : content
  },
  stat: statOf,
  lstat: statOf,
  readdir: namesIn,
  access(place, mode = fs.constants.F_OK) {
    if (!place.entry) throw failure('ENOENT', 'access', place)
    if (mode & fs.constants.W_OK) throw failure('EACCES', 'access', place)
  },
  realpath(place) {
    if (!place.entry) throw failure('ENOENT', 'realpath', place)
    return path.join(original.realpathSync(place.archive), place.inner)
  },
  open: (place, flags, ...rest) => original.openSync(openable(place, flags), 'r', ...rest),
  copyFile(place, target, ...rest) {
    assertFile(place, 'copyfile')
    original.copyFileSync(onDisk(place), target, ...rest)
  },
}

for (const [name, read] of Object.entries(reading)) {
  const [sync, usual, promised] = [original[`${name}Sync`], original[name], original.promises[name]]
  fs[`${name}Sync`] = (given, ...args) => {
    const place = lookUp(given)
    return place ? read(place, ...args) : sync(given, ...args)
  }
  fs[name] = (given, ...args) => {
    const place = lookUp(given)
    if (!place) return usual(given, ...args)
    const done = args.pop()
    try {
      const result = read(place, ...args)
      process.nextTick(done, null, result)
    } catch (error) {
      process.nextTick(done, error)
    }
  }
  fs.promises[name] = async (given, ...args) => {
    const place = lookUp(given)
    return place ? read(place, ...args) : promised(given, ...args)
  }
}
fs.promises.open = async (given, flags, ...rest) => {
  const place = lookUp(given)
  return original.promises.open(place ? openable(place, flags) : given, flags, ...rest)
}
for (const realpath of [fs.realpath, fs.realpathSync]) {
  const { native } = realpath === fs.realpath ? original.realpath : original.realpathSync
  realpath.native = (given, ...args) => (lookUp(given) ? realpath(given, ...args) : native(given, ...args))
}
fs.existsSync = (given) => {
  const place = lookUp(given)
  return place ? place.entry !== null : original.existsSync(given)
}
syncBuiltinESMExports()

module.exports = { onDisk }
