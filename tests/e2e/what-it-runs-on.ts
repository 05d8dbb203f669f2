import { execFileSync } from 'node:child_process'
import { findChromium } from '../chromium.ts'
import { realElectron } from './launch.ts'

/** Said before the end-to-end tests: what passed on the stand-in is shown of the stand-in. */
export default function sayWhatItRunsOn(): void {
  console.log(`Desktop tests run on: ${describeBinary()}`)
}

function describeBinary(): string {
  const electron = realElectron()
  if (electron !== null) {
    const script =
      'console.log(`Electron ${process.versions.electron} (Chromium ${process.versions.chrome}, Node ${process.versions.node})`)'
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    return execFileSync(electron, ['-e', script], { encoding: 'utf8', env }).trim()
  }
  const said = execFileSync(findChromium(), ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const chromium = /\d+(?:\.\d+)+/.exec(said)?.[0] ?? 'of unknown version'
  return `stand-in (Chromium ${chromium}, Node ${process.versions.node}): see tests/electron-standin/README.md`
}
