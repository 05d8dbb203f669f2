import { onPath, run } from './project.mjs'

let isUpdated = false

/** Whether packages can be installed here: Debian, Ubuntu and their kin, as root. */
export function canApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== null
}

/** Installs packages; true where that went well. */
export async function aptInstall(packages) {
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  console.log(`Installing ${packages.join(', ')}…`)
  if (!isUpdated && (await run('apt-get', ['update'], options)) !== 0) return false
  isUpdated = true
  return (await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options)) === 0
}
