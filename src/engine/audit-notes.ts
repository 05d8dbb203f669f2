import type { EventData, EventSubject } from '../contract/events.ts'
import type { Sentence } from '../contract/phrase.ts'
import type { Note } from '../contract/resources/note.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Floods } from './floods.ts'
import type { RefusalWatch } from './refusal-watch.ts'

interface Parts {
  readonly recorder: ChangeRecorder
  readonly floods: Floods
  readonly refusals: RefusalWatch
}

/** What happened around the engine, for the audit log: it stands in order with what came of it (EV-4). */
export class AuditNotes {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** What an operator did or was refused. */
  noteOperator(now: number, subject: EventSubject, data: EventData<'operator'>): void {
    this.parts.recorder.fact({ kind: 'OperatorActed', at: now, subject, data })
  }

  /** `[NT-1]` What an operator has written. */
  noteNote(now: number, note: Note): void {
    this.parts.recorder.fact({ kind: 'NoteMade', at: now, note })
  }

  /** A start or an end of the monitor. */
  noteMonitor(now: number, { action, version }: EventData<'monitor'>): void {
    const kind = action === 'started' ? 'MonitorStarted' : 'MonitorStopping'
    this.parts.recorder.fact({ kind, at: now, version })
  }

  /** `[SO-5]` A run of a source, or the last of several alike. */
  noteSource(now: number, taskId: number, data: EventData<'source'>): void {
    this.parts.recorder.fact({ kind: 'SourceRan', at: now, taskId, data })
  }

  /** `[MW-1]` A window came, began, ended or went. */
  noteWindow(now: number, taskId: number | undefined, data: EventData<'window'>): void {
    this.parts.recorder.fact({ kind: 'WindowChanged', at: now, taskId, data })
  }

  /** One of what may come in floods: the like of one second and origin are one event (EV-3). */
  countRefusal(now: number, subject: EventSubject, data: Omit<EventData<'error'>, 'count'>): void {
    this.parts.floods.refused(now, subject, data)
    if (subject.consumer_id !== undefined) this.parts.refusals.note(subject.consumer_id, sentence(data), now)
  }

  /** The same for a limit that was hit (WS-18). @param said what is to be said of it where a frame was refused for it */
  countLimit(
    now: number,
    subject: EventSubject,
    data: Omit<EventData<'limit'>, 'count'>,
    said: Sentence | null = null,
  ): void {
    this.parts.floods.limitHit(now, subject, data)
    const { consumer_id: consumerId } = subject
    if (consumerId !== undefined && said) this.parts.refusals.note(consumerId, said, now)
  }

  /** The end is near: what is still being counted is not to be missed by the next drain of the engine. */
  closeCounts(): void {
    this.parts.floods.closeAll()
  }
}

function sentence({ message, reason, values }: Sentence): Sentence {
  return reason === undefined ? { message } : { message, reason, values: values ?? {} }
}
