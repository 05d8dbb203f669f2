import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BatchdeckError, sentenceOf } from '../contract/errors.ts'
import type { Sentence } from '../contract/phrase.ts'
import { refusal } from '../contract/refusal.ts'
import type { Concern } from '../contract/resources/alert.ts'
import { backupsIn } from './backup-names.ts'
import type { AuditThread } from './events/audit-log.ts'
import type { Standing } from './storage/standing.ts'
import type { BesideFiles } from './storage/state-note.ts'

interface Parts {
  /** What there was when that was last noted; null where it never was. */
  readonly noted: BesideFiles | null
  readonly standing: Standing
  readonly auditThread: AuditThread
  readonly eventsFile: string
  readonly backupFolder: string
  readonly now: number
}

interface Missed {
  readonly kind: Concern
  readonly sentence: Sentence
}

/**
 * `[ST-5]` Whether what lay beside the database is still there: the audit log, and the backups. The monitor goes on without
 * them, and says so.
 * @returns what there is now, to be noted, and what an operator has to know
 */
export async function lookBeside(parts: Parts): Promise<{ beside: BesideFiles; missed: readonly Missed[] }> {
  const { noted, backupFolder } = parts
  const [newest] = backupsIn(backupFolder)
  const events = await lookForEvents(parts)
  const backup = missedBackup(noted?.backup ?? null, backupFolder)
  return {
    beside: {
      events: events.newest,
      backup: newest ? { folder: backupFolder, name: newest.name } : null,
    },
    missed: [...events.missed, ...(backup ? [backup] : [])],
  }
}

async function lookForEvents({ noted, standing, auditThread, eventsFile: file, now }: Parts) {
  const known = noted?.events ?? 0
  let head: Awaited<ReturnType<typeof readHead>>
  try {
    head = await readHead(auditThread)
  } catch {
    // That it cannot be read is an alert of its own.
    return { newest: known, missed: [] }
  }
  const { newest, isNew, replaced } = head
  // A damaged one is said to be replaced, and its numbers go on.
  if (replaced) {
    const { file: kept, detail } = replaced
    return { newest, missed: [eventsMissed(refusal('events_set_aside', { file: kept, detail }))] }
  }
  // Of a version that noted nothing, or without its note: where something was decided there was a log.
  const wasThere = noted ? known > 0 : standing.kind === 'known' || standing.kind === 'unproven'
  if (!(isNew && wasThere) && newest >= known) return { newest, missed: [] }
  // More than ever were given: the seconds since 1970, as where a damaged one tells nothing.
  const last = Math.max(known, Math.floor(now / 1000))
  await auditThread.call('goOnAfter', last)
  const problem = isNew ? refusal('events_gone', { file }) : refusal('events_older', { file, found: newest, known })
  return { newest: last, missed: [eventsMissed(problem)] }
}

async function readHead(auditThread: AuditThread) {
  const { newest, isNew } = await auditThread.call('head')
  return { newest, isNew, replaced: await auditThread.call('replaced') }
}

function eventsMissed(problem: BatchdeckError): Missed {
  return { kind: 'events_replaced', sentence: sentenceOf(problem) }
}

/** Elsewhere backups may be by now; where they were, the newest is there, or a newer one. */
function missedBackup(noted: BesideFiles['backup'], folder: string): Missed | null {
  if (noted === null || noted.folder !== folder || existsSync(join(folder, noted.name))) return null
  // Their names begin with the time.
  if (backupsIn(folder).some(({ name }) => name > noted.name)) return null
  return { kind: 'backups_gone', sentence: sentenceOf(refusal('backups_gone', noted)) }
}
