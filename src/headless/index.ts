import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { BatchdeckError, problemOf } from '../contract/errors.ts'
import { listSettings } from '../settings/setting-list.ts'
import { resolveSettings } from '../settings/settings.ts'
import { settingsReference } from '../settings/reference.ts'
import { settingsSchema } from '../settings/schema.ts'
import { startDemoFleet } from '../demo/demo-fleet.ts'
import { assertSafeBinding } from '../monitor/access.ts'
import { startMonitor } from '../monitor/monitor.ts'
import { type CommandLine, readCommandLine, usage } from './command-line.ts'
import { givenSettings } from './given-settings.ts'
import { settingsYaml } from './settings-yaml.ts'

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
        console.log(configOf(commandLine).trimEnd())
        return 0
      case 'serve':
      case 'demo':
        return await serve(commandLine)
    }
  } catch (error) {
    if (!(error instanceof BatchdeckError)) throw error
    console.error(problemOf(error).message)
    return error.code === 'INVALID_SETTING' ? 2 : 1
  }
}

async function serve(commandLine: CommandLine): Promise<number> {
  const { command, isInsecure } = commandLine
  const given = givenSettings(commandLine, process.env)
  const settings = resolveSettings(given)
  assertSafeBinding(settings, isInsecure)
  const monitor = await startMonitor({
    settings,
    given,
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

function configOf(commandLine: CommandLine): string {
  if (commandLine.output === 'reference') return settingsReference()
  if (commandLine.output === 'schema') return JSON.stringify(settingsSchema(), null, 2)
  const given = givenSettings(commandLine, process.env)
  return settingsYaml(listSettings(resolveSettings(given), given))
}

function version(): string {
  const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}
