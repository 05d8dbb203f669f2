import { dirname, join } from 'node:path'
import { refusal } from '../../../contract/refusal.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import type { GivenEpochs, StoredState } from '../../../engine/records.ts'
import { BACKUP_FOLDER, backupsIn } from '../../backup-names.ts'
import { lostPhrases, type Standing } from '../standing.ts'
import {
  type BesideFiles,
  compareWithNote,
  type Lost,
  lostWithAll,
  type NotedState,
  type NotedTask,
  readNote,
  type StateNote,
  writeNote,
} from '../state-note.ts'
import { counter, raiseCounter } from './counters.ts'
import { givenByNote, GivenNumbers } from './given-epochs.ts'
import type { FileLook } from './file-look.ts'
import type { Statements } from './statements.ts'

/**
 * `[ST-3]` Keeps what is known of the newest state in a small file beside the database: it is written after each decision,
 * and before that is answered. A database that is older than its note, or another one, is not gone on with unless somebody
 * says so.
 */
export class NoteKeeper {
  private readonly noteFile: string
  private readonly file: string
  private readonly acceptsOlder: boolean
  private readonly noted: StateNote | 'damaged' | null
  private readonly tasks = new Map<number, NotedTask>()
  private current: StateNote | null = null
  private readonly given = new GivenNumbers()
  private isOwed = false
  private isWithoutWal = false
  /** `[ST-5]` Null where an earlier version has noted nothing of it. */
  beside: BesideFiles | null
  standing: Standing = { kind: 'known' }

  constructor(noteFile: string, file: string, acceptsOlder: boolean) {
    this.noteFile = noteFile
    this.file = file
    this.acceptsOlder = acceptsOlder
    this.noted = readNote(noteFile)
    this.beside = this.noted === null || this.noted === 'damaged' ? null : (this.noted.beside ?? null)
  }

  /** Before it is opened: where there is nothing to open, there must not have been anything. @throws {BatchdeckError} */
  expect({ kind }: FileLook): void {
    if (kind === 'sqlite') return
    const { noted } = this
    const isNoted = noted !== null && noted !== 'damaged'
    const problem = this.whatWasThere()
    if (problem === null) return
    if (!this.acceptsOlder) throw problem
    this.standing = { kind: 'accepted', lost: isNoted ? lostWithAll(noted) : [] }
  }

  /** What says that there was something in it; null where nothing does. */
  private whatWasThere() {
    const { noted, file } = this
    if (noted === 'damaged') return refusal('state_gone_unknown', { file })
    if (noted !== null) {
      return noted.generation === 0 ? null : refusal('state_gone', { file, lost: lostPhrases(lostWithAll(noted)) })
    }
    const folder = join(dirname(file), BACKUP_FOLDER)
    const [newest] = backupsIn(folder)
    return newest ? refusal('state_gone_but_backed_up', { file, backup: join(folder, newest.name) }) : null
  }

  /** The database was not closed, and its WAL is not there. */
  missWal(): void {
    this.isWithoutWal = true
  }

  /** When it is loaded, and before anything is written. @throws {BatchdeckError} */
  check(statements: Statements, state: StoredState): void {
    this.given.load(statements)
    this.collect(statements, state)
    this.judge(statements)
    const { noted, standing } = this
    const isAnother = standing.kind === 'restored' || standing.kind === 'accepted'
    if (isAnother && noted !== null && noted !== 'damaged') this.pass(givenByNote(noted))
  }

  /** These numbers of epochs were given out by what is lost. */
  pass(given: readonly GivenEpochs[]): void {
    for (const each of given) this.given.raise(each)
  }

  /** @throws {BatchdeckError} */
  private judge(statements: Statements): void {
    const { noted } = this
    // It was gone, and that is accepted.
    if (this.standing.kind !== 'known') return
    if (noted === null || noted === 'damaged') {
      // A database without a single decision never had a note that says anything.
      if (this.isWithoutWal) this.standing = { kind: 'unproven', why: 'wal_lost' }
      else if (this.current!.generation === 0) this.standing = { kind: 'unnoted' }
      else this.standing = { kind: 'unproven', why: noted === null ? 'note_missing' : 'note_damaged' }
      return
    }
    const { restored } = noted
    if (restored) {
      this.standing = { kind: 'restored', from: restored.from, lost: restored.missing }
      return
    }
    const found = compareWithNote(noted, this.notedState(statements))
    if (found.kind === 'same_or_later') {
      if (noted.generation === 0) this.standing = { kind: 'unnoted' }
      else if (this.isWithoutWal) this.standing = { kind: 'unproven', why: 'wal_lost' }
      return
    }
    const lost: readonly Lost[] = found.kind === 'older' ? found.lost : lostWithAll(noted)
    if (!this.acceptsOlder) {
      const values = { file: this.file, lost: lostPhrases(lost) }
      throw found.kind === 'older' ? refusal('state_older', values) : refusal('state_of_another', values)
    }
    this.standing = { kind: 'accepted', lost }
  }

