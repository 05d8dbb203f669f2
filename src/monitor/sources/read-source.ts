import { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { SourceDefinition } from '../../contract/resources/source.ts'
import { pathTokens } from './json-path.ts'
import { isTargetName } from '../lists/column-names.ts'
import { JsonSlice } from './json-slice.ts'
import { readCommand } from './read-command.ts'
import { readFileSource } from './read-file.ts'
import { readSql } from './read-sql.ts'
import { readUrl, RetryLater } from './read-url.ts'
import type { ReadContext, Reading } from './reading.ts'
import { unpacked } from './unpacked.ts'

/** Where a source is asked, and what of its answer is the list. @throws {BatchdeckError} `SOURCE_FAILED`, `FORBIDDEN` */
export async function readSource(source: SourceDefinition, context: ReadContext, timeout: number): Promise<Reading> {
  const reading = await ask(source, context, timeout)
  if (reading.kind === 'same') return reading
  const path = 'path' in source ? (pathTokens(source.path ?? '') ?? []) : []
  const pieces = bounded(unpacked(reading.pieces), context.maxBytes)
  const isCut = path.length > 0
  return {
    ...reading,
    format: source.format !== undefined && source.format !== 'auto' ? source.format : isCut ? 'json' : reading.format,
    pieces: isCut ? sliced(pieces, path) : pieces,
  }
}

function ask(source: SourceDefinition, context: ReadContext, timeout: number): Promise<Reading> | Reading {
  switch (source.kind) {
    case 'file':
      return readFileSource(source, context)
    case 'url':
      return readUrl(source, context)
    case 'sql':
      return readSql(source, context, timeout, isTargetName)
    case 'command':
      return readCommand(source, context)
  }
}

/** What is around a list counts, too: it is gone through. @throws {BatchdeckError} `TOO_LARGE` */
async function* bounded(pieces: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.length
    if (bytes > most) throw refusal('body_too_large')
    yield piece
  }
}

async function* sliced(pieces: AsyncIterable<Buffer>, path: readonly string[]): AsyncGenerator<Buffer> {
  const slice = new JsonSlice(path)
  for await (const piece of pieces) yield* slice.accept(piece)
  slice.end()
}

const MAX_NAMED_LINES = 3

/** A source is looked at when its list is gone: which lines were bad is said at once. */
function withLines(problem: BatchdeckError): BatchdeckError {
  const complaints = problem.complaints.slice(0, MAX_NAMED_LINES)
  if (problem.code !== 'INVALID_TARGETS' || complaints.length === 0) return problem
  return refusal('source_lines_refused', {}, { complaints, cause: problem })
}

/** What a run failed of, as it is said, and how long nobody wants to be asked again, ms. */
export function failureOf(error: unknown, signal: AbortSignal): { problem: BatchdeckError; delay: number } {
  // Whatever it was doing, it was stopped for this reason.
  const reason: unknown = signal.aborted ? signal.reason : error
  if (reason instanceof RetryLater) return { problem: reason.problem, delay: reason.delay }
  if (reason instanceof BatchdeckError) return { problem: withLines(reason), delay: 0 }
  const detail = (reason as Error).message.split('\n', 1)[0]!.slice(0, 300)
  return { problem: refusal('source_unexpected', { detail }, { cause: reason }), delay: 0 }
}
