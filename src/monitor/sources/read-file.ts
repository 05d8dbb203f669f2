import { constants, type Stats } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { formatOfName, listFileNames, type SaidFormat } from '../../contract/list-format.ts'
import { refusal } from '../../contract/refusal.ts'
import type { SourceOf } from '../../contract/resources/source.ts'
import { filePath } from '../file-path.ts'
import type { ReadContext, Reading } from './reading.ts'
import { unpacked } from './unpacked.ts'

/** What is still being written changes within this time, ms. */
const QUIET_MS = 400
/** Files of one folder; more are no lists of targets. */
const MAX_FILES = 10_000
/** Something else may be in its place by the time it is opened: then nobody waits for who writes to it. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
/** A line that joins what ends without one. */
const NEWLINE = Buffer.from('\n')

/** What several files can be read as one: a line is a line wherever it stands. */
const joinable: readonly SaidFormat[] = ['text', 'csv', 'ndjson']

interface FoundFile {
  readonly file: string
  readonly format: SaidFormat
  /** Size, times and identity: another one is another file. */
  readonly mark: string
}

/**
 * `[SO-2]` Reads a file, or all lists in a folder in order of their names. What is being written is waited for until it is
 * quiet; what changes while it is read is read again with the next run.
 * @throws {BatchdeckError} `SOURCE_FAILED`
 */
export async function readFileSource(source: SourceOf<'file'>, context: ReadContext): Promise<Reading> {
  const place = filePath(source.file)
  const files = await quietFiles(place, context.signal)
  const validator = JSON.stringify(files.map(({ file, mark }) => [file, mark]))
  if (validator === context.validator) return { kind: 'same' }
  return {
    kind: 'list',
    format: commonFormat(place, files),
    pieces: joined(files, context),
    validator: () => validator,
  }
}

/** Waits until none of them has changed for a moment. */
async function quietFiles(place: string, signal: AbortSignal): Promise<readonly FoundFile[]> {
  let before = await filesAt(place)
  while (true) {
    await pause(QUIET_MS, null, { signal })
    const files = await filesAt(place)
    if (JSON.stringify(files) === JSON.stringify(before)) return files
    before = files
  }
}

async function filesAt(place: string): Promise<readonly FoundFile[]> {
  try {
    const found = await stat(place)
    // What is no file may keep its reader waiting for ever, and never ends.
    if (!found.isDirectory()) return [fileOf(place, regular(place, found))]
    const names = (await readdir(place, { withFileTypes: true }))
      .filter((entry) => !entry.isDirectory() && isListName(entry.name))
      .map(({ name }) => name)
      .toSorted((a, b) => (a < b ? -1 : 1))
    if (names.length === 0) throw refusal('source_folder_empty', { folder: place })
    if (names.length > MAX_FILES) throw refusal('source_folder_full', { folder: place, most: MAX_FILES })
    const files: FoundFile[] = []
    for (const name of names) {
      const file = join(place, name)
      files.push(fileOf(file, regular(file, await stat(file))))
    }
    return files
  } catch (error) {
    throw fileProblem(error, place)
  }
}

/** Hidden files are what editors and copies leave while they write. */
function isListName(name: string): boolean {
  return !name.startsWith('.') && listFileNames.some((end) => name.toLowerCase().endsWith(end))
}

/** @throws {BatchdeckError} `SOURCE_FAILED` for a pipe, a socket or a device */
function regular(file: string, found: Stats): Stats {
  if (!found.isFile()) throw refusal('source_file_irregular', { file })
  return found
}

function fileOf(file: string, found: { size: number; mtimeMs: number; ino: number }): FoundFile {
  return { file, format: formatOfName(basename(file)) ?? 'auto', mark: `${found.size} ${found.mtimeMs} ${found.ino}` }
}

/** @throws {BatchdeckError} `SOURCE_FAILED` where they cannot be read as one list */
function commonFormat(folder: string, files: readonly FoundFile[]): SaidFormat {
  const formats = [...new Set(files.map(({ format }) => format))]
  const [format = 'auto'] = formats
  if (files.length > 1 && (formats.length > 1 || !joinable.includes(format))) {
    throw refusal('source_folder_mixed', { folder, formats: formats.join(', ') })
  }
  return format
}

async function* joined(files: readonly FoundFile[], { signal }: ReadContext): AsyncGenerator<Buffer> {
  let header: string | null = null
  for (const [i, { file, format, mark }] of files.entries()) {
    const pieces = unpacked(piecesOf(file, signal))
    if (i > 0) yield NEWLINE
    if (files.length > 1 && format === 'csv') {
      const sheet: Sheet = { header, skips: i > 0 }
      yield* withoutHeader(pieces, sheet)
      header = sheet.header
    } else yield* pieces
    const now = await stat(file).catch((error: unknown) => {
      throw fileProblem(error, file)
    })
    if (fileOf(file, now).mark !== mark) throw refusal('source_file_restless', { file })
  }
}

async function* piecesOf(file: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    const handle = await open(file, READ_FLAGS)
    for await (const piece of handle.createReadStream({ signal })) yield piece as Buffer
  } catch (error) {
    throw signal.aborted ? error : fileProblem(error, file)
  }
}

interface Sheet {
  /** The first line of the first file. */
  header: string | null
  /** Whether such a line is left out here. */
  readonly skips: boolean
}

/** Tables that are put one behind the other have one header. */
async function* withoutHeader(pieces: AsyncIterable<Buffer>, sheet: Sheet): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0)
  for await (const piece of pieces) {
    if (start === null) {
      yield piece
      continue
    }
    start = Buffer.concat([start, piece])
    if (!start.includes(0x0a)) continue
    yield afterHeader(start, sheet)
    start = null
  }
  if (start !== null) yield afterHeader(start, sheet)
}

function afterHeader(start: Buffer, sheet: Sheet): Buffer {
  const end = start.indexOf(0x0a)
  const line = start
    .subarray(0, end < 0 ? start.length : end)
    .toString()
    .replace(/^\uFEFF/, '')
    .trim()
  sheet.header ??= line
  if (!sheet.skips || line !== sheet.header) return start
  return end < 0 ? Buffer.alloc(0) : start.subarray(end + 1)
}

function fileProblem(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return refusal('source_file_missing', { file }, { cause: error })
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return error
  return refusal('source_file_unreadable', { file, detail: message }, { cause: error })
}
