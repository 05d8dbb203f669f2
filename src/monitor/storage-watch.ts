import type { BatchdeckError } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import type { Engine } from '../engine/engine.ts'
import type { StoredState } from '../engine/records.ts'
import type { Imports } from './imports.ts'
import type { Recorder } from './recorder.ts'
import type { ServerStatus } from './server-status.ts'
import type { Storage } from './storage/port.ts'

interface Parts {
  readonly storage: Pick<Storage, 'watch' | 'load'>
  readonly engine: Pick<Engine, 'snapshot'>
  readonly imports: Imports
  readonly recorder: Recorder
  readonly status: ServerStatus
  readonly log: (line: string) => void
}

/**
 * `[PL-11]` Sees to it that the monitor goes on while the store does not, and that it says so: it takes no lists, it is not
 * ready, and what changes is written later.
 */
export function watchStorage(parts: Parts): void {
  const { storage, imports, recorder, status } = parts
  storage.watch((problem) => {
    if (problem === null) {
      void lookAnew(parts)
      return
    }
    status.setProblem(problem)
    // Lists that were coming in are gone with the store.
    imports.endAll(problem)
    recorder.noteFailure(problem)
  })
}

/** The store works again. Whatever it was writing when it ended is there or not, and nobody was told which. */
async function lookAnew({ storage, engine, recorder, status, log }: Parts): Promise<void> {
  try {
    const problem = difference(await storage.load(), engine)
    status.setProblem(problem)
    if (!problem) return
    log(problem.message)
    recorder.block(problem)
  } catch {
    // It has ended again, and whoever watches it is told anew.
  }
}

/** Null where the store holds the epochs that the engine knows. */
function difference({ tasks }: StoredState, engine: Pick<Engine, 'snapshot'>): BatchdeckError | null {
  const stored = new Map(tasks.map(({ task }) => [task.task_id, task.epoch]))
  const known = new Map(engine.snapshot().tasks.map(({ task_id, epoch }) => [task_id, epoch]))
  for (const task of new Set([...stored.keys(), ...known.keys()])) {
    const [found = 0, at = 0] = [stored.get(task), known.get(task)]
    if (found !== at || stored.has(task) !== known.has(task))
      return refusal('database_ahead', { task, found, known: at })
  }
  return null
}
