import { refusal } from '../contract/refusal.ts'
import type { StoredState } from '../engine/records.ts'
import type { AuditThread } from './events/audit-log.ts'
import type { FileStorage } from './storage/sqlite/sqlite-storage.ts'
import { lostPhrases, type Standing } from './storage/standing.ts'
import type { Lost } from './storage/state-note.ts'

interface Parts {
  readonly storage: Pick<FileStorage, 'standing'>
  /** What it has loaded. */
  readonly stored: StoredState
  readonly auditThread: AuditThread
  /** The database. */
  readonly file: string
  /** It is gone on with although it is not the newest. */
  readonly acceptsOlder: boolean
}

/**
 * `[ST-3]` How what was loaded stands to everything that is known of it: where no note says it, to the audit log.
 * @throws {BatchdeckError} `STORAGE_FAILED` where that knows better
 */
export async function knownState({ storage, stored, auditThread, file, acceptsOlder }: Parts): Promise<Standing> {
  const standing = await storage.standing()
  if (standing.kind !== 'unnoted' && standing.kind !== 'unproven') return standing
  const lost = await lostByEvents(stored, auditThread)
  if (lost.length === 0) return standing
  if (!acceptsOlder) throw refusal('state_older_than_events', { file, lost: lostPhrases(lost) })
  return { kind: 'accepted', lost }
}

async function lostByEvents({ tasks, nextTaskId }: StoredState, auditThread: AuditThread): Promise<Lost[]> {
  // An audit log that cannot be read says nothing; that is an alert of its own.
  const published = await auditThread.call('publishedEpochs').catch(() => [])
  return published.flatMap(({ task_id, epoch, at }): Lost[] => {
    const present = tasks.find(({ task }) => task.task_id === task_id)?.task
    // It was there, and is deleted.
    if (!present && task_id < nextTaskId) return []
    if (present && present.epoch >= epoch) return []
    return [{ task_id, name: present?.name ?? String(task_id), from: (present?.epoch ?? 0) + 1, to: epoch, at }]
  })
}
