import { createReadStream, createWriteStream, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { batchStatuses } from '../../contract/resources/batch.ts'
import { type ListEdit } from '../../contract/resources/import.ts'
import type { Publication, PlanPreview } from '../../contract/resources/plan.ts'
import { type Target, type TargetPage, type TargetRow, targetSorts } from '../../contract/resources/target.ts'
import { priorities } from '../../planner/priority.ts'
import { chosenTask } from '../chosen-task.ts'
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.ts'
import { commandNames } from '../command-names.ts'
import { Failure } from '../failure.ts'
import { Fleet } from '../fleet.ts'
import { numberOf } from '../given-time.ts'
import type { Look } from '../look.ts'
import type { Query } from '../monitor-api.ts'
import type { Column } from '../table.ts'
import { assertBase, taskOf, withPlanOptions } from './action-commands.ts'
import { namesIn } from './fleet-commands.ts'
import { guardSentence, previewLines, publicationLines } from './words.ts'

/** As much of a list as goes in one piece, in bytes. */
const PIECE_BYTES = 192 * 1024
const DEFAULT_LIMIT = 100
/** The most that one answer holds. */
const MAX_PAGE = 50_000

const formats = {
  text: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
} as const

interface FilterOptions extends CommonOptions {
  readonly task?: string
  readonly consumer?: string
  readonly batch?: string
  readonly priority?: string
  readonly status?: string
  readonly sort?: string
  readonly limit?: string
}

interface EditOptions extends CommonOptions {
  readonly task?: string
  readonly dryRun?: boolean
  readonly baseEpoch?: string
  readonly confirm?: string
  readonly yes?: boolean
  readonly onInvalid?: string
  readonly format: string
}

/** `targets …` */
export function addTargetCommands(program: Command, context: CommandContext): void {
  const targets = program.command('targets').description(commandNames.targets)
  const { terminal } = context
  const command = (name: string, description: string) =>
    withCommonOptions(targets.command(name).description(description)).option(
      '--task <task>',
      'task id or name; optional if there is only one',
    )
  const filtered = (name: string, description: string) =>
    command(name, description)
      .option('--consumer <id>', 'only of this consumer')
      .option('--batch <id>', 'only of this batch')
      .option('--priority <priority>', 'only of this priority')
      .option('--status <status>', 'only of batches with this status')
      .option('--sort <order>', 'target, priority, consumer, batch or slot; prefix - to reverse')
      .option('--limit <count>', `show at most this many (default ${DEFAULT_LIMIT})`)

  filtered('list', 'targets and who has them').action((options: FilterOptions) => listTargets(context, options, {}))
  filtered('search', 'targets that contain a text, in their name or attributes')
    .argument('<text>')
    .action((text: string, options: FilterOptions) => listTargets(context, options, { query: text }))

  command('show', 'everything about one target')
    .argument('<target>')
    .action(async (target: string, options: CommonOptions & { task?: string }) => {
      const api = context.api(options)
      const { task_id: taskId } = await taskOf(api, options.task)
      const found = await api.get<Target>(`/api/tasks/${taskId}/targets/${encodeURIComponent(target)}`)
      if (options.json) await terminal.printJson(found)
      else
        await terminal.print(context.table(factsOf(found, context.look()), factColumns, { ...options, header: false }))
    })

  command('export', 'the whole list, ready to import again')
    .option('--format <format>', Object.keys(formats).join(', '), 'text')
    .option('--output <file>', 'write to this file')
    .action(async (options: CommonOptions & { task?: string; format: string; output?: string }) => {
      const accept = formats[(options.json ? 'json' : options.format) as keyof typeof formats] as string | undefined
      if (accept === undefined) {
        throw new Failure('wrong', `--format ${options.format}: must be one of ${Object.keys(formats).join(', ')}.`)
      }
      const api = context.api(options)
      const { task_id: taskId } = await taskOf(api, options.task)
      const pieces = api.pieces(`/api/tasks/${taskId}/targets`, accept)
      if (options.output !== undefined) await writeFile(options.output, pieces)
      // A terminal would obey what somebody has put into an attribute.
      else if (terminal.isScreen) for await (const text of linesOf(pieces)) await terminal.say(text)
      else for await (const piece of pieces) await terminal.write(piece)
    })

  for (const [edit, description] of [
    ['add', 'add the targets in a list'],
    ['remove', 'remove the targets in a list'],
    ['replace', 'replace all targets with a list'],
  ] as const) {
    withPlanOptions(targets.command(edit).description(description))
      .argument('[file]', 'a list in any format; - for stdin', '-')
      .option('--format <format>', 'text, csv, json or ndjson', 'auto')
      .option('--on-invalid <what>', 'refuse a list with invalid lines, or skip those', 'refuse')
      .option('--confirm <count>', 'number of targets removed, if that exceeds the guard')
      .option('-y, --yes', 'do not ask')
      .action((file: string, options: EditOptions) => editTargets(context, edit, file, options))
  }
}

async function listTargets(context: CommandContext, options: FilterOptions, more: Query): Promise<void> {
  const api = context.api(options)
  namesIn(options.priority, priorities, '--priority')
  namesIn(options.status, batchStatuses, '--status')
  namesIn(options.sort, targetSorts, '--sort')
  // As JSON it is one page of the API.
  const most = options.json ? MAX_PAGE : Infinity
  const limit = options.limit === undefined ? DEFAULT_LIMIT : numberOf(options.limit, '--limit', 1, most)
  const { task_id: taskId } = await taskOf(api, options.task)
  const query = {
    ...more,
    consumer_id: options.consumer,
    batch_id: options.batch === undefined ? undefined : numberOf(options.batch, '--batch'),
    priority: options.priority,
    status: options.status,
    sort: options.sort,
    limit: Math.min(limit, MAX_PAGE),
  }
  const path = `/api/tasks/${taskId}/targets`
  if (options.json) {
    await context.terminal.printJson(await api.get<TargetPage>(path, query))
    return
  }
  const targets = await api.all<TargetRow>(path, 'targets', query, limit)
  await context.terminal.print(context.table(targets, targetColumns, options))
}

const targetColumns: readonly Column<TargetRow>[] = [
  { name: 'target', cell: ({ target }) => target, isWide: true },
  { name: 'priority', cell: ({ priority }) => priority },
  { name: 'batch', cell: ({ batch_id }) => String(batch_id), isNumber: true },
  { name: 'slot', cell: ({ slot }) => String(slot), isNumber: true },
  { name: 'consumer', cell: ({ consumer_id }) => consumer_id ?? '', isWide: true },
  { name: 'report', cell: ({ report }) => report?.status ?? '' },
  {
    name: 'attributes',
    cell: ({ attributes }) =>
      Object.entries(attributes ?? {})
        .map((pair) => pair.join('='))
        .join(','),
    isWide: true,
  },
]

type Fact = readonly [name: string, value: string]
const factColumns: readonly Column<Fact>[] = [
  { name: 'what', cell: ([name]) => name, colour: () => 'dim' },
  { name: 'value', cell: ([, value]) => value, isWide: true },
]

function factsOf(target: Target, look: Look): Fact[] {
  const { attributes, report, added } = target
  return [
    ['target', target.target],
    ['priority', target.priority],
    ['consumer', target.consumer_id ?? ''],
    ['batch', `${target.batch_id} ${target.status} ${target.progress}%`],
    ['message', target.message],
    ['slot', String(target.slot)],
    ...Object.entries(attributes ?? {}),
    ...(report === null ? [] : [['report', `${report.status} ${report.message}`.trim()] as const]),
    ...(added === null ? [] : [['added', `epoch ${added.epoch}, ${look.time(added.at)}: ${added.cause}`] as const]),
  ]
}

/**
 * `[CMD-5]` The list is sent once, previewed, confirmed where it has to be, and published on the very epoch of the preview.
 * @throws {Failure}
 */
async function editTargets(context: CommandContext, edit: ListEdit, file: string, options: EditOptions): Promise<void> {
  const { terminal } = context
  const base = options.baseEpoch === undefined ? null : numberOf(options.baseEpoch, '--base-epoch')
  const confirm = options.confirm === undefined ? null : numberOf(options.confirm, '--confirm')
  if (!['auto', ...Object.keys(formats)].includes(options.format)) {
    throw new Failure('wrong', `--format ${options.format}: must be one of auto, ${Object.keys(formats).join(', ')}.`)
  }
  if (options.onInvalid !== 'refuse' && options.onInvalid !== 'skip') {
    throw new Failure('wrong', `--on-invalid ${options.onInvalid}: must be refuse or skip.`)
  }
  const isRead = file === '-'
  if (isRead && process.stdin.isTTY) {
    throw new Failure('wrong', `Give a file, or a list on stdin: batchdeck targets ${edit} FILE.`)
  }
  if (isRead && options.tokenFile === '-') throw new Failure('wrong', 'stdin is the list or the token, not both.')
  const isDestructive = edit !== 'add'
  const isConfirmed = options.yes === true || confirm !== null
  // Nobody waits for a long list to be told that there is nobody to ask.
  if (isDestructive && !options.dryRun && !isConfirmed && !terminal.canAsk) {
    throw new Failure(
      'unconfirmed',
      `targets ${edit} removes targets, and there is no terminal to ask at. Add --yes to confirm.`,
    )
  }
  const list = isRead ? process.stdin : createReadStream(file, { highWaterMark: PIECE_BYTES })
  if (!isRead) await opened(list, file)
  using fleet = new Fleet(context.connection(options))
  const { tasks } = await fleet.ready()
  const { task_id: taskId } = chosenTask([...tasks.values()], options.task)
  const { import_id } = await fleet.call('import.open', {
    task_id: taskId,
    edit,
    format: options.format as 'auto',
    total_bytes: null,
    ...(!isRead && { name: basename(file) }),
  })
  for await (const piece of piecesOf(list, isRead ? 'stdin' : file)) {
    await fleet.call('import.piece', { import_id, bytes: piece.toString('base64') })
  }
  await fleet.call('import.close', { import_id })
  const wish = { import_id, on_invalid: options.onInvalid } as const
  const preview: PlanPreview = await fleet.call('import.preview', wish)
  assertBase(preview, base)
  if (options.dryRun) {
    if (options.json) await terminal.printJson(preview)
    else await terminal.say(previewLines(preview))
    return
  }
  if (preview.guard !== null && confirm !== preview.guard.removed) {
    throw new Failure('unconfirmed', guardSentence(preview.guard))
  }
  if (isDestructive && preview.changed && !isConfirmed) {
    for (const line of previewLines(preview)) terminal.note(line)
    await terminal.confirm('Publish this?', false)
  }
  const done: Publication = await fleet.call('import.apply', {
    ...wish,
    base_epoch: preview.base_epoch,
    ...(confirm !== null && { confirm: { removed: confirm } }),
  })
  if (options.json) await terminal.printJson(done)
  else await terminal.say(publicationLines(done))
}

/** Pieces that are long enough, and not too long. @param name of the list @throws {Failure} where it cannot be read */
async function* piecesOf(list: AsyncIterable<unknown>, name: string): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const chunk of read(list, name)) {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= PIECE_BYTES) {
      yield rest.subarray(0, PIECE_BYTES)
      rest = rest.subarray(PIECE_BYTES)
    }
  }
  if (rest.length > 0) yield rest
}

