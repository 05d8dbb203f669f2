import { basename, dirname, join } from 'node:path'
import { refusal } from '../../../contract/refusal.ts'
import type { GivenEpochs } from '../../../engine/records.ts'
import type { ListLimits } from '../../lists/list-reader.ts'
import { startThread, type ThreadClient, threadScript } from '../../thread/thread-client.ts'
import { planningCalls } from '../planning/planning-calls.ts'
import { StaleRevision, type Storage } from '../port.ts'
import type { Standing } from '../standing.ts'
import type { BesideFiles } from '../state-note.ts'
import type { BackupContents } from './backup-file.ts'
import type { BackupDesk } from './backup-thread.ts'
import type { StoreDesk } from './planning-thread.ts'

/** A storage in a file. */
export interface FileStorage extends Storage {
  /** How what was loaded stands to what is known of it (ST-3). */
  standing(): Promise<Standing>
  /**
   * It is gone on with: from here on it is the newest state.
   * @param given numbers of epochs that are known to be given out by what is lost (ST-3)
   * @param beside what there is beside it (ST-5)
   */
  begin(given: readonly GivenEpochs[], beside: BesideFiles): Promise<void>
  /** `[ST-5]` What there was beside it when that was last noted; null where it never was. */
  beside(): Promise<BesideFiles | null>
  /**
   * `[BK-1]` Copies everything while all goes on, and reads the copy again.
   * @param copy where it is written first
   * @param file its name once it is known to be whole
   * @throws {BatchdeckError} `STORAGE_FAILED`
   */
  backUp(copy: string, file: string): Promise<BackupContents>
}

export interface FileStorageOptions {
  /** How many epochs of each task are kept. */
  readonly keptEpochs?: number | undefined
  /** What a target list may have. */
  readonly limits?: ListLimits
  /** What the planning thread may take up, bytes. */
  readonly maxHeap?: number
  /** It is gone on with although it is not the newest state (ST-3). */
  readonly acceptsOlder?: boolean
  /** Where a copy is put before the file is changed to what this version works with; nowhere by default. */
  readonly migrationFolder?: string
}

/** The file beside a database that notes its newest state (ST-3). */
export function noteFileOf(file: string): string {
  return join(dirname(file), `${basename(file, '.db')}.state`)
}

/**
 * Everything in one SQLite file. Targets are read, planned and written in a thread of its own, the planning thread, so
 * that neither a million of them nor a slow disk holds up the sockets. Nobody else can write to the file meanwhile.
 * @param log where bugs of the thread are told
 */
export function openSqliteStorage(
  file: string,
  log: (line: string) => void,
  { limits, maxHeap, ...given }: FileStorageOptions = {},
): FileStorage {
  const thread = startThread<StoreDesk>({
    script: threadScript('planning-thread', import.meta.url),
    data: { file, limits, options: { ...given, noteFile: noteFileOf(file) } },
    name: 'planning',
    holds: 'database',
    maxHeap,
    log,
    refusal(data) {
      const { taskId, revision } = data as StaleRevision
      return new StaleRevision(taskId, revision)
    },
  })
  /** Reads a backup again. */
  let reader: ThreadClient<BackupDesk> | null = null
  let isClosed = false
  return {
    ...planningCalls((method, ...args) => thread.call(method, ...args)),
    standing: () => thread.call('standing'),
    begin: (givenEpochs, beside) => thread.call('begin', givenEpochs, beside),
    beside: () => thread.call('beside'),
    async backUp(copy, target) {
      await thread.call('copyTo', copy)
      if (isClosed) throw refusal('thread_cut_off')
      const own = startThread<BackupDesk>({
        script: threadScript('backup-thread', import.meta.url),
        data: null,
        name: 'backup',
        holds: 'database',
        log,
      })
      reader = own
      try {
        const contents = await own.call('finish', copy, target)
        await thread.call('noteBackup', dirname(target), basename(target))
        return contents
      } finally {
        await own.close()
      }
    },
    // Nobody else can write to the file.
    onChange: () => () => {},
    watch: (listener) => thread.watch(listener),
    async close(patienceMs) {
      isClosed = true
      // A backup that was not read to its end has no name yet, and is none.
      await Promise.all([thread.close(patienceMs), reader?.close(patienceMs)])
    },
  }
}
