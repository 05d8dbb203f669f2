import { ensureBuilt } from './build.mjs'
import { obtainDesktop } from './desktop.mjs'
import { runElectron } from './electron-start.mjs'
import { runHeadless } from './headless.mjs'
import { ensureInstalled } from './install.mjs'
import { root, runMain } from './project.mjs'

const args = process.argv.slice(2)

await runMain(async () => {
  await ensureInstalled()
  await ensureBuilt()
  let desktop = await obtainDesktop()
  if (desktop.endedBy) return desktop.endedBy
  if (desktop.binary) {
    console.log('Opening the desktop app…')
    desktop = await runElectron(desktop.binary, [root, ...args])
    if (desktop.code !== undefined) return desktop.code
  }
  console.log(`No desktop app, because ${desktop.reason}: serving the console to a browser instead.`)
  if (desktop.help) console.log(desktop.help)
  desktop.download?.announce()
  const code = await runHeadless(['serve', ...args], { browser: true })
  await desktop.download?.stop()
  return code
})
