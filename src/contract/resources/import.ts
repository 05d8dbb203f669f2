import { type Static, Type } from 'typebox'
import {
  columnRoles,
  listEncodings,
  listFormats,
  listRepairs,
  listSeparators,
  saidFormats,
  suspicionKinds,
} from '../list-format.ts'
import type { PhraseValues } from '../phrase.ts'
import { count, id, list, named, orNull, time } from '../primitives.ts'

const lineNumber = Type.Integer({ minimum: 1, description: 'Counts from 1; in JSON, the place of the item.' })

export const invalidLine = named('InvalidLine', 'A line of a target list that could not be taken (HT-1).', {
  line: lineNumber,
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
export const ignoredColumns = 'Columns, or fields of JSON, that say nothing here; they were passed over.'

export const suspiciousLine = named('SuspiciousLine', 'LI-6: a line that looks wrong although it may be right.', {
  line: lineNumber,
  kind: Type.Enum([...suspicionKinds]),
  reason: Type.String(),
  text: Type.String({ description: 'What stands there, as it was given.' }),
  taken: Type.Boolean({ description: 'Whether it is taken as it is; false where it is no target, or was left out.' }),
  repair: orNull(Type.Enum([...listRepairs]), 'What would help (LI-7); null where nothing does.'),
  repaired: orNull(Type.String(), 'What that makes of it, a target a line.'),
  fault: Type.String({ description: 'Which sentence `reason` is.' }),
  values: Type.Unsafe<PhraseValues>(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
      description: 'What it is filled with: `sign`, a code point as U+200B, and `place`, which character that is.',
    }),
  ),
})
export type SuspiciousLine = Static<typeof suspiciousLine>

export const duplicateLine = named('DuplicateLine', 'LI-8: a target that was in the list before.', {
  line: lineNumber,
  first_line: lineNumber,
  target: Type.String({ description: 'As it stands here; the line before may spell it otherwise.' }),
})
export type DuplicateLine = Static<typeof duplicateLine>

const readColumn = Type.Object({
  index: Type.Integer({ minimum: 0, description: 'Counts from 0; in JSON, the order in which fields were met.' }),
  name: Type.String({ description: 'Empty where there is no header.' }),
  role: Type.Enum([...columnRoles]),
  near: orNull(Type.Enum(['target', 'priority']), 'A known name that is nearly the same; it was passed over.'),
})

const readRow = Type.Object({
  line: lineNumber,
  target: Type.String(),
  priority: orNull(Type.String()),
  attributes: orNull(Type.Record(Type.String(), Type.String())),
})
export type ReadRow = Static<typeof readRow>

export const listReading = named('ListReading', 'LI-1: how a list was understood.', {
  format: Type.Enum([...listFormats]),
  format_by: Type.Enum(['said', 'name', 'content'], { description: 'How that is known.' }),
  encoding: Type.Enum([...listEncodings]),
  encoding_by: Type.Enum(['said', 'bom', 'content'], { description: 'How that is known.' }),
  bom: Type.Boolean({ description: 'Whether it begins with a byte order mark.' }),
  separator: orNull(Type.Enum([...listSeparators]), 'Between the cells of CSV; null in other formats.'),
  header: orNull(Type.Boolean(), 'Whether the first line names columns; null where there are no lines.'),
  header_line: orNull(lineNumber, 'Which line that is.'),
  columns: list(readColumn, 'At most 64.'),
  gzip: Type.Boolean({ description: 'Whether it came packed.' }),
  place: orNull(Type.String(), 'Where in a JSON object the list was found: `/data/tokens`.'),
  more: orNull(Type.String(), 'The field beside it that says that this is one page of several.'),
  rows: list(readRow, 'The first 20 as they were read.'),
})
export type ListReading = Static<typeof listReading>

export const listReport = named('ListReport', 'HT-1: what a target list holds, before it is planned.', {
  targets: count('Good lines, repeats included.'),
  invalid: count('Lines that are no targets.'),
  complaints: list(Type.Unsafe<ExplainedLine>(invalidLine), 'The first 20 of these.'),
  can_skip: Type.Boolean({
    description: 'Whether the bad lines can be left out; false where the rest cannot be read.',
  }),
  ignored_columns: list(Type.String(), ignoredColumns),
  reading: listReading,
  suspicious: count('Lines that look wrong (LI-6).'),
  suspicions: list(suspiciousLine, 'The first 100 of these.'),
  suspicious_kinds: Type.Record(Type.String(), Type.Integer(), { description: 'How many there are of each kind.' }),
  repaired: Type.Record(Type.String(), Type.Integer(), { description: 'Lines that each repair has changed (LI-7).' }),
  left_out: count('Suspicious lines that were left out as asked for.'),
  duplicates: count('Repeats of a target, by the identity of the task (LI-8).'),
  duplicate_lines: list(duplicateLine, 'The first 20 of these.'),
})
export type ListReport = Static<typeof listReport>

/** Which column is what, by its index in `reading.columns`; null: none is. */
const chosenColumns = Type.Object({
  target: Type.Optional(Type.Integer({ minimum: 0 })),
  priority: Type.Optional(orNull(Type.Integer({ minimum: 0 }))),
  ignored: Type.Optional(Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 64 })),
})

/** `[LI-1]` How a list is to be read; what is left out is seen from the list. */
export const readingChoice = {
  format: Type.Optional(Type.Enum([...saidFormats])),
  encoding: Type.Optional(Type.Enum(['auto', ...listEncodings])),
  separator: Type.Optional(Type.Enum([...listSeparators])),
  header: Type.Optional(Type.Boolean()),
  columns: Type.Optional(chosenColumns),
  repairs: Type.Optional(Type.Array(Type.Enum([...listRepairs]), { maxItems: listRepairs.length })),
  /** Suspicious lines of these kinds are not taken. */
  leave_out: Type.Optional(Type.Array(Type.Enum([...suspicionKinds]), { maxItems: suspicionKinds.length })),
}

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
  format: Type.Enum([...saidFormats], { description: '`auto` until it is known.' }),
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
