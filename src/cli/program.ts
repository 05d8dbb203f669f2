import { Command, CommanderError, Help, type Option } from 'commander'
import { nearest } from '../settings/nearest.ts'
import { addActionCommands } from './commands/action-commands.ts'
import { addAlertCommands } from './commands/alert-commands.ts'
import { addCompletionCommands } from './commands/completion-commands.ts'
import { FleetCommands } from './commands/fleet-commands.ts'
import { addHistoryCommands } from './commands/history-commands.ts'
import { addLogCommand } from './commands/log-command.ts'
import { addReadingCommands } from './commands/reading-commands.ts'
import { addTargetCommands } from './commands/target-commands.ts'
import type { CommandContext } from './command-context.ts'
import { commonOptions } from './command-names.ts'
import { Failure } from './failure.ts'

/** Every command that asks a monitor, as one parser. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('batchdeck').helpCommand(false).exitOverride()
  const fleet = new FleetCommands(program, context)
  fleet.add()
  addAlertCommands(fleet, context)
  addTargetCommands(program, context)
  addActionCommands(program, context)
  addHistoryCommands(program, context)
  addLogCommand(program, context)
  addReadingCommands(program, context)
  addCompletionCommands(program, context)
  for (const command of withChildren(program)) {
    command
      .exitOverride()
      .configureHelp({ visibleOptions: ownFirst })
      // `--all` behind `alerts ack` is not that of `alerts`.
      .enablePositionalOptions()
      // What is wrong is said in one place; see `failureOf`.
      .configureOutput({ writeErr: () => {}, outputError: () => {} })
      .showSuggestionAfterError(false)
      .allowExcessArguments(false)
  }
  return program
}

/** What only this command takes, and behind it what all of them take. */
function ownFirst(command: Command): Option[] {
  const all = new Help().visibleOptions(command)
  const isCommon = ({ long }: Option) => Object.hasOwn(commonOptions, long ?? '')
  return [...all.filter((option) => !isCommon(option)), ...all.filter(isCommon)]
}

/** A command and all below it. */
export function withChildren(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => withChildren(child))]
}

/**
 * What was asked wrongly, as a sentence. What was given may be a token: no value of an option is shown.
 * @returns null where nothing is wrong: help was asked for
 */
export function failureOf(program: Command, error: CommanderError): Failure | null {
  if (error.exitCode === 0) return null
  if (error.code === 'commander.help') {
    const below = program.commands.find((command) => command.name() === 'targets')?.commands ?? []
    return new Failure(
      'wrong',
      `targets needs one of ${below.map((command) => command.name()).join(', ')}. See --help.`,
    )
  }
  // What commander says to itself: "error: unknown option '--prot=1'".
  const said = error.message.replace(/^error: /, '').replaceAll(/'(--[^'=]+)=[^']*'/g, "'$1'")
  const option = /^unknown option '(-[^']+)'/.exec(said)?.[1]
  if (option !== undefined) {
    const known = withChildren(program).flatMap(({ options }) => options.map(({ long }) => long ?? ''))
    return new Failure('wrong', `${option} is not a known option.${meant(option, known)}`)
  }
  const command = /^unknown command '([^']+)'/.exec(said)?.[1]
  if (command !== undefined) {
    const known = withChildren(program).map((one) => one.name())
    return new Failure('wrong', `${command} is not a known command.${meant(command, known)}`)
  }
  const [, name, extra] = /^too many arguments for '([^']+)'.* got \d+: (\S+)/is.exec(said) ?? []
  if (name !== undefined && extra !== undefined) {
    const below = program.commands.find((one) => one.name() === name)?.commands.map((one) => one.name()) ?? []
    const hint = below.length === 0 ? ' See --help.' : meant(extra, below)
    return new Failure('wrong', `${name} does not take ${extra.replace(/[.,]$/, '')}.${hint}`)
  }
  return new Failure(
    'wrong',
    `${said.charAt(0).toUpperCase()}${said.slice(1)}${said.endsWith('.') ? '' : '.'} See --help.`,
  )
}

function meant(given: string, known: readonly string[]): string {
  const near = nearest(given, known)
  return near === undefined ? '' : ` Did you mean ${near}?`
}
