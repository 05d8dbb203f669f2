import Database from 'better-sqlite3'
import { execSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, createReadStream, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { diskTrouble, DownloadError } from './download-error.mjs'
import { DownloadRefusal } from './download-refusal.mjs'
import { downloads, electronBinary, electronVersion } from './electron.mjs'
import { finished, inRoot } from './project.mjs'
import { downloadInto, downloadProgress, removeDownload } from './resumed-download.mjs'

// A process of its own, on Node 24: it goes on beside a server that is started meanwhile, and ends with who started it.
// What it has to say goes there by messages: progress, trouble, unpacking, failed.

const patience = Number(process.argv[2])
const lockFile = 'lock.db'
const requireElectron = createRequire(inRoot('node_modules', 'electron', 'install.js'))

let unpacking

/** Done when it is on its way. */
function tell(message) {
  return new Promise((done) => {
    if (process.connected) process.send(message, done)
    else done()
  })
}

function endWith(code) {
  unpacking?.kill()
  process.exit(code)
}
process.once('disconnect', () => endWith(1))
// That is no reason to stay.
process.channel?.unref()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => endWith(128 + constants.signals[signal]))

try {
  const turn = await takeTurn()
  if (!electronBinary()) {
    forgetOthers()
    await fill()
    await tell({ type: 'unpacking' })
    await unpack()
    forgetOthers()
  }
  turn.close()
} catch (error) {
  const { message, help } =
    diskTrouble(error, downloads) ?? (error instanceof DownloadError ? error : unexpected(error))
  await tell({ type: 'failed', reason: message, help })
  process.exitCode = 1
}

function unexpected(error) {
  if (error.code === 'ERR_INVALID_URL') {
    return new DownloadError('its address is none', { help: 'Check ELECTRON_MIRROR: it is the address of a mirror.' })
  }
  return new DownloadError(String(error.message).split('\n')[0])
}

/** Two that start at the same time download it once: the second waits here. The system lets go of the lock of who ends. */
async function takeTurn() {
  mkdirSync(downloads, { recursive: true })
  const lock = new Database(join(downloads, lockFile), { timeout: 0 })
  for (;;) {
    try {
      lock.exec('BEGIN EXCLUSIVE')
      return lock
    } catch (error) {
      if (error.code !== 'SQLITE_BUSY') throw error
    }
    const progress = readdirSync(downloads)
      .filter((name) => name.endsWith('.part'))
      .map((name) => downloadProgress(join(downloads, name)))
      .find(Boolean)
    if (progress) await tell({ type: 'progress', ...progress })
    await pause(500)
  }
}

/** Puts the file into the cache in which Electron's own install.js looks for it. */
async function fill() {
  const { downloadArtifact } = requireElectron('@electron/get')
  // As install.js asks for it.
  const env = process.env
  const areRemote = env.electron_use_remote_checksums || env.npm_config_electron_use_remote_checksums
  const checksums = areRemote ? undefined : requireElectron('./checksums.json')
  await downloadArtifact({
    version: electronVersion(),
    artifactName: 'electron',
    force: env.force_no_cache === 'true',
    cacheRoot: env.electron_config_cache,
    checksums,
    platform: env.ELECTRON_INSTALL_PLATFORM || env.npm_config_platform || process.platform,
    arch: architecture(),
    tempDirectory: downloads,
    downloader: { download: (url, file) => downloadChecked(url, file, checksums) },
  })
}

/** Under Rosetta x64 is asked for where arm64 is meant. */
function architecture() {
  const env = process.env
  const arch = env.ELECTRON_INSTALL_ARCH || env.npm_config_arch || process.arch
  if (process.platform !== 'darwin' || arch !== 'x64' || env.npm_config_arch !== undefined) return arch
  try {
    return execSync('sysctl -in sysctl.proc_translated').toString().trim() === '1' ? 'arm64' : arch
  } catch {
    return arch
  }
}

/** What is downloaded stays here until it is unpacked, too: a cache that cannot be written costs no second download. */
async function downloadChecked(url, file, checksums) {
  const name = basename(file)
  const part = join(downloads, `${name}.part`)
  const expected = checksums?.[name]
  if (checksums && !expected) throw new DownloadError(`there is no ${name} that could be checked`)
  const refusal = new DownloadRefusal(join(downloads, `${name}.refused`), url)
  refusal.check()
  try {
    await downloadTwice(url, part, expected)
  } catch (error) {
    if (error.isLasting) refusal.note(error)
    throw error
  }
  try {
    linkSync(part, file)
  } catch {
    copyFileSync(part, file)
  }
}

/** A second time, from the start, where the first was damaged on its way. */
async function downloadTwice(url, part, expected) {
  for (const isLast of [false, true]) {
    await downloadInto(part, url, {
      patience,
      onProgress: (received, total) => void tell({ type: 'progress', received, total }),
      onTrouble: (reason) => void tell({ type: 'trouble', reason }),
    })
    if (!expected || (await sha256(part)) === expected) return
    removeDownload(part)
    const { host } = new URL(url)
    if (isLast) {
      throw new DownloadError(`what ${host} gives is not Electron ${electronVersion()}: its SHA-256 differs`, {
        help: 'Set ELECTRON_MIRROR to another source. What was downloaded is deleted.',
        isLasting: true,
      })
    }
    await tell({
      type: 'damaged',
      reason: `what ${host} gave has another SHA-256 than it should: once more from the start`,
    })
  }
}

async function sha256(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function unpack() {
  // It is in the cache now, checked: install.js shall take it from there.
  const env = { ...process.env, force_no_cache: '' }
  unpacking = spawn(process.execPath, [inRoot('node_modules', 'electron', 'install.js')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  unpacking.stderr.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-4096)))
  const code = await finished(unpacking)
  if (code === 0 && electronBinary()) return
  const disk = /\b(ENOSPC|EDQUOT|EACCES|EPERM|EROFS)\b/.exec(output)?.[1]
  const place = inRoot('node_modules', 'electron')
  throw (
    diskTrouble({ code: disk }, place) ??
    new DownloadError(
      `Electron could not be unpacked: ${output.trim().split('\n')[0] || `install.js ended with ${code}`}`,
    )
  )
}

/** Leaves nothing of other versions, of what was cut short, and of what is unpacked. */
function forgetOthers() {
  const isUnpacked = electronBinary() !== null
  for (const name of readdirSync(downloads)) {
    const isOurs = name.startsWith(`electron-v${electronVersion()}-`) && !isUnpacked
    if (!isOurs && !name.startsWith(lockFile)) rmSync(join(downloads, name), { recursive: true, force: true })
  }
}
