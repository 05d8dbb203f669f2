import BetterSqlite, { type Database } from 'better-sqlite3'
import { refusal } from '../../contract/refusal.ts'
import { damageOf, isDamage, type ReplacedLog, setAside, wasCutOff } from './damaged-log.ts'
import { ALERTS_STEP } from '../alerts/alert-store.ts'
import { DELIVERIES_STEP } from '../channels/delivery-store.ts'
import { PUBLISHED_EPOCHS_STEP } from './published-epochs.ts'
import { NOTE_WINDOWS_STEP, NOTES_STEP } from '../notes/note-store.ts'
import { lookAt } from '../storage/sqlite/file-look.ts'
import { PROGRESS_STEP } from '../series/progress-store.ts'
import { SERIES_STEP } from '../series/series-store.ts'
import { storageProblem } from '../storage-problem.ts'

/** The steps from an empty file to the present schema; `user_version` counts those taken. A released step never changes. */
const steps = [
  `
  CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE consumers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  -- No number is given twice, even when all events are gone. Every search goes by seq and a window of it: see step().
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    type INTEGER NOT NULL,
    task_id INTEGER,
    consumer INTEGER,
    batch_id INTEGER,
    data TEXT NOT NULL      -- JSON
  );
  `,
  `
  -- EV-7: what lasts has a retention of its own. Numbers go on over both tables; \`events\` counts them.
  CREATE TABLE lasting (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    type INTEGER NOT NULL,
    task_id INTEGER,
    consumer INTEGER,
    batch_id INTEGER,
    data TEXT NOT NULL
  );
  INSERT OR IGNORE INTO types (name) VALUES ('operator'), ('monitor'), ('storage'), ('error');
  INSERT INTO lasting SELECT * FROM events WHERE
    type IN (SELECT id FROM types WHERE name IN ('operator', 'monitor', 'storage'))
    OR (type = (SELECT id FROM types WHERE name = 'error') AND consumer IS NULL AND json_valid(data)
      AND json_extract(data, '$.code') IN ('UNAUTHORIZED', 'FORBIDDEN'));
  INSERT INTO sqlite_sequence (name, seq) SELECT 'events', 0
    WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events');
  DELETE FROM events WHERE seq IN (SELECT seq FROM lasting);
  `,
  PUBLISHED_EPOCHS_STEP,
  SERIES_STEP,
  ALERTS_STEP,
  NOTES_STEP,
  PROGRESS_STEP,
  DELIVERIES_STEP,
  NOTE_WINDOWS_STEP,
]

/**
 * Opens the log. `[EV-9]` A damaged one is set aside, and a new one begun: events are no reason not to start.
 * @throws {BatchdeckError} `STORAGE_FAILED` with a sentence that says what to do
 */
export function openEvents(file: string): { database: Database; isNew: boolean; replaced: ReplacedLog | null } {
  try {
    return { ...openSound(file), replaced: null }
  } catch (error) {
    if (!isDamage(error)) throw storageProblem(error, file)
    try {
      const replaced = setAside(file, (error as Error).message, Date.now())
      const { database } = openSound(file)
      database.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'").run(replaced.lastSeq)
      return { database, isNew: true, replaced }
    } catch (second) {
      throw storageProblem(second, file)
    }
  }
}

function openSound(file: string): { database: Database; isNew: boolean } {
  assertNotForeign(file)
  const isDoubtful = wasCutOff(file)
  const database = new BetterSqlite(file, { timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    const damage = isDoubtful ? damageOf(database) : null
    if (damage !== null) throw new BetterSqlite.SqliteError(damage, 'SQLITE_CORRUPT')
    const version = database.pragma('user_version', { simple: true }) as number
    if (version > steps.length) throw refusal('events_of_later_version', { file })
    const missing = steps.slice(version)
    if (missing.length > 0) {
      database.exec(`BEGIN; ${missing.join('')} PRAGMA user_version = ${steps.length}; COMMIT`)
    }
    // Consumers of whom nothing is left.
    database.exec(`DELETE FROM consumers WHERE id NOT IN (
      SELECT consumer FROM events WHERE consumer IS NOT NULL
      UNION SELECT consumer FROM lasting WHERE consumer IS NOT NULL)`)
    // ST-5: what is noted of it elsewhere must not go with the power.
    database.pragma('wal_checkpoint(TRUNCATE)')
    return { database, isNew: version === 0 }
  } catch (error) {
    database.close()
    throw error
  }
}

/** A database of another program is refused before a byte of it is touched: ours have a version and no application id. */
function assertNotForeign(file: string): void {
  const look = lookAt(file)
  if (look.kind !== 'sqlite') return
  const { applicationId, userVersion, isBlank } = look
  if (applicationId !== 0 || (userVersion === 0 && !isBlank)) throw refusal('file_of_another_program', { file })
}
