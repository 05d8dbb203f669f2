import { enableCompileCache } from 'node:module'
import { resolve } from 'node:path'
import { commandFirst, commandNames } from '../cli/command-names.ts'

/** Commands that do without a monitor that runs: shells complete them, too. */
const ownNames = [
  ['serve', 'the monitor with its console in a browser'],
  ['demo', 'the same, with a simulated fleet'],
  ['config', 'the settings in force'],
  ['token', 'named tokens'],
  ['backup', 'write a backup now'],
  ['restore', 'put a backup in the place of the database'],
  ['help', 'what there is'],
  ['version', 'which version this is'],
] as const

process.exitCode = await main(helpLast(commandFirst(process.argv.slice(2))))

/** A command that asks a monitor begins without what a monitor is made of. @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  if (!asksMonitor(args)) return (await import('./own-commands.ts')).runOwnCommand()
  // In a folder of ours: the one that Node would take may be anybody's.
  enableCompileCache(resolve(import.meta.dirname, '../../node_modules/.cache/compile'))
  const { runCommand } = await import('../cli/index.ts')
  return runCommand(args, process, ownNames)
}

/** `help status` as `status --help`. */
function helpLast(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args
  return first === 'help' && Object.hasOwn(commandNames, rest[0] ?? '') ? [...rest, '--help'] : args
}

function asksMonitor([first = '', ...rest]: readonly string[]): boolean {
  if (first === 'config') return rest.includes('--running')
  return first === '__complete' || Object.hasOwn(commandNames, first)
}
