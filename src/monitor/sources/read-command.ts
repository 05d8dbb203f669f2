import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { refusal } from '../../contract/refusal.ts'
import type { SourceOf } from '../../contract/resources/source.ts'
import { filePath } from '../file-path.ts'
import type { ReadContext, Reading } from './reading.ts'

/** Of what it writes to stderr so much is shown: its last line says most. */
const MAX_ERROR_LENGTH = 300
const MAX_KEPT_ERROR_BYTES = 8192
/** A shorter argument is an option or a word, and stands in many sentences. */
const MIN_HIDDEN_LENGTH = 4
/** Between being asked to end and being ended, ms. */
const KILL_DELAY_MS = 2000

/**
 * `[SO-3]` Runs a program and takes its output for the list: without a shell, without the monitor's own variables, in a group
 * of its own that ends with it. Whatever it ends with but 0 is a failure.
 * @throws {BatchdeckError} `SOURCE_FAILED`
 */
export async function readCommand(source: SourceOf<'command'>, context: ReadContext): Promise<Reading> {
  const [program = '', ...args] = source.command
  const child = spawn(program, args, {
    shell: false,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: withoutOwn(context.environment),
    ...(source.folder !== undefined && { cwd: filePath(source.folder) }),
  })
  const run = listenTo(child)
  try {
    await once(child, 'spawn')
  } catch (error) {
    const detail = (error as Error).message
    throw refusal('source_command_missing', { program: basename(program), detail }, { cause: error })
  }
  return {
    kind: 'list',
    format: 'auto',
    pieces: outputOf(run, { program: basename(program), args }, context.signal),
    validator: () => null,
  }
}

/** Tokens of the monitor are nobody else's. */
function withoutOwn(environment: ReadContext['environment']): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('BATCHDECK_')))
}

/** A program, and what becomes of it. */
interface Run {
  readonly child: ChildProcess
  readonly closed: Promise<[number | null, NodeJS.Signals | null]>
  /** The end of what it has written to stderr so far. */
  readonly said: () => string
}

/** From its first moment on: a short program is over before somebody asks for its output. */
function listenTo(child: ChildProcess): Run {
  // When a program ends, Node pours away what nobody waits for. This keeps it until it is read.
  child.stdout!.on('readable', () => {})
  let said = Buffer.alloc(0)
  child.stderr!.on('data', (piece: Buffer) => {
    said = Buffer.concat([said, piece]).subarray(-MAX_KEPT_ERROR_BYTES)
  })
  const closed = once(child, 'close') as Run['closed']
  // Nobody waits for it where it has not started, or reading has failed before.
  closed.catch(() => {})
  return { child, closed, said: () => said.toString() }
}

async function* outputOf(
  { child, closed, said }: Run,
  { program, args }: { readonly program: string; readonly args: readonly string[] },
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const onAbort = () => child.stdout!.destroy(signal.reason as Error)
  signal.addEventListener('abort', onAbort)
  let isOver = false
  try {
    signal.throwIfAborted()
    for await (const piece of child.stdout!) yield piece as Buffer
    const [code, killedBy] = await closed
    isOver = true
    if (code !== 0) {
      const detail = withoutArguments(lastLine(said()), args)
      throw refusal('source_command_failed', { program, status: String(code ?? killedBy ?? ''), detail })
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    if (!isOver) endGroup(child)
  }
}

/** Asks it to end, with all that it has started, and does not ask twice. */
function endGroup(child: ChildProcess): void {
  kill(child, 'SIGTERM')
  const timer = setTimeout(() => kill(child, 'SIGKILL'), KILL_DELAY_MS)
  timer.unref()
  child.once('close', () => {
    clearTimeout(timer)
    // Those of its group that have outlived it.
    kill(child, 'SIGKILL')
  })
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // It is gone already.
  }
}

/** `[SO-6]` Many programs say with what they were called, and secrets may be among it. */
function withoutArguments(text: string, args: readonly string[]): string {
  const long = args.filter(({ length }) => length >= MIN_HIDDEN_LENGTH).toSorted((a, b) => b.length - a.length)
  return long.reduce((shown, argument) => shown.replaceAll(argument, '…'), text)
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, MAX_ERROR_LENGTH)
}
