import type { GivenEpochs } from '../../../engine/records.ts'
import { workerData } from 'node:worker_threads'
import type { ListLimits } from '../../lists/list-reader.ts'
import { storageProblem } from '../../storage-problem.ts'
import { serveThread } from '../../thread/serve-thread.ts'
import { Planning } from '../planning/planning.ts'
import { StaleRevision } from '../port.ts'
import type { Standing } from '../standing.ts'
import type { BesideFiles } from '../state-note.ts'
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'

/** The planning, and what else can be asked of a store in a file. */
export class StoreDesk extends Planning {
  private readonly file: SqliteStore

  constructor(store: SqliteStore, limits?: ListLimits) {
    super(store, limits)
    this.file = store
  }

  begin(given: readonly GivenEpochs[], beside?: BesideFiles): void {
    this.file.begin(given, beside)
  }

  beside(): BesideFiles | null {
    return this.file.beside()
  }

  noteBackup(folder: string, name: string): void {
    this.file.noteBackup(folder, name)
  }

  /** A few pages at a time: what is asked meanwhile is done in between, and what is written meanwhile is in the copy. */
  async copyTo(file: string): Promise<void> {
    try {
      await this.file.database.backup(file)
    } catch (error) {
      throw storageProblem(error, file)
    }
  }

  standing(): Standing {
    return this.file.standing()
  }
}

const { file, options, limits } = workerData as { file: string; options: SqliteStoreOptions; limits?: ListLimits }
serveThread(
  () => open(),
  (error) => (error instanceof StaleRevision ? { taskId: error.taskId, revision: error.revision } : null),
)

function open(): StoreDesk {
  const store = openSqliteStore(file, options)
  try {
    return new StoreDesk(store, limits)
  } catch (error) {
    // It is not held while nobody works with it: whoever puts it right need not end us first.
    store.abandon()
    throw error
  }
}
