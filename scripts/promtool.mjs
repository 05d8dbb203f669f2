import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot, Impossible, onPath, run, works } from './project.mjs'

/** What the distribution has is unpacked, not installed: its package would start a Prometheus on whoever's machine this is. */
const folder = inRoot('node_modules/.cache/prometheus')

/**
 * promtool, which checks rules for Prometheus, from the distribution's package where there is none.
 * @returns {Promise<string>} its path
 * @throws {Impossible} where it cannot be had
 */
export async function providePromtool() {
  const found = findPromtool() ?? (await unpacked())
  if (found) return found
  throw new Impossible('There is no promtool and none could be had; install Prometheus and try again.')
}

function findPromtool() {
  const candidates = [process.env.BATCHDECK_PROMTOOL, onPath('promtool'), join(folder, 'usr/bin/promtool')]
  return candidates.find((file) => file && existsSync(file) && works(file, ['--version'])) ?? null
}

async function unpacked() {
  if (process.platform !== 'linux' || onPath('apt-get') === null || onPath('dpkg-deb') === null) return null
  mkdirSync(folder, { recursive: true })
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }
  console.log('Downloading promtool…')
  const download = () => run('apt-get', ['download', 'prometheus'], options)
  if ((await download()) !== 0) {
    // Lists may be missing, or too old; to renew them is for root.
    if (process.getuid() !== 0 || (await run('apt-get', ['update'], options)) !== 0 || (await download()) !== 0) {
      return null
    }
  }
  const file = readdirSync(folder).findLast((name) => /^prometheus_.*\.deb$/.test(name))
  if (file === undefined) return null
  // The rest of it is ten times as large.
  const unpack = 'dpkg-deb --fsys-tarfile "$1" | tar -x ./usr/bin/promtool'
  await run('sh', ['-c', unpack, 'sh', file], options)
  rmSync(join(folder, file))
  return findPromtool()
}

// As a program it says where it is.
if (import.meta.main) console.log(await providePromtool())
