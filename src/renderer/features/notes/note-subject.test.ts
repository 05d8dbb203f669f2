import { describe, expect, it } from 'vitest'
import type { Note } from '../../../contract/resources/note.ts'
import { isAbout, subjectKey } from './note-subject.ts'

const note = (about: Partial<Note>): Note => ({ note_id: 1, at: 0, made_at: 0, by: null, text: 'x', ...about })

describe('[NT-1] what a note is about', () => {
  it('has one name for each, and none for a moment alone', () => {
    const subjects = [
      {},
      { task_id: 1 },
      { consumer_id: '1' },
      { task_id: 1, epoch: 1 },
      { alert_id: '1' },
      { consumer_id: '1', alert_id: '2' },
    ]
    expect(new Set(subjects.map(subjectKey)).size).toBe(subjects.length)
    expect(subjectKey({})).toBe('')
  })

  it('is shown with the thing it names, and not with others of its kind', () => {
    const ofEpoch = note({ task_id: 1, epoch: 7 })
    expect(isAbout(ofEpoch, { task_id: 1, epoch: 7 })).toBe(true)
    expect(isAbout(ofEpoch, { task_id: 1 })).toBe(true)
    expect(isAbout(ofEpoch, { task_id: 2, epoch: 7 })).toBe(false)
    expect(isAbout(note({}), { consumer_id: 'c1' })).toBe(false)
    expect(isAbout(note({ consumer_id: 'c1' }), { consumer_id: 'c1' })).toBe(true)
  })
})
