import { type Static, Type } from 'typebox'
import type { Sentence } from '../phrase.ts'
import { listEncodings, saidFormats } from '../list-format.ts'
import { count, id, list, named, orNull, time } from '../primitives.ts'

/** What a source reads. */
export const sourceKinds = ['file', 'url', 'sql', 'command'] as const
export type SourceKind = (typeof sourceKinds)[number]

/** Where a source was given: in the settings file, by the desktop's own user or another program here, by a token. */
export const sourceOrigins = ['settings', 'desktop', 'token'] as const
export type SourceOrigin = (typeof sourceOrigins)[number]

/**
 * What came of a run. `waiting`: it would change the targets, and waits for an operator; `discarded`: it gave again what an
 * operator has discarded.
 */
export const sourceOutcomes = ['published', 'unchanged', 'waiting', 'discarded', 'failed'] as const
export type SourceOutcome = (typeof sourceOutcomes)[number]

/** Why a change waits: the guard holds it back, or all changes are to be seen first. */
export const pendingReasons = ['guard', 'review'] as const

/** What a source may be said to be at a glance; the first that applies. */
export const sourceStates = ['paused', 'running', 'waiting', 'stale', 'failed', 'new', 'ok'] as const

const second = 1000
const day = 86_400_000
const MAX_HEADERS = 32

/** `[SO-3]` A text that is not shown again; a variable of the environment only where the monitor's own machine says so. */
const secret = Type.Union([
  Type.String({ minLength: 1, maxLength: 8192 }),
  Type.Object(
    { variable: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$', description: 'Of the environment.' }) },
    { additionalProperties: false },
  ),
])
export type SourceSecret = Static<typeof secret>

/** When it runs and what becomes of what it gives, whatever it reads. */
const options = {
  name: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9._:@-]{1,128}$',
      description: 'As the history has it; by default what it reads from.',
    }),
  ),
  interval: Type.Optional(
    Type.Integer({
      minimum: second,
      maximum: 366 * day,
      description: 'From the start of one run to the next, ms; `monitor.sources.interval` by default.',
    }),
  ),
  cron: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'In place of an interval: `0 3 * * *` or with seconds in front.',
    }),
  ),
  time_zone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Of `cron`; UTC by default.' })),
  jitter: Type.Optional(
    Type.Integer({ minimum: 0, maximum: day, description: 'Each run is up to so much later, at random, ms.' }),
  ),
  timeout: Type.Optional(
    Type.Integer({
      minimum: 100,
      maximum: 3600 * second,
      description: 'Of a run until everything is read, ms; `monitor.sources.timeout` by default.',
    }),
  ),
  retries: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 20,
      description: 'After a failed run, each later than the one before; `monitor.sources.retries` by default.',
    }),
  ),
  apply: Type.Optional(
    Type.Enum(['automatically', 'after_review'], {
      description: '`automatically` by default; the guard holds for both.',
    }),
  ),
  on_invalid: Type.Optional(
    Type.Enum(['refuse', 'skip'], { description: 'A list with bad lines: `refuse` by default (SO-4).' }),
  ),
  on_suspicious: Type.Optional(
    Type.Enum(['take', 'refuse', 'skip'], {
      description:
        'A list with lines that look wrong (LI-6): `take`, the default, takes and counts them; `refuse` fails the run; `skip` leaves them out.',
    }),
  ),
  format: Type.Optional(Type.Enum([...saidFormats], { description: 'By name, type and content unless it is given.' })),
  encoding: Type.Optional(
    Type.Enum(['auto', ...listEncodings], {
      description: '`utf-8` by default, and what a byte order mark says (LI-2).',
    }),
  ),
}

const path = Type.Optional(
  Type.String({
    maxLength: 1024,
    description: 'Of JSON, where the list is: a JSON pointer, `/data/tokens`, or `data.tokens`.',
  }),
)
export const httpUrlPattern = '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s]+$'
const httpUrl = Type.String({ pattern: httpUrlPattern, maxLength: 4096 })
const headerName = "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$"
const query = Type.String({ minLength: 1, maxLength: 65_536, description: 'Its columns are those of a list.' })
const command = Type.Array(Type.String({ maxLength: 8192 }), {
  minItems: 1,
  maxItems: 256,
  description: 'The program and its arguments; no shell reads them.',
})

export const fileSource = Type.Object(
  {
    kind: Type.Literal('file'),
    file: Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'A file, or a folder with several of one format.',
    }),
    path,
    ...options,
  },
  { additionalProperties: false },
)
export const urlSource = Type.Object(
  {
    kind: Type.Literal('url'),
    url: httpUrl,
    headers: Type.Optional(Type.Record(Type.String({ pattern: headerName }), secret, { maxProperties: MAX_HEADERS })),
    path,
    ...options,
  },
  { additionalProperties: false },
)
export const sqlSource = Type.Object(
  {
    kind: Type.Literal('sql'),
    database: secret,
    query,
    ...options,
  },
  { additionalProperties: false },
)
export const commandSource = Type.Object(
  {
    kind: Type.Literal('command'),
    command,
    folder: Type.Optional(Type.String({ minLength: 1, maxLength: 4096, description: 'Where it runs.' })),
    path,
    ...options,
  },
  { additionalProperties: false },
)

