import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { cleanText } from '../../console/words/one-line.ts'
import { type ConsumerLog, type LogLevel, type LogLine } from '../../contract/resources/log.ts'
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.ts'
import { commandNames } from '../command-names.ts'
import { Failure } from '../failure.ts'
import { follow } from '../follow.ts'
import { type Colour, jsonText, type Terminal } from '../terminal.ts'

/** From the least to the gravest. */
const levels: readonly LogLevel[] = ['debug', 'info', 'warning', 'error']
const levelColours: Readonly<Record<LogLevel, Colour | null>> = {
  debug: 'dim',
  info: null,
  warning: 'yellow',
  error: 'red',
}
/** A consumer that was not read so far is asked for its log, and sends it from then on, ms. */
const FIRST_LINES_MS = 3000
const FIRST_INTERVAL_MS = 250

interface LogOptions extends CommonOptions {
  readonly follow?: boolean
  readonly level?: string
  readonly grep?: string
}

/** `logs CONSUMER` */
export function addLogCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('logs').description(commandNames.logs))
    .argument('<consumer>')
    .option('-f, --follow', 'keep printing new lines until Ctrl-C')
    .option('--level <level>', `this level and above: ${levels.join(', ')}`)
    .option('--grep <pattern>', 'only lines that match this regular expression')
    .action((consumer: string, options: LogOptions) => readLog(context, consumer, options))
}

/** `[WS-29]` Reading is what makes the consumer send. */
async function readLog(context: CommandContext, consumer: string, options: LogOptions): Promise<void> {
  const { terminal } = context
  const isWanted = filterOf(options)
  const api = context.api(options)
  const path = `/api/consumers/${encodeURIComponent(consumer)}/log`
  let place = 0
  const read = async () => {
    const log = await api.get<ConsumerLog>(path, { after: place })
    // The clock of a monitor that was started again was set back.
    if (log.last_seq >= place) return log
    place = 0
    return await api.get<ConsumerLog>(path, { after: 0 })
  }
  const first: ConsumerLog = await firstLines(read)
  if (isUnsupported(first)) {
    throw new Failure('failed', `${consumer} does not send its log: its client does not support that.`)
  }
  const say = async (log: ConsumerLog) => {
    await printLines(terminal, log.lines.filter(isWanted), options)
    place = log.last_seq
  }
  if (options.json && !options.follow) {
    await terminal.printJson({ ...first, lines: first.lines.filter(isWanted) })
    return
  }
  await say(first)
  noteState(terminal, consumer, first)
  if (!options.follow) return
  let last = first
  await follow(
    async () => {
      const log = await read()
      await say(log)
      if (log.state !== last.state) noteState(terminal, consumer, log)
      const before = log.first_seq === last.first_seq ? last.dropped : 0
      if (log.dropped > before) terminal.note(`${log.dropped - before} lines were dropped: too many at once.`)
      last = log
      return false
    },
    (text) => terminal.note(text),
  )
}

/** Whoever is asked only now takes a moment to answer. */
async function firstLines(read: () => Promise<ConsumerLog>): Promise<ConsumerLog> {
  const until = Date.now() + FIRST_LINES_MS
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    const log = await read()
    if (log.lines.length > 0 || log.state !== 'asked' || Date.now() > until) return log
    // oxlint-disable-next-line no-await-in-loop
    await sleep(FIRST_INTERVAL_MS)
  }
}

function noteState(terminal: Terminal, consumer: string, { state, lines }: ConsumerLog): void {
  if (state === 'offline') terminal.note(`${consumer} is offline; these lines are from before.`)
  else if (state === 'asked' && lines.length === 0) terminal.note(`${consumer} has not written anything yet.`)
}

async function printLines(terminal: Terminal, lines: readonly LogLine[], { json }: LogOptions): Promise<void> {
  await terminal.print(
    lines.map((line) => {
      if (json) return jsonText(line)
      const { at, level, text, batch_id: batch } = line
      const time = terminal.paint('dim', new Date(at).toISOString())
      const colour = levelColours[level]
      const shown = `${level.padEnd(7)} ${batch === undefined ? '' : `[${batch}] `}${cleanText(text)}`
      return `${time} ${colour === null ? shown : terminal.paint(colour, shown)}`
    }),
  )
}

/** @throws {Failure} */
function filterOf({ level, grep }: LogOptions): (line: LogLine) => boolean {
  const least = level === undefined ? 0 : levels.indexOf(level as LogLevel)
  if (least < 0) throw new Failure('wrong', `--level ${level} is none of ${levels.join(', ')}.`)
  const pattern = patternOf(grep)
  return (line) => levels.indexOf(line.level) >= least && (pattern === null || pattern.test(line.text))
}

function patternOf(grep: string | undefined): RegExp | null {
  if (grep === undefined) return null
  try {
    return new RegExp(grep, 'iu')
  } catch (error) {
    throw new Failure('wrong', `--grep ${grep} is not a regular expression.`, error)
  }
}

function isUnsupported({ state }: ConsumerLog): boolean {
  return state === 'unsupported'
}
