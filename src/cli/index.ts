import { CommanderError } from 'commander'
import { BatchdeckError, problemOf } from '../contract/errors.ts'
import { CommandContext } from './command-context.ts'
import { exitCodes, Failure, INTERRUPTED } from './failure.ts'
import { createProgram, failureOf } from './program.ts'
import { Terminal } from './terminal.ts'

/**
 * `[CMD-1]` The commands that ask a monitor that runs. What goes wrong is one sentence on stderr, never a stack.
 * @param args what follows `batchdeck`
 * @param others commands that are answered without a monitor, which shells complete as well
 * @returns the exit code
 */
export async function runCommand(
  args: readonly string[],
  process: NodeJS.Process,
  others: CommandContext['others'] = [],
): Promise<number> {
  const terminal = new Terminal(process)
  // With a screen of its own a command ends by itself; see `live-screen.ts`.
  process.on('SIGINT', () => {
    if (process.listenerCount('SIGINT') === 1) process.exit(INTERRUPTED)
  })
  const context = new CommandContext(terminal, process.env, others)
  const program = createProgram(context)
  try {
    if (args[0] !== '__complete' && args.some((arg) => arg === '--token' || arg.startsWith('--token='))) {
      throw new Failure(
        'wrong',
        'Every user of this machine can see a token on the command line. Set BATCHDECK_TOKEN, or give a file with --token-file FILE.',
      )
    }
    await program.parseAsync([...args], { from: 'user' })
    return context.exitCode
  } catch (error) {
    const failure = error instanceof CommanderError ? failureOf(program, error) : error
    if (failure === null) return exitCodes.done
    if (failure instanceof Failure) {
      terminal.note(failure.message)
      return failure.exitCode
    }
    if (failure instanceof BatchdeckError) {
      terminal.note(problemOf(failure).message)
      return exitCodes.failed
    }
    terminal.note(`batchdeck failed: ${(failure as Error).message}`)
    return exitCodes.failed
  }
}
