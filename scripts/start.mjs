import { ensureBuilt } from './build.mjs'
import { obtainDesktop } from './desktop.mjs'
import { runHeadless } from './headless.mjs'
import { ensureInstalled } from './install.mjs'
import { root, run, runMain } from './project.mjs'

const args = process.argv.slice(2)

await runMain(async () => {
  await ensureInstalled()
  await ensureBuilt()
  const desktop = await obtainDesktop()
  if (desktop.binary) {
    console.log('Opening the desktop app…')
    return await run(desktop.binary, [root, ...args])
  }
  console.log(`No desktop app, because ${desktop.reason}: serving the console to a browser instead.`)
  const { download } = desktop
  download?.once('exit', (code) => {
    console.log(code === 0 ? 'The desktop app is ready for the next start.' : 'The Electron download failed.')
  })
  const code = await runHeadless(['serve', ...args], { browser: true })
  download?.removeAllListeners('exit').kill()
  return code
})
