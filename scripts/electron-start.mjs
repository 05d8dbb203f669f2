import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { finished, root, spawnInFront } from './project.mjs'

/** What ends later than this was up, and ends for another reason. */
const startTime = 10_000
const crashes = ['SIGABRT', 'SIGBUS', 'SIGILL', 'SIGKILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP']
const loaderFailed = 127
/** Windows gives the status of a process that could not be loaded or crashed as its code. */
const leastStatus = 0xc0000000

/**
 * Runs the desktop app until it ends.
 * @param {string} binary
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number } | { reason: string, help: string }>} its exit code, or why it does not start here
 */
export async function runElectron(binary, args) {
  const startedAt = performance.now()
  let signalled = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => (signalled = true))
  const child = spawnInFront(binary, args, { cwd: root, stdio: ['inherit', 'inherit', 'pipe'] })
  let failure = null
  child.once('error', (error) => (failure = error))
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    if (performance.now() - startedAt < startTime) output = (output + text).slice(-16_384)
    if (!process.stderr.write(text) && !process.stderr.destroyed) {
      child.stderr.pause()
      process.stderr.once('drain', () => child.stderr.resume())
    }
  })
  const code = await finished(child)
  if (failure) return refusedStart(binary, failure.code)
  if (code === 0 || signalled || performance.now() - startedAt > startTime) return { code }
  const how = child.signalCode ?? code
  const isCrash = crashes.includes(how) || how === loaderFailed || how >= leastStatus
  // A shell tries to read what the system cannot run, and ends with a code of its own.
  return (isCrash ? crash(binary, output, how) : foreign(binary)) ?? { code }
}

function refusedStart(binary, code) {
  if (code === 'ENOENT' && existsSync(binary)) {
    return {
      reason: 'Electron does not run with the C library of this system',
      help: 'It needs glibc, which Alpine Linux, for example, does not have.',
    }
  }
  if (code !== 'EACCES' && code !== 'EPERM') return foreign(binary) ?? blocked(binary, code)
  if (process.platform === 'win32') return blocked(binary, code)
  if ((statSync(binary).mode & 0o111) === 0) {
    return { reason: 'the Electron binary is not executable', help: `chmod +x ${quoted(binary)} makes it so.` }
  }
  const mount = process.platform === 'linux' ? noexecMount(binary, mounts()) : null
  if (mount) {
    return {
      reason: `no program may run from ${mount}, which is mounted noexec`,
      help: 'Move the project to another file system, or unpack Electron elsewhere and name that folder in ELECTRON_OVERRIDE_DIST_PATH.',
    }
  }
  return blocked(binary, code)
}

function blocked(binary, code) {
  const who = {
    win32: 'AppLocker, Smart App Control or a virus scanner may block it',
    darwin: 'a profile or a security program may block it',
    linux: 'SELinux, AppArmor or fapolicyd may block it',
  }[process.platform]
  return {
    reason: `this system does not let Electron run (${code})`,
    help: `${who ? `${who}: ask` : 'Ask'} whoever looks after this machine to allow ${binary}.`,
  }
}

function crash(binary, output, how) {
  const libraries = missingLibraries(binary, output)
  if (libraries.length > 0) {
    return {
      reason: `Electron needs libraries that are not installed: ${libraries.join(', ')}`,
      help: 'On Debian and Ubuntu the packages libnss3, libgtk-3-0, libgbm1 and libasound2 bring them; on Fedora nss, gtk3, mesa-libgbm and alsa-lib.',
    }
  }
  const other = foreign(binary)
  if (other) return other
  if (/No usable sandbox|SUID sandbox helper|setuid_sandbox_host|Failed to move to new namespace/.test(output)) {
    const helper = quoted(join(dirname(binary), 'chrome-sandbox'))
    return {
      reason: 'this system does not let Electron make its sandbox',
      help: `Give it the helper for that: sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`,
    }
  }
  if (process.platform === 'darwin' && isQuarantined(binary)) {
    const app = binary.replace(/\.app\/.*/, '.app')
    return {
      reason: 'macOS keeps Electron in quarantine',
      help: `If you trust it, take it out: xattr -dr com.apple.quarantine ${quoted(app)}`,
    }
  }
  const text = typeof how === 'number' && how >= leastStatus ? `0x${how.toString(16).toUpperCase()}` : how
  return {
    reason: `Electron ended as it started (${text})`,
    help: `What it said stands above. To unpack it anew, delete ${dirname(binary)}.`,
  }
}

/** By name, of those that the loader did not find. */
function missingLibraries(binary, output) {
  const first = /error while loading shared libraries: ([^\s:]+): cannot open shared object file/.exec(output)?.[1]
  if (!first) return []
  // The loader names one.
  const { stdout } = spawnSync('ldd', [binary], { encoding: 'utf8', timeout: 10_000 })
  const all = Array.from((stdout ?? '').matchAll(/^\s*(\S+) => not found/gm), ([, name]) => name)
  return [...new Set([first, ...all])]
}

/** Where the binary was made for another processor. */
function foreign(binary) {
  const made = processorOf(binary)
  if (made === null || made === process.arch) return null
  return {
    reason: `the Electron binary is for ${made}, and this is ${process.arch}`,
    help: `Delete ${dirname(binary)}, see that ELECTRON_INSTALL_ARCH and npm_config_arch are not set, and start anew.`,
  }
}

const processors = new Map([
  [0x03, 'ia32'],
  [0x28, 'arm'],
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
])

/** Of an ELF file, which says it in its head; null for any other. */
function processorOf(binary) {
  const head = Buffer.alloc(20)
  const file = openSync(binary, 'r')
  try {
    readSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
  if (head.toString('latin1', 0, 4) !== '\u007fELF') return null
  return processors.get(head.readUInt16LE(18)) ?? 'another processor'
}

function isQuarantined(binary) {
  const app = binary.replace(/\.app\/.*/, '.app')
  return spawnSync('xattr', ['-p', 'com.apple.quarantine', app], { stdio: 'ignore', timeout: 5000 }).status === 0
}

function mounts() {
  try {
    return readFileSync('/proc/self/mounts', 'utf8')
  } catch {
    return ''
  }
}

/**
 * The mount point that a file is on, where programs of it may not run; otherwise null.
 * @param {string} file
 * @param {string} table as in /proc/self/mounts: device, place, type, options; the last of a place is on top
 */
export function noexecMount(file, table) {
  let place = ''
  let isForbidden = false
  for (const line of table.split('\n')) {
    const [, escaped, , options] = line.split(' ')
    if (!escaped || !options) continue
    const point = escaped.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
    const isAbove = file === point || file.startsWith(point === '/' ? '/' : `${point}/`)
    if (!isAbove || point.length < place.length) continue
    place = point
    isForbidden = options.split(',').includes('noexec')
  }
  return isForbidden ? place : null
}

/** As a shell takes it. */
function quoted(path) {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