async function* read(list: AsyncIterable<unknown>, name: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of list) yield chunk as Buffer
  } catch (error) {
    throw unreadable(name, error)
  }
}

function unreadable(name: string, error: unknown): Failure {
  return new Failure('wrong', `${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`, error)
}

/** @throws {Failure} where a file cannot be read */
function opened(list: NodeJS.ReadableStream, file: string): Promise<void> {
  return new Promise((done, fail) => {
    list.once('open', () => done())
    list.once('error', (error) => fail(unreadable(file, error)))
  })
}

/** Whole lines of a text that comes in pieces. */
async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r?\n/)
    rest = lines.pop() ?? ''
    yield lines
  }
  if (rest !== '') yield [rest]
}

/** All of it or nothing: whoever reads the file never sees a part of a list. */
async function writeFile(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  // Where it leads to, so that a link stays one; what is no file, such as a pipe, is written to as it is.
  const stat = statSync(file, { throwIfNoEntry: false })
  const isPlain = stat?.isFile() ?? true
  const end = isPlain && stat !== undefined ? realpathSync(file) : file
  const part = isPlain ? `${end}.${process.pid}.part` : end
  const clear = () => void (isPlain && rmSync(part, { force: true }))
  process.once('exit', clear)
  const stops = (['SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const stop = () => process.exit(128 + constants.signals[signal])
    process.once(signal, stop)
    return () => void process.off(signal, stop)
  })
  try {
    const mode = stat === undefined ? {} : { mode: stat.mode & 0o777 }
    await pipeline(pieces, createWriteStream(part, { flush: isPlain, ...(isPlain && mode) }))
    if (isPlain) renameSync(part, end)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(
      'failed',
      `${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      error,
    )
  } finally {
    clear()
    process.off('exit', clear)
    for (const off of stops) off()
  }
}
