import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { aptHas, aptInstall, canApt } from './apt.mjs'
import { nodeRuntime } from './node-runtime.mjs'
import { Impossible, inRoot, onPath, run, works } from './project.mjs'

/** Chromium without a window of its own: the tests cost a quarter less in it. */
const SHELL = 'chromium-headless-shell'

/**
 * A Chromium for the end-to-end tests, installed where there is none, with a font for Chinese where apt can provide it.
 * @returns {Promise<string>} its path
 * @throws {Impossible} where none can be had
 */
export async function provideBrowser() {
  const wanted = []
  if (!installedBrowser()) wanted.push(canApt() && (await aptHas(SHELL)) ? SHELL : 'chromium')
  if (!hasChineseFont()) wanted.push('fonts-noto-cjk')
  if (wanted.length > 0 && canApt()) await aptInstall(wanted)
  const browser = installedBrowser() ?? (await downloadBrowser())
  if (browser) return browser
  throw new Impossible('There is no Chrome or Chromium and none could be installed; install one and try again.')
}

function installedBrowser() {
  const { env } = process
  const candidates = [
    env.BATCHDECK_CHROMIUM,
    onPath(SHELL),
    onPath(
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
      'chrome',
      'microsoft-edge',
      'msedge',
    ),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...[env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].flatMap((folder) =>
      folder
        ? [`${folder}\\Google\\Chrome\\Application\\chrome.exe`, `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`]
        : [],
    ),
    playwrightBrowser(),
  ]
  return candidates.find((file) => file && existsSync(file) && runs(file)) ?? null
}

/** Ubuntu's package is a stub that only asks for a snap; `--version` on Windows would open a window. */
function runs(file) {
  return process.platform === 'win32' || works(file, ['--version'])
}

function playwrightBrowser() {
  try {
    return createRequire(import.meta.url)('playwright-core').chromium.executablePath()
  } catch {
    return null
  }
}

async function downloadBrowser() {
  const cli = inRoot('node_modules', 'playwright-core', 'cli.js')
  await run(nodeRuntime(), [cli, 'install', ...(canApt() ? ['--with-deps'] : []), 'chromium'])
  const file = playwrightBrowser()
  return file && existsSync(file) ? file : null
}

function hasChineseFont() {
  return process.platform !== 'linux' || existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc')
}
