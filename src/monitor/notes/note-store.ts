import type { Database, Statement } from 'better-sqlite3'
import { MAX_LISTED_NOTES, type Note, type NoteQuestion } from '../../contract/resources/note.ts'

/** A step of the audit log's schema. */
export const NOTES_STEP = `
  -- NT-1: what operators wrote. No number is given twice: events name them.
  CREATE TABLE notes (
    note_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    by TEXT,
    text TEXT NOT NULL,
    consumer_id TEXT,
    task_id INTEGER,
    epoch INTEGER,
    alert_id TEXT
  );
  CREATE INDEX notes_at ON notes (at);
  `

/** The one after it. */
export const NOTE_WINDOWS_STEP = 'ALTER TABLE notes ADD COLUMN window_id INTEGER;'

/** What is kept of them; the oldest go. */
const MAX_NOTES = 100_000

/** A note before it has its number. */
export type NewNote = Omit<Note, 'note_id'>

/** In the order of the columns. */
const fields = [
  'note_id',
  'at',
  'made_at',
  'by',
  'text',
  'consumer_id',
  'task_id',
  'epoch',
  'alert_id',
  'window_id',
] as const
type Row = Record<(typeof fields)[number], unknown>

/** `[NT-1]` The notes in the audit log's file. */
export class NoteStore {
  private readonly insert: Statement<[Omit<Row, 'note_id'>]>
  private readonly deleteOldest: Statement<[number]>
  private readonly deleteOne: Statement<[number], Row>
  private readonly between: Statement<
    [{ from: number; to: number; task: number | null; consumer: string | null; most: number }],
    Row
  >
  private readonly write: (note: NewNote) => Note

  /** @param most how many are kept */
  constructor(database: Database, most = MAX_NOTES) {
    const [, ...given] = fields
    this.insert = database.prepare(
      `INSERT INTO notes (${given.join(', ')}) VALUES (${given.map((field) => `@${field}`).join(', ')})`,
    )
    this.deleteOldest = database.prepare(
      'DELETE FROM notes WHERE note_id <= (SELECT note_id FROM notes ORDER BY note_id DESC LIMIT 1 OFFSET ?)',
    )
    this.deleteOne = database.prepare('DELETE FROM notes WHERE note_id = ? RETURNING *')
    this.between = database.prepare(
      `SELECT * FROM notes WHERE at >= @from AND at < @to AND (@task IS NULL OR task_id IS NULL OR task_id = @task)
        AND (@consumer IS NULL OR consumer_id = @consumer) ORDER BY at DESC, note_id DESC LIMIT @most`,
    )
    this.write = database.transaction((note: NewNote) => {
      const row = Object.fromEntries(given.map((field) => [field, note[field] ?? null])) as Omit<Row, 'note_id'>
      const { lastInsertRowid } = this.insert.run(row)
      this.deleteOldest.run(most)
      return { ...note, note_id: Number(lastInsertRowid) }
    })
  }

  create(note: NewNote): Note {
    return this.write(note)
  }

  /** What was deleted; null where there is no such note. */
  delete(noteId: number): Note | null {
    const row = this.deleteOne.get(noteId)
    return row ? noteOf(row) : null
  }

  /** The last of the range, in order of the moment. */
  list({ from, to, task_id, consumer_id }: NoteQuestion): { readonly notes: Note[]; readonly hasMore: boolean } {
    const about = { task: task_id ?? null, consumer: consumer_id ?? null }
    const rows = this.between.all({ from, to, ...about, most: MAX_LISTED_NOTES + 1 })
    const hasMore = rows.length > MAX_LISTED_NOTES
    return { notes: rows.slice(0, MAX_LISTED_NOTES).map(noteOf).toReversed(), hasMore }
  }
}

/** What it is not about is not there at all; by whom it is always is. */
function noteOf(row: Row): Note {
  return Object.fromEntries(
    fields.flatMap((field) => (row[field] === null && field !== 'by' ? [] : [[field, row[field]]])),
  ) as Note
}
