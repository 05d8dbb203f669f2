import { parseArgs } from 'node:util'
import { BatchdeckError } from '../core/errors.ts'
import { type GivenSettings, nearest } from '../core/settings.ts'

const commands = ['serve', 'demo', 'config', 'help', 'version'] as const
export type Command = (typeof commands)[number]

export interface CommandLine {
  readonly command: Command
  readonly settings: GivenSettings
  readonly file: string | null
  /** `--insecure`: an address that is not loopback without a token (SEC-1). */
  readonly isInsecure: boolean
}

export const usage = `batchdeck serve [options]         the monitor with its console in a browser
batchdeck demo [options]          the same, with a simulated fleet
batchdeck config --print          the settings in force, as YAML

  --host ADDRESS       address to listen on (127.0.0.1)
  --port N             port to listen on (8080); 0 takes a free one
  --data-dir DIR       folder of the database
  --token TOKEN        operator token
  --tls-cert FILE      certificate for https and wss, as PEM; with --tls-key FILE
  --config FILE        YAML file with settings
  --set NAME=VALUE     any setting, as often as needed
  --insecure           listen on any address without a token
  --version, --help

A setting may also be given as a variable: BATCHDECK_SERVER_PORT=9000. Flags win over variables, those over the file.`

const shortForms = {
  host: 'server.host',
  port: 'server.port',
  'data-dir': 'data-dir',
  token: 'server.token',
  'tls-cert': 'server.tls-cert',
  'tls-key': 'server.tls-key',
} as const

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  'data-dir': { type: 'string' },
  token: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  config: { type: 'string' },
  set: { type: 'string', multiple: true },
  insecure: { type: 'boolean' },
  print: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** @throws {BatchdeckError} `INVALID_SETTING` with one sentence, naming a near match */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args)
  const [first = 'serve', ...more] = positionals
  if (values.help) return { command: 'help', settings: {}, file: null, isInsecure: false }
  if (values.version) return { command: 'version', settings: {}, file: null, isInsecure: false }
  const command = commands.find((name) => name === first)
  if (!command || more.length > 0) throw unknown('command', command ? (more[0] ?? '') : first, commands)
  const settings: Record<string, unknown> = {}
  for (const assignment of values.set ?? []) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? []
    if (name === undefined) throw new BatchdeckError('INVALID_SETTING', `--set ${assignment}: give NAME=VALUE.`)
    settings[name.trim()] = value
  }
  for (const [flag, name] of Object.entries(shortForms)) {
    const value = values[flag as keyof typeof shortForms]
    if (value !== undefined) settings[name] = value
  }
  return { command, settings, file: values.config ?? null, isInsecure: values.insecure ?? false }
}

function parse(args: readonly string[]) {
  const known = Object.keys(options)
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1]
    if (name !== undefined && !known.includes(name)) throw unknown('option', name, known, '--')
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new BatchdeckError('INVALID_SETTING', (error as Error).message.split('\n')[0] ?? 'Bad options.', {
      cause: error,
    })
  }
}

function unknown(what: string, given: string, candidates: readonly string[], prefix = ''): BatchdeckError {
  const near = nearest(given, candidates)
  const hint = near ? ` Did you mean ${prefix}${near}?` : ' See --help.'
  return new BatchdeckError('INVALID_SETTING', `${prefix}${given} is not a known ${what}.${hint}`)
}
