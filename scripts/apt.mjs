import { onPath, run, works } from './project.mjs'

let isUpdated = false

/** Whether packages can be installed here: Debian, Ubuntu and their kin, as root. */
export function canApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== null
}

/** Whether there is a package of that name. */
export async function aptHas(name) {
  return (await update()) && works('apt-cache', ['show', name])
}

/** Installs packages; true where that went well. */
export async function aptInstall(packages) {
  console.log(`Installing ${packages.join(', ')}…`)
  return (
    (await update()) && (await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options)) === 0
  )
}

const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }

/** Once is enough. */
async function update() {
  isUpdated ||= (await run('apt-get', ['update'], options)) === 0
  return isUpdated
}
