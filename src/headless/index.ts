import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { stringify } from 'yaml'
import { BatchdeckError, problemOf } from '../core/errors.ts'
import { type GivenSettings, resolveSettings, type Settings, settingsTable } from '../core/settings.ts'
import { startDemoFleet } from '../demo/demo-fleet.ts'
import { assertSafeBinding } from '../monitor/access.ts'
import { settingsFromEnvironment } from '../monitor/environment.ts'
import { startMonitor } from '../monitor/monitor.ts'
import { type CommandLine, readCommandLine, usage } from './command-line.ts'
import { platformDataDir } from './data-dir.ts'
import { readSettingsFile } from './settings-file.ts'

const root = resolve(import.meta.dirname, '../..')

process.exitCode = await main()

/** @returns the exit code: 2 for what was asked wrongly, 1 for what could not be had */
async function main(): Promise<number> {
  try {
    const commandLine = readCommandLine(process.argv.slice(2))
    switch (commandLine.command) {
      case 'help':
        console.log(usage)
        return 0
      case 'version':
        console.log(version())
        return 0
      case 'config':
        console.log(stringify(visible(settingsOf(commandLine))).trimEnd())
        return 0
      case 'serve':
      case 'demo':
        return await serve(settingsOf(commandLine), commandLine)
    }
  } catch (error) {
    if (!(error instanceof BatchdeckError)) throw error
    console.error(problemOf(error).message)
    return error.code === 'INVALID_SETTING' ? 2 : 1
  }
}

async function serve(settings: Settings, { command, isInsecure }: CommandLine): Promise<number> {
  assertSafeBinding(settings, isInsecure)
  const monitor = await startMonitor({
    settings,
    version: version(),
    consoleRoot: resolve(root, 'out/renderer'),
    demo: startDemoFleet,
    log: (line) => console.error(line),
  })
  const { url } = monitor.address
  console.log(`Console: ${url}/`)
  console.log(`Consumers connect to: ${url.replace('http', 'ws')}/websocket/monitor`)
  // Without anything to renew, the end of a terminal ends the server as it always does.
  const hasLogFile = !['off', 'stdout'].includes(settings['server.access-log'])
  if (settings['server.tls-cert'] !== null || hasLogFile) process.on('SIGHUP', () => monitor.renew())
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, done)
  })
  if (command === 'demo') {
    await monitor.api.call('demo.start', {})
    console.log('The demo fleet runs.')
  }
  await stopped
  await monitor.close()
  return 0
}

function settingsOf({ settings, file }: CommandLine): Settings {
  const base: GivenSettings = { 'data-dir': platformDataDir(process.platform, process.env, homedir()) }
  return resolveSettings(
    base,
    file === null ? {} : readSettingsFile(file),
    settingsFromEnvironment(process.env),
    settings,
  )
}

/** The settings without their secrets. */
function visible(settings: Settings): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, row] of Object.entries(settingsTable)) {
    const value = settings[name as keyof Settings]
    shown[name] = 'secret' in row && value !== null ? '(hidden)' : value
  }
  return shown
}

function version(): string {
  const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}
