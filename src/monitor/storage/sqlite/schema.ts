import type { Database } from 'better-sqlite3'
import { randomInt } from 'node:crypto'
import { causesOfWords } from './cause-words.ts'
import { sealEverything } from './seal-everything.ts'

/** Tables of earlier steps whose rows get a digest. */
const digested = [
  'counters',
  'tasks',
  'batches',
  'progress',
  'epochs',
  'deltas',
  'slot_maps',
  'rollouts',
  'consumers',
  'unplanned',
  'tokens',
]

/**
 * The steps from an empty database to the present schema; `user_version` counts those taken. A released step never
 * changes: a new one is added.
 */
const migrations: readonly (string | ((database: Database) => void))[] = [
  `
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO counters VALUES ('next_batch_id', 1), ('next_task_id', 1);

  CREATE TABLE tasks (
    task_id INTEGER PRIMARY KEY,
    view TEXT NOT NULL,     -- TaskResource
    owners TEXT NOT NULL,   -- of the current epoch: 256 consumer ids or nulls
    members TEXT NOT NULL
  );
  CREATE TABLE batches (
    batch_id INTEGER PRIMARY KEY,
    task_id INTEGER NOT NULL,
    consumer_id TEXT,
    targets TEXT NOT NULL   -- one a line
  );
  CREATE INDEX batches_of_task ON batches (task_id);
  CREATE TABLE progress (   -- the last report; without one a batch is pending at 0
    batch_id INTEGER PRIMARY KEY,
    status INTEGER NOT NULL,
    progress REAL NOT NULL,
    updated_at INTEGER NOT NULL,
    message TEXT NOT NULL
  );
  CREATE TABLE epochs (
    task_id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    view TEXT NOT NULL,     -- EpochResource
    delta BLOB NOT NULL,    -- PlanDelta as deflated JSON: what it changed
    PRIMARY KEY (task_id, epoch)
  ) WITHOUT ROWID;
  CREATE TABLE rollouts (
    task_id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    consumer_id TEXT NOT NULL,
    view TEXT NOT NULL,     -- RolloutResource
    PRIMARY KEY (task_id, epoch, consumer_id)
  ) WITHOUT ROWID;
  CREATE TABLE consumers (consumer_id TEXT PRIMARY KEY, view TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE unplanned (
    consumer_id TEXT NOT NULL,
    batch_id INTEGER NOT NULL,
    view TEXT NOT NULL,     -- BatchResource
    PRIMARY KEY (consumer_id, batch_id)
  ) WITHOUT ROWID;
  `,
  `
  -- The level of a batch, and the index of each target's priority; empty where all are medium.
  ALTER TABLE batches ADD COLUMN priority TEXT NOT NULL DEFAULT 'medium';
  ALTER TABLE batches ADD COLUMN ratings TEXT NOT NULL DEFAULT '';
  UPDATE tasks SET view = json_set(view, '$.priority_levels', 'auto');
  UPDATE unplanned SET view = json_set(view, '$.priority', json('null'), '$.stale', json('false'));
  UPDATE epochs SET view = json_set(view, '$.counts.rerated', 0);
  -- What the first version wrote down does not say where a target was before: its epochs have no delta any more. They
  -- get a table of their own: a view is written anew with every answer of a consumer, and its whole row with it.
  ALTER TABLE epochs DROP COLUMN delta;
  CREATE TABLE deltas (
    task_id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    delta BLOB NOT NULL,    -- PlanDelta as deflated JSON
    PRIMARY KEY (task_id, epoch)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE slot_maps (  -- of each epoch that was published since this step
    task_id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    map BLOB NOT NULL,      -- SlotMap as deflated JSON
    PRIMARY KEY (task_id, epoch)
  ) WITHOUT ROWID;
  -- Since which epoch a consumer has not answered was not known.
  UPDATE rollouts SET view = json_set(view, '$.unanswered_from', epoch);
  `,
  `
  -- The epoch whose map is the dictionary this one is deflated with; null where it stands for itself.
  ALTER TABLE slot_maps ADD COLUMN base INTEGER;
  `,
  (database) => {
    // The causes of an epoch were words. They are data from here on, and the words are made of them.
    database.function('causes_of_words', { deterministic: true }, (words) =>
      JSON.stringify(causesOfWords(typeof words === 'string' ? words : '')),
    )
    database.exec(`
      UPDATE epochs SET view = json_remove(
        json_set(view, '$.causes', json(causes_of_words(json_extract(view, '$.cause')))),
        '$.cause'
      )
      WHERE json_valid(view) -- What is none is refused with its place when it is read.
    `)
  },
  `
  CREATE TABLE tokens (
    name TEXT PRIMARY KEY,
    view TEXT NOT NULL,     -- StoredToken, with the SHA-256 of its secret
    used TEXT               -- when and from where it was last used: written more often than the rest
  ) WITHOUT ROWID;
  `,
  (database) => {
    database.exec(`
      -- Of each row: a bit that is flipped by the disk, and a row that comes from elsewhere, are noticed.
      ${digested.map((table) => `ALTER TABLE ${table} ADD COLUMN digest BLOB;`).join('\n')}
      CREATE TABLE seals (     -- the sums of the digests of all rows of a table, or of a part of it
        part TEXT NOT NULL,     -- the table
        task_id INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        sum BLOB NOT NULL,
        PRIMARY KEY (part, task_id, epoch)
      ) WITHOUT ROWID;
      CREATE TABLE links (     -- the chain of the epochs
        task_id INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        assignment BLOB,        -- the sum over its batches
        terms BLOB,             -- of its owners and members
        change BLOB,            -- of its row in deltas
        slots BLOB,             -- of its row in slot_maps
        link BLOB NOT NULL,     -- of all these, and of the link before
        PRIMARY KEY (task_id, epoch)
      ) WITHOUT ROWID;
      INSERT INTO counters (name, value) VALUES
        ('database', ${randomInt(2 ** 47)}), -- which one it is
        ('generation', 0),                   -- grows with everything that is decided
        ('open', 0);                         -- 1 from its opening to a clean end
    `)
    sealEverything(database)
    database.pragma(`application_id = ${APPLICATION_ID}`)
  },
  `
  CREATE TABLE sources (
    task_id INTEGER PRIMARY KEY,
    view TEXT NOT NULL,     -- StoredSource, with its secrets and without its state
    state TEXT NOT NULL,    -- SourceState: written more often than the rest
    digest BLOB
  );
  `,
  `
  -- What else is said of each target, one a line, deflated; null where nothing is said of any.
  ALTER TABLE batches ADD COLUMN attributes BLOB;
  `,
  `
  -- What operators set up beside tasks: channels, silences. Each part of the monitor knows the JSON of its own kind.
  CREATE TABLE records (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    view TEXT NOT NULL,
    digest BLOB,
    PRIMARY KEY (kind, name)
  ) WITHOUT ROWID;
  `,
]

/** "Bdck", in the head of the file: whose database it is. */
export const APPLICATION_ID = 0x42_64_63_6b

export const SCHEMA_VERSION = migrations.length

/**
 * Brings the schema up to date, in one transaction.
 * @param before is told where something is there that is going to be changed
 * @returns false where the database is of a later version
 */
export function migrate(database: Database, before?: (database: Database) => void): boolean {
  const version = database.pragma('user_version', { simple: true }) as number
  if (version > SCHEMA_VERSION) return false
  if (version === SCHEMA_VERSION) return true
  if (version > 0) before?.(database)
  database.transaction(() => {
    for (const step of migrations.slice(version)) {
      if (typeof step === 'string') database.exec(step)
      else step(database)
    }
    database.pragma(`user_version = ${SCHEMA_VERSION}`)
  })()
  return true
}
