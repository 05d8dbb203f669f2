import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { nodeRuntime } from './node-runtime.mjs'
import { finished, inRoot, onPath } from './project.mjs'

const longestWait = 20_000
const retryAfter = 24 * 3_600_000

/** Whether windows can be shown here. */
function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** The Electron binary, found by reading files only (asking the package for it would start a download), or null. */
function electronBinary() {
  try {
    const { version } = JSON.parse(readFileSync(inRoot('node_modules', 'electron', 'package.json'), 'utf8'))
    const dist = inRoot('node_modules', 'electron', 'dist')
    if (readFileSync(`${dist}/version`, 'utf8').trim().replace(/^v/, '') !== version) return null
    const binary = `${dist}/${readFileSync(inRoot('node_modules', 'electron', 'path.txt'), 'utf8').trim()}`
    return existsSync(binary) ? binary : null
  } catch {
    return null
  }
}

/**
 * The Electron binary, downloaded where it is missing, or why there is no desktop app. A download that takes longer
 * than 20 s goes on beside what is started instead; one that did not succeed is not tried again for a day.
 * @returns {Promise<{ binary: string } | { reason: string, download?: import('node:child_process').ChildProcess }>}
 */
export async function obtainDesktop() {
  if (!hasDisplay()) return { reason: 'there is no display' }
  if (process.platform === 'linux' && process.getuid?.() === 0) return { reason: 'Electron does not run as root' }
  const present = electronBinary()
  if (present) return { binary: present }
  const mark = failureMark()
  const failedAt = statSync(mark, { throwIfNoEntry: false })?.mtimeMs
  if (failedAt !== undefined && Date.now() - failedAt < retryAfter) {
    return { reason: 'the Electron binary could not be downloaded in the last 24 hours' }
  }
  return await download(mark)
}

async function download(mark) {
  console.log('Downloading the Electron binary…')
  // Set before and taken away after success: a download that hangs or is cut short counts as failed.
  mkdirSync(inRoot('node_modules', '.cache'), { recursive: true })
  writeFileSync(mark, '')
  const child = spawn(nodeRuntime(), [inRoot('node_modules', 'electron', 'install.js')], { stdio: 'ignore' })
  const end = finished(child).then((code) => {
    if (code === 0) rmSync(mark, { force: true })
    return code
  })
  let timer
  const wait = new Promise((done) => {
    timer = setTimeout(() => done('slow'), longestWait)
  })
  const code = await Promise.race([end, wait])
  clearTimeout(timer)
  const binary = electronBinary()
  if (binary) return { binary }
  if (code !== 'slow') return { reason: 'the Electron binary could not be downloaded' }
  return { reason: 'the Electron binary is still being downloaded', download: child }
}

/** One for each version: an upgrade is tried at once. */
function failureMark() {
  const { version } = JSON.parse(readFileSync(inRoot('node_modules', 'electron', 'package.json'), 'utf8'))
  return inRoot('node_modules', '.cache', `electron-${version}-unavailable`)
}

/** Opens a page in the person's browser, where there is one and a display; quiet where not. */
export function openBrowser(url) {
  if (!hasDisplay()) return
  const [command, ...args] =
    process.platform === 'win32'
      ? ['cmd', '/c', 'start', '""', url]
      : [process.platform === 'darwin' ? 'open' : onPath('xdg-open'), url]
  if (!command) return
  const browser = spawn(command, args, { stdio: 'ignore', detached: true })
  browser.once('error', () => {})
  browser.unref()
}
