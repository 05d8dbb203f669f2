import type { ProcedureResult } from '../../contract/procedures.ts'
import { refusal } from '../../contract/refusal.ts'
import { alertKinds } from '../../contract/resources/alert.ts'
import { MAX_NOTE_LENGTH, type Note, type NoteDraft, type NoteQuestion } from '../../contract/resources/note.ts'
import type { Engine } from '../../engine/engine.ts'
import type { AuditThread } from '../events/audit-log.ts'
import { operatorWords } from '../operator-words.ts'
import type { Redactor } from '../redactor.ts'

interface Parts {
  /** They are kept in the audit log's file. */
  readonly thread: Pick<AuditThread, 'call'>
  readonly engine: Pick<Engine, 'consumerResource' | 'taskResource' | 'audit'>
  readonly redactor: Pick<Redactor, 'mayMention' | 'line'>
  /** Whether there is such a window, or was. */
  readonly hasWindow: (windowId: number) => boolean
  readonly now: () => number
}

/** A kind, and where there may be several of it a consumer, a task, an address or a channel: nothing else that could be written down. */
const alertIdPattern = /^[a-z_]+(?::[\w.:@/ -]{1,128})?$/

/** `[NT-1]` What operators note, and what it is about. */
export class Notes {
  private readonly parts: Parts
  private changes: number

  constructor(parts: Parts) {
    this.parts = parts
    // A console that comes back after a restart must not take it for what it has seen.
    this.changes = parts.now()
  }

  /** Another number whenever one was made or deleted. */
  get revision(): number {
    return this.changes
  }

  /** @throws {BatchdeckError} `INVALID_MESSAGE`, `STORAGE_FAILED` */
  async list(question: NoteQuestion): Promise<ProcedureResult<'notes.list'>> {
    if (question.to <= question.from) throw refusal('range_backwards')
    const { notes, hasMore } = await this.parts.thread.call('listNotes', question)
    return { notes, ...(hasMore && { partial: true }) }
  }

  /**
   * @param by the name of the token of whoever writes it
   * @throws {BatchdeckError} what it is about is not known, nothing is left of it, or `STORAGE_FAILED`
   */
  async create({ text, at, about = {} }: NoteDraft, by: string | null): Promise<Note> {
    const { thread, engine, redactor, now } = this.parts
    const words = operatorWords(text, MAX_NOTE_LENGTH, redactor)
    if (words === '') throw refusal('note_empty')
    this.assertKnown(about)
    const madeAt = now()
    const { consumer_id, task_id, epoch, alert_id, window_id } = about
    const note = await thread.call('createNote', {
      at: at ?? madeAt,
      made_at: madeAt,
      by,
      text: words,
      ...(consumer_id !== undefined && { consumer_id }),
      ...(task_id !== undefined && { task_id }),
      ...(epoch !== undefined && { epoch }),
      ...(alert_id !== undefined && { alert_id }),
      ...(window_id !== undefined && { window_id }),
    })
    this.changes++
    engine.audit.noteNote(now(), note)
    return note
  }

  /** What was deleted. @throws {BatchdeckError} `UNKNOWN_NOTE`, `STORAGE_FAILED` */
  async delete(noteId: number): Promise<Note> {
    const note = await this.parts.thread.call('deleteNote', noteId)
    if (!note) throw refusal('note_unknown', { note: noteId })
    this.changes++
    return note
  }

  private assertKnown({ consumer_id, task_id, epoch, alert_id, window_id }: NonNullable<NoteDraft['about']>): void {
    const { engine, redactor, hasWindow } = this.parts
    if (task_id !== undefined) {
      const { epoch: current } = engine.taskResource(task_id)
      if (epoch !== undefined && epoch > current) throw refusal('epoch_unknown', { task: task_id, epoch })
    } else if (epoch !== undefined) throw refusal('note_epoch_of_no_task')
    if (consumer_id !== undefined) engine.consumerResource(consumer_id)
    if (window_id !== undefined && !hasWindow(window_id)) throw refusal('window_unknown', { window: window_id })
    if (alert_id === undefined) return
    // One that is over is none of those in force: that there is such a kind has to do.
    const kind = alert_id.split(':')[0]
    const shown = redactor.mayMention(alert_id) ? redactor.line(alert_id) : alert_id
    const isPossible = alertKinds.some((known) => known === kind) && alertIdPattern.test(alert_id)
    if (!isPossible || shown !== alert_id) throw refusal('alert_unknown', { alert: shown })
  }
}
