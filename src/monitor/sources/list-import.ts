import { createReadStream } from 'node:fs'
import { type SaidFormat, suspicionKinds } from '../../contract/list-format.ts'
import type { ListReport } from '../../contract/resources/import.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Identity } from '../../planner/identity.ts'
import type { Import } from '../import.ts'
import type { Imports } from '../imports.ts'
import type { ListOrder } from '../lists/reading-wish.ts'
import { refuseSuspicious } from '../lists/target-list.ts'
import type { SourceTerms } from './source-terms.ts'

/** Whoever a source is to what counts imports: it acts by itself. */
const itself = { role: 'operator', token: null, remote: null } as const

/** A list of a source that is in a file, and what is to be made of it. */
export interface ListFile {
  readonly taskId: number
  readonly file: string
  readonly bytes: number
  readonly format: SaidFormat
  readonly terms: Pick<SourceTerms, 'encoding' | 'on_suspicious'>
}

/** `[LI-6]` How the lists of a source are read. */
export function orderOf({ encoding, on_suspicious: suspicious }: ListFile['terms'], identity: Identity): ListOrder {
  return { identity, encoding, ...(suspicious === 'skip' && { leaveOut: suspicionKinds }) }
}

interface Parts {
  readonly imports: Imports
  readonly engine: Pick<Engine, 'taskResource'>
}

/**
 * Takes a list to where it is planned, and then does with it what is to be done; it is let go of in any case.
 * @throws {BatchdeckError} `INVALID_JSON`, `INVALID_MESSAGE`, `INVALID_TARGETS` where lines look wrong and it is to refuse
 *   these, `TOO_LARGE`, `CANCELLED`, and what `work` throws
 */
export async function withList<T>(
  { imports, engine }: Parts,
  { taskId, file, bytes, format, terms }: ListFile,
  work: (opened: Import, report: ListReport) => Promise<T>,
): Promise<T> {
  const { identity } = engine.taskResource(taskId)
  const order = orderOf(terms, identity)
  const opened = imports.open({
    place: taskId,
    edit: 'replace',
    format,
    order,
    isDryRun: false,
    totalBytes: bytes,
    by: itself,
  })
  try {
    return await opened.run(async () => {
      const report = await receiveFile(opened, file)
      if (terms.on_suspicious === 'refuse') refuseSuspicious(report)
      opened.enter('planning')
      return work(opened, report)
    })
  } finally {
    opened.end()
  }
}

/** All of a file. */
export async function receiveFile(opened: Import, file: string): Promise<ListReport> {
  for await (const piece of createReadStream(file)) {
    opened.noteBytes((piece as Buffer).length)
    await opened.receive(piece as Buffer)
  }
  return opened.close()
}
