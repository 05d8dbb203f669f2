import BetterSqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { NOTE_WINDOWS_STEP, NOTES_STEP, NoteStore } from './note-store.ts'

function store(most?: number) {
  const database = new BetterSqlite(':memory:')
  database.exec(NOTES_STEP)
  database.exec(NOTE_WINDOWS_STEP)
  return new NoteStore(database, most)
}

const note = (at: number) => ({ at, made_at: 7, by: 'anna', text: `of ${at}` })
const everything = { from: 0, to: Number.MAX_SAFE_INTEGER }

it('[NT-1] gives each note a number that no other ever had, and hands back what was deleted', () => {
  const notes = store()
  expect(notes.create(note(1)).note_id).toBe(1)
  const second = notes.create({
    ...note(2),
    by: null,
    task_id: 3,
    epoch: 4,
    alert_id: 'coverage:3',
    consumer_id: 'c',
    window_id: 5,
  })
  expect(notes.delete(2)).toEqual(second)
  expect(notes.delete(2)).toBe(null)
  expect(notes.create(note(3)).note_id).toBe(3)
  expect(notes.list(everything)).toEqual({
    notes: [
      { ...note(1), note_id: 1 },
      { ...note(3), note_id: 3 },
    ],
    hasMore: false,
  })
})

it('[NT-1] keeps so many; those that were written first go, whatever they are about', () => {
  const notes = store(3)
  for (const at of [50, 40, 30, 20, 10]) notes.create(note(at))
  expect(notes.list(everything).notes.map(({ at }) => at)).toEqual([10, 20, 30])
})

it('[NT-1] lists the last 2,000 of a range, and says where there are more', () => {
  const notes = store()
  for (let at = 0; at < 2001; at++) notes.create(note(at))
  const { notes: listed, hasMore } = notes.list(everything)
  expect([listed.length, listed[0]?.at, hasMore]).toEqual([2000, 1, true])
  expect(notes.list({ from: 1, to: 2001 })).toMatchObject({ hasMore: false })
})
