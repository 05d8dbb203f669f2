import { type Static, Type } from 'typebox'
import type { PhraseValues } from '../phrase.ts'
import { count, id, list, named, orNull, time } from '../primitives.ts'
import { listFormats } from '../list-format.ts'

export const invalidLine = named('InvalidLine', 'A line of a target list that could not be taken (HT-1).', {
  line: Type.Integer({ minimum: 1, description: 'Counts from 1; in JSON, the place of the item.' }),
  reason: Type.String(),
  text: Type.String({ description: 'The start of the line, to find it by.' }),
})
export type InvalidLine = Static<typeof invalidLine>

/** The same for a console, which says it in its own language: which of the faults it is (`faults.ts`), with its values. */
export interface ExplainedLine extends InvalidLine {
  readonly fault: string
  readonly values: PhraseValues
}

/** Said of what a list had too much, wherever it is reported. */
export const ignoredColumns = 'Columns of a CSV header that say nothing here; they were passed over.'

export const listReport = named('ListReport', 'HT-1: what a target list holds, before it is planned.', {
  targets: count('Good lines, repeats included.'),
  invalid: count('Lines that are no targets.'),
  complaints: list(Type.Unsafe<ExplainedLine>(invalidLine), 'The first 20 of these.'),
  can_skip: Type.Boolean({
    description: 'Whether the bad lines can be left out; false where the rest cannot be read.',
  }),
  ignored_columns: list(Type.String(), ignoredColumns),
})
export type ListReport = Static<typeof listReport>

/** HT-2. `ready`: read, and waiting for an operator's decision in a console. */
export const importPhases = ['receiving', 'reading', 'ready', 'planning', 'writing'] as const
export type ImportPhase = (typeof importPhases)[number]

/** What a list is to a target set: all of it, or what is added, removed, or both. */
export const listEdits = ['replace', 'add', 'remove', 'change'] as const
export type ListEdit = (typeof listEdits)[number]

export const importResource = named('Import', 'A target list on its way into a task (HT-2).', {
  import_id: id,
  task_id: orNull(id, 'Null where the task is made with it.'),
  edit: Type.Enum([...listEdits], {
    description: 'Whether it is the whole list, what is added, what is removed, or both of these (JSON).',
  }),
  format: Type.Enum([...listFormats]),
  dry_run: Type.Boolean({ description: 'Whether only a preview is asked for, so far.' }),
  phase: Type.Enum([...importPhases], {
    description:
      '`reading`: what came is read; `ready`: it waits in a console to be applied; `planning`: it is planned, or waits for the plans before it; `writing`: it goes to disk and cannot be cancelled any more.',
  }),
  bytes: count('Bytes of the body that have come in, as they were sent.'),
  total_bytes: orNull(Type.Integer({ minimum: 0 }), 'All there will be; null where its sender did not say.'),
  lines: orNull(Type.Integer({ minimum: 0 }), 'Lines read so far; null where the format is read at its end (JSON).'),
  started_at: time('When it began.'),
})
export type ImportResource = Static<typeof importResource>
