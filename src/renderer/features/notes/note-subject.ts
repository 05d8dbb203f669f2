import type { Note, NoteDraft } from '../../../contract/resources/note.ts'

export type NoteSubject = NonNullable<NoteDraft['about']>

/** `[NT-1]` What a note is about, as one word of a list of choices; '' is the moment alone. */
export function subjectKey({ task_id, consumer_id, epoch, alert_id, window_id }: NoteSubject): string {
  if (window_id !== undefined) return `window ${window_id}`
  if (alert_id !== undefined) return `alert ${alert_id}`
  if (epoch !== undefined && task_id !== undefined) return `epoch ${task_id} ${epoch}`
  if (consumer_id !== undefined) return `consumer ${consumer_id}`
  if (task_id !== undefined) return `task ${task_id}`
  return ''
}

/** Whether a note is about this, or about a part of it, as an epoch is of its task. */
export function isAbout(note: Note, subject: NoteSubject): boolean {
  const names = ['task_id', 'consumer_id', 'epoch', 'alert_id', 'window_id'] as const
  return names.every((name) => subject[name] === undefined || subject[name] === note[name])
}
