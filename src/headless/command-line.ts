import { parseArgs } from 'node:util'
import type { BatchdeckError } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import { commandNames } from '../cli/command-names.ts'
import { nearest } from '../settings/nearest.ts'
import type { GivenSetting } from '../settings/settings.ts'
import type { MonitorOptions } from './asked-monitor.ts'

/** `token` has a line of its own, see `token-command.ts`. */
export const commands = ['serve', 'demo', 'config', 'backup', 'restore', 'help', 'version'] as const
export type Command = (typeof commands)[number]

export interface CommandLine {
  readonly command: Command
  readonly settings: readonly GivenSetting[]
  readonly file: string | null
  /** `--insecure`: an address that is not loopback without a token (SEC-1). */
  readonly isInsecure: boolean
  /** `--accept-older-state`: a database that is not the newest is gone on with (ST-3). */
  readonly acceptsOlderState: boolean
  /** Of `restore`: the backup. */
  readonly backup: string | null
  /** Of `backup`: the monitor to be asked. */
  readonly monitor: MonitorOptions
  /** `--yes`: nobody is asked. */
  readonly isConfirmed: boolean
  /** What `config` prints. */
  readonly output: 'print' | 'reference' | 'schema'
}

export const usage = `batchdeck serve [options]         the monitor with its console in a browser
batchdeck demo [options]          the same, with a simulated fleet
batchdeck config --print          the settings in force, as YAML, each with where it was given
batchdeck config --reference      every setting there is; --schema: the same for editors, as JSON Schema
batchdeck token --help            named tokens: list, create, rotate, revoke
batchdeck backup                  writes a backup now, whether the monitor runs or not
                                  --url URL asks the one there, with the token in BATCHDECK_TOKEN or --token-file FILE
batchdeck restore FILE [--yes]    shows what a backup holds, and puts it in the place of the database

  --host ADDRESS       address to listen on (127.0.0.1)
  --port N             port to listen on (8080); 0 takes a free one
  --data-dir DIR       folder of the database
  --token TOKEN        operator token, for all of this machine to see; rather a file: --set server.token-file=FILE
  --tls-cert FILE      certificate for https and wss, as PEM; with --tls-key FILE
  --config FILE        YAML file with settings
  --set NAME=VALUE     any setting, as often as needed
  --insecure           listen on any address without a token
  --accept-older-state go on with a database that is older than what was published
  --version, --help

A setting may also be given as a variable: BATCHDECK_SERVER_PORT=9000. Flags win over variables, those over the file.

These ask a monitor that runs, --url URL or BATCHDECK_URL; batchdeck COMMAND --help says more:

${Object.entries(commandNames)
  .map(([name, purpose]) => `  ${name.padEnd(11)} ${purpose}`)
  .join('\n')}
  config --running
              its settings in force`

const shortForms = {
  host: 'server.host',
  port: 'server.port',
  'data-dir': 'data-dir',
  token: 'server.token',
  'tls-cert': 'server.tls-cert',
  'tls-key': 'server.tls-key',
} as const

const outputs = ['print', 'reference', 'schema'] as const

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
  url: { type: 'string' },
  'token-file': { type: 'string' },
  yes: { type: 'boolean' },
  'accept-older-state': { type: 'boolean' },
  print: { type: 'boolean' },
  reference: { type: 'boolean' },
  schema: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** @throws {BatchdeckError} `INVALID_SETTING` with one sentence, naming a near match */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args)
  const [first = 'serve', ...more] = positionals
  const plain = {
    settings: [],
    file: null,
    isInsecure: false,
    acceptsOlderState: false,
    backup: null,
    monitor: {},
    isConfirmed: false,
    output: 'print',
  } as const
  if (values.help) return { command: 'help', ...plain }
  if (values.version) return { command: 'version', ...plain }
  const command = commands.find((name) => name === first)
  const operands = command === 'restore' ? more.slice(1) : more
  if (!command || operands.length > 0) throw unknownCommand(command ? (operands[0] ?? '') : first)
  if (values.yes && command !== 'restore') throw refusal('option_of_restore')
  const monitor = { url: values.url, 'token-file': values['token-file'] }
  if (command !== 'backup' && (monitor.url ?? monitor['token-file']) !== undefined) throw refusal('option_of_backup')
  const output = outputs.filter((name) => values[name])
  const [chosen = 'print'] = output
  if (output.length > 1 || (output.length > 0 && command !== 'config')) {
    throw refusal('option_of_config', { option: chosen })
  }
  const settings: GivenSetting[] = []
  for (const assignment of values.set ?? []) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? []
    // What was given may be a token: it is not shown.
    if (name === undefined) throw refusal('set_without_value')
    settings.push({ name: name.trim(), value, source: { kind: 'flag', place: '--set' } })
  }
  for (const [flag, name] of Object.entries(shortForms)) {
    const value = values[flag as keyof typeof shortForms]
    if (value !== undefined) settings.push({ name, value, source: { kind: 'flag', place: `--${flag}` } })
  }
  return {
    command,
    settings,
    file: values.config ?? null,
    isInsecure: values.insecure ?? false,
    acceptsOlderState: values['accept-older-state'] ?? false,
    backup: command === 'restore' ? (more[0] ?? null) : null,
    monitor,
    isConfirmed: values.yes ?? false,
    output: chosen,
  }
}

function parse(args: readonly string[]) {
  const known = Object.keys(options)
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1]
    if (name !== undefined && !known.includes(name)) throw unknownOption(name, known)
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const [detail = ''] = (error as Error).message.split('\n')
    throw refusal('options_unreadable', { detail }, { cause: error })
  }
}

function unknownCommand(command: string): BatchdeckError {
  const near = nearest(command, [...commands, 'token', ...Object.keys(commandNames)])
  return near ? refusal('command_mistyped', { command, near }) : refusal('command_unknown', { command })
}

function unknownOption(option: string, known: readonly string[]): BatchdeckError {
  const near = nearest(option, known)
  return near ? refusal('option_mistyped', { option, near }) : refusal('option_unknown', { option })
}
