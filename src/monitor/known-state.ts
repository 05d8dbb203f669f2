import { refusal } from '../contract/refusal.ts'
import type { GivenEpochs, StoredState } from '../engine/records.ts'
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
 * `[ST-3]` How what was loaded stands to everything that is known of it: to its note, and always to the audit log, too. A
 * database that was put back together with its own note is older all the same.
 * @throws {BatchdeckError} `STORAGE_FAILED` where the audit log knows better
 */
export async function knownState({ storage, stored, auditThread, file, acceptsOlder }: Parts): Promise<Standing> {
  const standing = await storage.standing()
  const found = await lostByEvents(stored, auditThread)
  if (standing.kind === 'restored' || standing.kind === 'accepted') {
    // Of each task what knows of the later epoch.
    const isLater = (one: Lost, others: readonly Lost[]) =>
      others.every(({ task_id, to }) => task_id !== one.task_id || to < one.to)
    const news = found.filter((one) => isLater(one, standing.lost))
    const kept = standing.lost.filter(({ task_id }) => news.every((one) => one.task_id !== task_id))
    return { ...standing, lost: [...kept, ...news] }
  }
  if (found.length === 0) return standing
  if (!acceptsOlder) throw refusal('state_older_than_events', { file, lost: lostPhrases(found) })
  return { kind: 'accepted', lost: found }
}

/** `[ST-3]` The numbers of epochs that were given out by what is lost. */
export function givenBy(standing: Standing): GivenEpochs[] {
  const isOlder = standing.kind === 'restored' || standing.kind === 'accepted'
  return isOlder ? standing.lost.map(({ task_id, to }) => ({ task_id, epoch: to })) : []
}

/** The state, that none of these numbers is given out again. */
export function withGiven(stored: StoredState, given: readonly GivenEpochs[]): StoredState {
  if (given.length === 0) return stored
  const highest = new Map<number, number>()
  for (const { task_id, epoch } of [...(stored.givenEpochs ?? []), ...given]) {
    highest.set(task_id, Math.max(epoch, highest.get(task_id) ?? 0))
  }
  return {
    ...stored,
    nextTaskId: Math.max(stored.nextTaskId, ...given.map(({ task_id }) => task_id + 1)),
    givenEpochs: [...highest].map(([task_id, epoch]) => ({ task_id, epoch })),
  }
}

async function lostByEvents(stored: StoredState, auditThread: AuditThread): Promise<Lost[]> {
  const { tasks, nextTaskId, givenEpochs = [] } = stored
  // An audit log that cannot be read says nothing; that is an alert of its own.
  const published = await auditThread.call('publishedEpochs').catch(() => [])
  return published.flatMap(({ task_id, epoch, at }): Lost[] => {
    // It is known to be lost.
    if (givenEpochs.some((given) => given.task_id === task_id && given.epoch >= epoch)) return []
    const present = tasks.find(({ task }) => task.task_id === task_id)?.task
    // It was there, and is deleted.
    if (!present && task_id < nextTaskId) return []
    if (present && present.epoch >= epoch) return []
    // It was of an earlier task of this number: of that one's end the log was not told any more.
    if (present && present.created_at > at) return []
    return [{ task_id, name: present?.name ?? String(task_id), from: (present?.epoch ?? 0) + 1, to: epoch, at }]
  })
}