/** `[SO-1]` What somebody gives: with its secrets, which are never shown again. */
export const sourceDefinition = Type.Union([fileSource, urlSource, sqlSource, commandSource], {
  title: 'SourceDefinition',
})
export type SourceDefinition = Static<typeof sourceDefinition>
export type SourceOf<K extends SourceKind> = Extract<SourceDefinition, { kind: K }>

const stays = '; null: it stays what it is'

/** `[SO-6]` The same where there may be one already: what is not shown of that stays where it is null, or `…` in a URL. */
export const sourceRequest = Type.Union(
  [
    fileSource,
    Type.Object(
      {
        ...urlSource.properties,
        headers: Type.Optional(
          Type.Record(Type.String({ pattern: headerName }), orNull(secret), {
            maxProperties: MAX_HEADERS,
            description: 'A value that is null stays what it is, and without `headers` all of them; `{}` for none.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        ...sqlSource.properties,
        database: orNull(secret, `A connection string${stays}.`),
        query: orNull(query, `One statement${stays}.`),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      { ...commandSource.properties, command: orNull(command, `The program and its arguments${stays}.`) },
      { additionalProperties: false },
    ),
  ],
  { title: 'SourceRequest' },
)
export type SourceRequest = Static<typeof sourceRequest>

const problem = orNull(
  Type.Unsafe<Sentence>(
    Type.Object({
      message: Type.String(),
      reason: Type.Optional(Type.String()),
      values: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
  'What went wrong, in English and as data; null where nothing did.',
)

export const sourceRun = Type.Object({
  at: time('When it began.'),
  took: Type.Integer({ minimum: 0, description: 'ms' }),
  outcome: Type.Enum([...sourceOutcomes]),
  found: orNull(count('Targets it gave, repeats included; null where it could not be read, or was not read again.')),
  added: orNull(count('Targets that came with it, or would.')),
  removed: orNull(count('Targets that went with it, or would.')),
  epoch: orNull(id, 'The epoch it made.'),
  problem,
})
export type SourceRun = Static<typeof sourceRun>

export const pendingChange = Type.Object({
  at: time('When it was read.'),
  why: Type.Enum([...pendingReasons]),
  found: count('Targets of the list, repeats included.'),
  added: count('Targets that would come.'),
  removed: count('Targets that would go: what `confirm` has to name where the guard asks.'),
  rerated: count('Targets that would carry another priority.'),
  of: count('Targets there were then.'),
  base_epoch: id,
})
export type PendingChange = Static<typeof pendingChange>

export const sourceResource = named('Source', 'SO-1: from where a task takes its targets by itself; no secrets.', {
  task_id: id,
  name: Type.String({ description: 'As the history has it.' }),
  kind: Type.Enum([...sourceKinds]),
  origin: Type.Enum([...sourceOrigins], {
    description: 'Where it was given; one of `settings` is changed there only.',
  }),
  where: Type.String({
    description:
      'What it reads, without anything secret: of a URL `…` stands for what is not shown, and may be sent back so (SO-6).',
  }),
  path: Type.String({ description: 'Of JSON, where the list is; empty for all of it.' }),
  headers: list(Type.String(), 'The names of those that are sent; never a value.'),
  interval: orNull(Type.Integer(), 'ms; null where `cron` says when.'),
  cron: orNull(Type.String()),
  time_zone: Type.String(),
  jitter: Type.Integer(),
  timeout: Type.Integer(),
  retries: Type.Integer(),
  apply: Type.Enum(['automatically', 'after_review']),
  on_invalid: Type.Enum(['refuse', 'skip']),
  on_suspicious: Type.Enum(['take', 'refuse', 'skip']),
  format: Type.Enum([...saidFormats]),
  encoding: Type.Enum(['auto', ...listEncodings]),
  paused: Type.Boolean({ description: 'It does not run until it is told to go on.' }),
  state: Type.Enum([...sourceStates]),
  running_since: orNull(Type.Integer(), 'While it runs.'),
  next_run_at: orNull(Type.Integer(), 'Null while it is paused.'),
  last_run: orNull(sourceRun),
  last_success_at: orNull(Type.Integer(), 'When it last was read, whatever came of it.'),
  stale_after: Type.Integer({ description: 'Without a success for so long it is an alert (`source_stale`), ms.' }),
  failures: count('Failed runs in a row.'),
  overridden: Type.Boolean({
    description: 'Somebody has changed the targets since: the next run takes that back, unless the source is paused.',
  }),
  pending: orNull(pendingChange, 'What waits for an operator; the newest only.'),
})
export type SourceResource = Static<typeof sourceResource>
