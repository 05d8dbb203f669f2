import type { Command } from 'commander'
import { conditions } from '../../console/condition.ts'
import { cleanText } from '../../console/words/one-line.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import type { EpochResource } from '../../contract/resources/epoch.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import type { CommandContext } from '../command-context.ts'
import { commandNames } from '../command-names.ts'
import { completionScripts, type Shell, shells } from '../completion-scripts.ts'
import { Failure } from '../failure.ts'
import { MonitorApi } from '../monitor-api.ts'
import { taskOf } from './action-commands.ts'

/** A value and what it is. */
type Candidate = readonly [value: string, description: string]

/** A shell waits for it, ms. */
const TIMEOUT_S = '2'
const MAX_CANDIDATES = 500
const FILES: Candidate = [':files', '']

const plain = (...values: readonly string[]) => values.map((value): Candidate => [value, ''])

/** Values of options that are always the same. */
const fixed: Readonly<Record<string, readonly Candidate[]>> = {
  '--state': plain(...conditions),
  '--status': plain('pending', 'running', 'completed', 'error'),
  '--severity': plain('critical', 'warning', 'info'),
  '--level': plain('debug', 'info', 'warning', 'error'),
  '--priority': plain('urgent', 'high', 'medium', 'low'),
  '--format': plain('text', 'csv', 'json', 'ndjson'),
  '--language': plain('en', 'zh'),
  '--on-invalid': plain('refuse', 'skip'),
  '--sort': plain('target', 'priority', 'consumer', 'batch', 'slot'),
  '--token-file': [FILES],
  '--ca': [FILES],
  '--output': [FILES],
}

/** What a monitor is asked for, by the option or the command it is for. */
const asked: Readonly<Record<string, (api: MonitorApi, task: string | undefined) => Promise<Candidate[]>>> = {
  '--task': async (api) =>
    (await api.all<TaskResource>('/api/tasks', 'tasks')).flatMap(({ task_id: id, name }): Candidate[] => [
      [String(id), name],
      // A name that cannot be typed is no help.
      ...(cleanText(name) === name ? [[name, `task ${id}`] as const] : []),
    ]),
  '--consumer': consumersOf,
  consumers: consumersOf,
  drain: consumersOf,
  undrain: consumersOf,
  dismiss: consumersOf,
  logs: consumersOf,
  rollback: epochsOf,
  diff: epochsOf,
  ack: alertsOf,
  unack: alertsOf,
  snooze: alertsOf,
  unsnooze: alertsOf,
}

const withCommas: ReadonlySet<string> = new Set(['--state', '--status', '--severity', '--type'])
const withFiles: ReadonlySet<string> = new Set(['add', 'remove', 'replace'])

/** `completion SHELL`, and what its script asks for. */
export function addCompletionCommands(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .description(commandNames.completion)
    .argument('<shell>', shells.join(', '))
    .action(async (shell: string) => {
      if (!shells.includes(shell as Shell))
        throw new Failure('wrong', `Completion is available for ${shells.join(', ')}.`)
      await context.terminal.write(completionScripts[shell as Shell])
    })
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: string[]) => {
      const candidates = await candidatesFor(program, context, words)
      await context.terminal.print(candidates.map((candidate) => candidate.map(cleanText).join('\t')))
    })
}

/** @param words behind `batchdeck`, of which the last is the one that is being typed */
async function candidatesFor(
  program: Command,
  context: CommandContext,
  words: readonly string[],
): Promise<Candidate[]> {
  const before = words.slice(0, -1)
  const typed = words.at(-1) ?? ''
  const command = commandIn(program, before)
  const [, option, start] = /^(--[^=]+)=(.*)$/.exec(typed) ?? []
  if (option !== undefined && start !== undefined) {
    return (await valuesFor(option, start, context, words)).map(([value, description]) => [
      value === FILES[0] ? value : `${option}=${value}`,
      description,
    ])
  }
  const last = before.at(-1)
  const waiting = command.options.find(({ long, required }) => required && long === last)
  if (waiting?.long) return await valuesFor(waiting.long, typed, context, words)
  if (typed.startsWith('-')) {
    const options = command.options.map(({ long, description }): Candidate => [long ?? '', description])
    return startingWith(typed, [...options, ['--help', 'what there is to say']])
  }
  const isOther = (name: string) => command === program && context.others.some(([other]) => other === name)
  const children = command.commands.filter((child) => !child.name().startsWith('__') && !isOther(child.name()))
  const names = children.map((child): Candidate => [child.name(), child.description()])
  const others = command === program ? context.others : []
  if (withFiles.has(command.name())) return [FILES]
  if (command.name() === 'completion') return startingWith(typed, plain(...shells))
  return startingWith(typed, [...names, ...others, ...(await valuesOf(command.name(), context, words))])
}

/** Of an option that takes several with commas between, the last is the one that is being typed. */
async function valuesFor(
  option: string,
  typed: string,
  context: CommandContext,
  words: readonly string[],
): Promise<Candidate[]> {
  const values = await valuesOf(option, context, words)
  const before = withCommas.has(option) ? typed.slice(0, typed.lastIndexOf(',') + 1) : ''
  const found = startingWith(typed.slice(before.length), values)
  return before === '' ? found : found.map(([value, description]) => [before + value, description])
}

/** The command that words have come to. */
function commandIn(program: Command, words: readonly string[]): Command {
  let command = program
  for (const word of words) command = command.commands.find((child) => child.name() === word) ?? command
  return command
}

/** Where no monitor answers there are none: a shell says nothing of it. */
async function valuesOf(of: string, context: CommandContext, words: readonly string[]): Promise<readonly Candidate[]> {
  const known = fixed[of]
  if (known) return known
  if (of === '--type') return plain(...(await import('../../contract/events.ts')).eventTypes)
  const ask = asked[of]
  if (!ask) return []
  const optionOf = (name: string) =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ??
    words.find((_, at) => words[at - 1] === name && at < words.length - 1)
  const options = { url: optionOf('--url'), tokenFile: optionOf('--token-file'), ca: optionOf('--ca') }
  try {
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
    const api = new MonitorApi(context.connection({ ...given, timeout: TIMEOUT_S }))
    return (await ask(api, optionOf('--task'))).slice(0, MAX_CANDIDATES)
  } catch (error) {
    if (error instanceof Failure) return []
    throw error
  }
}

function startingWith(start: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter((one) => one === FILES || one[0].startsWith(start))
}

async function consumersOf(api: MonitorApi): Promise<Candidate[]> {
  const consumers = await api.all<ConsumerResource>('/api/consumers', 'consumers', {}, MAX_CANDIDATES)
  return consumers.map(({ consumer_id: id, state }): Candidate => [id, state])
}

async function epochsOf(api: MonitorApi, task: string | undefined): Promise<Candidate[]> {
  const { task_id: id } = await taskOf(api, task)
  const epochs = await api.all<EpochResource>(
    `/api/tasks/${id}/epochs`,
    'epochs',
    { limit: MAX_CANDIDATES },
    MAX_CANDIDATES,
  )
  return epochs.map(({ epoch, cause }): Candidate => [String(epoch), cause])
}

async function alertsOf(api: MonitorApi): Promise<Candidate[]> {
  const alerts = await api.list<AlertResource>('/api/alerts', 'alerts')
  return alerts.map(({ alert_id: id, kind }): Candidate => [id, kind])
}
