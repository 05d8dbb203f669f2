import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { BatchdeckError, problemOf } from '../contract/errors.ts'
import { listSettings } from '../settings/setting-list.ts'
import { resolveSettings } from '../settings/settings.ts'
import { settingsReference } from '../settings/reference.ts'
import { settingsSchema } from '../settings/schema.ts'
import { startDemoFleet } from '../demo/demo-fleet.ts'
import { filePath } from '../monitor/file-path.ts'
import { LineWriter } from '../monitor/line-writer.ts'
import { type Monitor, startMonitor } from '../monitor/monitor.ts'
import type { GivenChannel } from '../monitor/channels/given-channel.ts'
import type { GivenSource } from '../monitor/sources/given-source.ts'
import { outliveReaders } from '../monitor/standard-stream.ts'
import { askedMonitor } from './asked-monitor.ts'
import { backUp, putBack } from './backup-commands.ts'
import { type CommandLine, readCommandLine, usage } from './command-line.ts'
import { givenSettings } from './given-settings.ts'
import { readSources, readChannels } from './settings-file.ts'
import { settingsYaml } from './settings-yaml.ts'
import { channelsYaml } from './channels-yaml.ts'
import { sourcesYaml } from './sources-yaml.ts'
import { assertWritable, print, printSecret } from './standard-output.ts'
import { tokenCommand } from './token-command.ts'

const root = resolve(import.meta.dirname, '../..')

/**
 * What is done without a monitor that runs, or by becoming one.
 * @returns the exit code: 2 for what was asked wrongly, 1 for what could not be had
 */
export async function runOwnCommand(): Promise<number> {
  outliveReaders()
  // Whatever is made from here on is this user's alone (FM-1).
  process.umask(0o077)
  try {
    const [first, ...rest] = process.argv.slice(2)
    if (first === 'token') {
      await tokenCommand(rest, process.env, version(), {
        out: print,
        secret: printSecret,
        assertWritable,
        note: console.error,
      })
      return 0
    }
    const commandLine = readCommandLine(process.argv.slice(2))
    switch (commandLine.command) {
      case 'help':
        await print(usage)
        return 0
      case 'version':
        await print(version())
        return 0
      case 'config':
        await print(configOf(commandLine).trimEnd())
        return 0
      case 'backup':
        await backUp(
          resolveSettings(givenSettings(commandLine, process.env)),
          askedMonitor(commandLine.monitor, process.env, console.error),
          print,
        )
        return 0
      case 'restore': {
        const settings = resolveSettings(givenSettings(commandLine, process.env))
        await putBack(settings, commandLine.backup, commandLine.isConfirmed, print)
        return 0
      }
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
  const given = givenSettings(commandLine, process.env)
  const settings = resolveSettings(given)
  const sources = givenSources(commandLine)
  const channels = givenChannels(commandLine)
  const { isInsecure } = commandLine
  // A terminal may be closed while a large database is still being loaded; what a SIGHUP is for is only then known.
  process.on('SIGHUP', () => {})
  const errors = new LineWriter('stderr', (line) => errors.write(`${line}\n`))
  const log = (line: string) => errors.write(`${line}\n`)
  const output = new LineWriter('stdout', log)
  // Node would write them itself, and wait for whoever reads them.
  process.removeAllListeners('warning').on('warning', ({ name, message }) => log(`${name}: ${message}`))
  try {
    const { acceptsOlderState } = commandLine
    const options = {
      settings,
      given,
      sources,
      channels,
      isInsecure,
      version: version(),
      consoleRoot: resolve(root, 'out/renderer'),
      acceptsOlderState,
    }
    const monitor = await startMonitor({ ...options, demo: startDemoFleet, log })
    const say = (line: string) => output.write(`${line}\n`)
    const { url } = monitor.address
    say(`Console: ${url}/`)
    say(`Consumers connect to: ${url.replace('http', 'ws')}/websocket/monitor`)
    say(`Data: ${filePath(settings['data-dir'] ?? '.')}`)
    return await attend(monitor, commandLine, say, log)
  } finally {
    await Promise.all([output.close(), errors.close()])
  }
}

/** From the start of a monitor to the signal that ends it. */
async function attend(
  monitor: Monitor,
  { command }: CommandLine,
  say: (line: string) => void,
  log: (line: string) => void,
): Promise<number> {
  // Certificate and access log are taken anew. It is also what a terminal sends that is closed: that ends nothing.
  process.on('SIGHUP', () => {
    log('SIGHUP: the monitor goes on. SIGTERM ends it.')
    monitor.renew()
  })
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, done)
  })
  if (command === 'demo') {
    await monitor.api.call('demo.start', {})
    say('The demo fleet runs.')
  }
  await stopped
  await monitor.close()
  return 0
}

/** @throws {BatchdeckError} `INVALID_SETTING` */
function givenSources({ file }: CommandLine): GivenSource[] {
  return file === null ? [] : readSources(filePath(file))
}

/** @throws {BatchdeckError} `INVALID_SETTING` */
function givenChannels({ file }: CommandLine): GivenChannel[] {
  return file === null ? [] : readChannels(filePath(file))
}

function configOf(commandLine: CommandLine): string {
  if (commandLine.output === 'reference') return settingsReference()
  if (commandLine.output === 'schema') return JSON.stringify(settingsSchema(), null, 2)
  const given = givenSettings(commandLine, process.env)
  const settings = settingsYaml(listSettings(resolveSettings(given), given))
  const sources = sourcesYaml(givenSources(commandLine), commandLine.file ?? '')
  const channels = channelsYaml(givenChannels(commandLine), commandLine.file ?? '')
  return [settings, sources, channels].filter((part) => part !== '').join('\n')
}

function version(): string {
  const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}