  /** What was given out by a state that is lost is not given out again. */
  withFloors(state: StoredState): StoredState {
    const { next_batch_id, next_task_id } = this.floors
    const givenEpochs = this.given.list()
    return {
      ...state,
      ...(givenEpochs.length > 0 && { givenEpochs }),
      nextBatchId: Math.max(state.nextBatchId, next_batch_id),
      nextTaskId: Math.max(state.nextTaskId, next_task_id),
    }
  }

  /** The same, to be kept. In a transaction. */
  raise(statements: Statements): void {
    const { next_batch_id, next_task_id } = this.floors
    raiseCounter(statements, 'next_batch_id', next_batch_id)
    raiseCounter(statements, 'next_task_id', next_task_id)
    for (const { task_id } of this.given.list()) raiseCounter(statements, 'next_task_id', task_id + 1)
    this.given.write(statements)
  }

  /** It is gone on with. @param beside what there is beside it; as it was noted by default */
  begin(statements: Statements, beside: BesideFiles | null = this.beside): void {
    this.beside = beside
    this.renew(statements)
  }

  /** `[ST-5]` There is a newer backup. */
  noteBackup(statements: Statements, backup: BesideFiles['backup']): void {
    this.beside = { events: this.beside?.events ?? 0, backup }
    this.renew(statements)
  }

  /** A task is made, has other options, or another epoch. @param at when it was published; as it was by default */
  noteTask(statements: Statements, task: TaskResource, at?: number): void {
    const before = this.tasks.get(task.task_id)
    this.tasks.set(task.task_id, notedTask(statements, task, at ?? before?.at ?? task.created_at))
    this.renew(statements)
  }

  forgetTask(statements: Statements, taskId: number): void {
    this.tasks.delete(taskId)
    this.renew(statements)
  }

  /** Writes what could not be written before. @throws {BatchdeckError} */
  catchUp(): void {
    if (!this.isOwed || !this.current) return
    try {
      writeNote(this.noteFile, this.current)
      this.isOwed = false
    } catch (error) {
      const { code: errno = 'unknown' } = error as NodeJS.ErrnoException
      throw refusal('note_unwritable', { file: this.noteFile, errno }, { cause: error })
    }
  }

  /** What is noted is on the disk; where the disk refuses, it is tried again with what is saved next. */
  write(): void {
    this.isOwed = true
    try {
      this.catchUp()
    } catch {
      // What was decided is in the database: it must not seem to have failed.
    }
  }

  private get floors(): Pick<StateNote, 'next_batch_id' | 'next_task_id'> {
    const { noted } = this
    return noted === null || noted === 'damaged' ? { next_batch_id: 0, next_task_id: 0 } : noted
  }

  private collect(statements: Statements, { tasks }: StoredState): void {
    for (const { task, epochs } of tasks) {
      this.tasks.set(task.task_id, notedTask(statements, task, epochs[0]?.created_at ?? task.created_at))
    }
    this.current = this.noteOf(statements)
  }

  /** Something was decided that is noted as such only. */
  renew(statements: Statements): void {
    this.current = this.noteOf(statements)
    this.write()
  }

  private noteOf(statements: Statements): StateNote {
    const given = this.given.list()
    return {
      format: 1,
      database: counter(statements, 'database'),
      generation: counter(statements, 'generation'),
      next_batch_id: counter(statements, 'next_batch_id'),
      next_task_id: counter(statements, 'next_task_id'),
      tasks: [...this.tasks.values()],
      ...(given.length > 0 && { epochs_given: given }),
      ...(this.beside && { beside: this.beside }),
    }
  }

  private notedState({ links }: Statements): NotedState {
    const { database, generation, tasks } = this.current!
    return { database, generation, tasks, link: (taskId, epoch) => hex(links.get(taskId, epoch)?.link) }
  }
}

function notedTask({ links }: Statements, task: TaskResource, at: number): NotedTask {
  const { task_id, name, epoch, targets } = task
  return { task_id, name, epoch, at, link: hex(links.get(task_id, epoch)?.link), targets }
}

function hex(link: Uint8Array | undefined): string | null {
  return link ? Buffer.from(link).toString('hex') : null
}
