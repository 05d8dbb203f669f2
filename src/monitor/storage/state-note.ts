import { hash } from 'node:crypto'
import { closeSync, fdatasyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const natural = Type.Integer({ minimum: 0 })
const text = Type.String()

const notedTask = Type.Object({
  task_id: natural,
  name: text,
  epoch: natural,
  /** Since 1970, ms: when the epoch was published, or the task made. */
  at: Type.Number(),
  /** Of the epoch, as hex; null before the first. */
  link: Type.Union([text, Type.Null()]),
  targets: natural,
})

const besideFiles = Type.Object({
  /** The number of the newest event when the monitor last started: later ones may be lost with the power. */
  events: natural,
  /** The newest backup. */
  backup: Type.Union([Type.Object({ folder: text, name: text }), Type.Null()]),
})

const stateNote = Type.Object({
  format: Type.Literal(1),
  /** Which database it is about. */
  database: natural,
  generation: natural,
  next_batch_id: natural,
  next_task_id: natural,
  tasks: Type.Array(notedTask),
  /** Numbers of epochs that a lost state gave out, where they are higher than those of `tasks`. */
  epochs_given: Type.Optional(Type.Array(Type.Object({ task_id: natural, epoch: natural }))),
  /** Which other files there were; of earlier versions nothing is said of them. */
  beside: Type.Optional(besideFiles),
  /** Of a database that was just put back from a backup: the file, and what was lost by that. */
  restored: Type.Optional(Type.Object({ from: text, at: Type.Number(), missing: Type.Array(Type.Unsafe<Lost>({})) })),
})

export type NotedTask = Static<typeof notedTask>
/** `[ST-5]` What there was beside the database. */
export type BesideFiles = Static<typeof besideFiles>
/** `[ST-3]` What is known outside of the database of the newest state in it. */
export type StateNote = Static<typeof stateNote>

/** Epochs that were published, and are not there. */
export interface Lost {
  readonly task_id: number
  readonly name: string
  /** The first that is missing; 0 where the task is, and had no epoch yet. */
  readonly from: number
  readonly to: number
  /** When the last of them was published, ms since 1970. */
  readonly at: number
}

const validator = Compile(stateNote)

/** @returns null where there is none; `damaged` where it is not what was written */
export function readNote(file: string): StateNote | 'damaged' | null {
  let lines: string
  try {
    lines = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    return 'damaged'
  }
  const [json = '', digest] = lines.split('\n')
  if (digest !== hash('sha256', json)) return 'damaged'
  const note: unknown = JSON.parse(json)
  return validator.Check(note) ? note : 'damaged'
}

/**
 * Written whole or not at all, and through all caches: a note that is older than the database is no alarm, one that is
 * newer is. That the new name may not be durable yet is the former.
 * @throws {Error} of the file system
 */
export function writeNote(file: string, note: StateNote): void {
  const json = JSON.stringify(note)
  const beside = `${file}.new`
  const descriptor = openSync(beside, 'w', 0o600)
  try {
    writeSync(descriptor, `${json}\n${hash('sha256', json)}\n`)
    fdatasyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(beside, file)
}

/** What a database holds, as far as a note knows of it. */
export interface NotedState {
  readonly database: number
  readonly generation: number
  readonly tasks: readonly NotedTask[]
  /** Of an epoch that is kept, as hex; null of any other. */
  link(taskId: number, epoch: number): string | null
}

export type Comparison =
  /** What was noted, or what follows from it. */
  | { readonly kind: 'same_or_later' }
  | { readonly kind: 'another' }
  | { readonly kind: 'older'; readonly lost: readonly Lost[] }

/** `[ST-3]` Whether a database is what was noted last, or what came after it. */
export function compareWithNote(note: StateNote, state: NotedState): Comparison {
  if (state.database !== note.database) return { kind: 'another' }
  const isLater = state.generation > note.generation
  const lost: Lost[] = []
  for (const noted of note.tasks) {
    const present = state.tasks.find(({ task_id }) => task_id === noted.task_id)
    if (!present) {
      // It may have been deleted since.
      if (!isLater) lost.push(lostOf(noted, 0))
      continue
    }
    if (present.epoch < noted.epoch && !isMadeAnew(present, isLater)) lost.push(lostOf(noted, present.epoch))
    else if (present.epoch >= noted.epoch && !isSameHistory(state, noted, isLater)) return { kind: 'another' }
  }
  if (lost.length > 0 || state.generation < note.generation) return { kind: 'older', lost }
  return { kind: 'same_or_later' }
}

/** Everything that a note knows of, where there is nothing at all. */
export function lostWithAll(note: StateNote): readonly Lost[] {
  return note.tasks.map((noted) => lostOf(noted, 0))
}

/** Deleted, and made again under the same number. */
function isMadeAnew(present: NotedTask, isLater: boolean): boolean {
  return isLater && present.epoch === 0
}

function isSameHistory(state: NotedState, { task_id: taskId, epoch, link }: NotedTask, isLater: boolean): boolean {
  const kept = state.link(taskId, epoch)
  // Of what is not kept any more nothing can be said; that it goes on, the generation says.
  return kept === null ? isLater || link === null : kept === link
}

function lostOf({ task_id, name, epoch, at }: NotedTask, present: number): Lost {
  return { task_id, name, from: Math.min(present + 1, epoch), to: epoch, at }
}
