/** `[EP-5]` Why there is an epoch, as data: words are made of it where it is read, in the reader's language. */
import { type Static, type TProperties, Type } from 'typebox'
import type { Counts } from '../planner/diff.ts'
import { consumerId, count, epochNumber, list } from './primitives.ts'

/** What became of members, each a cause of its own; {@link memberCause} has those that name nobody, too. */
export const memberChanges = ['joined', 'returned', 'left', 'drained', 'undrained', 'flapping'] as const

/** Options of a task that are planned by, in the order in which a cause names them. */
export const plannedOptions = [
  'batch_size',
  'strategy',
  'virtual_nodes',
  'priority_levels',
  'identity',
  'auto_sync',
] as const

const added = count('Targets that came with it.')
const removed = count('Targets that went with it.')
const described = Type.Optional(
  Type.Integer({ minimum: 0, description: 'Targets that stayed and got other attributes.' }),
)
const consumers = list(consumerId, 'All of them, in code-unit order.')
const more = Type.Optional(
  Type.Integer({
    minimum: 1,
    description: 'So many more did the same; of an epoch that an earlier version published, which named three of them.',
  }),
)
const optionValue = Type.Union([Type.String(), Type.Integer(), Type.Boolean()])

function cause<K extends string, P extends TProperties>(kind: K, description: string, properties: P) {
  return Type.Object({ kind: Type.Literal(kind), ...properties }, { description })
}

export const epochCause = Type.Union(
  [
    cause('import', 'A list replaced the targets.', { added, removed, described }),
    cause('change', 'An edit of the targets.', { added, removed, described }),
    cause('source', 'A source gave other targets (SO-1).', {
      source: Type.String({ pattern: '^[A-Za-z0-9._:@-]{1,128}$', description: 'Its name.' }),
      added,
      removed,
      described,
    }),
    cause('rollback', 'An operator took the targets of an earlier epoch back (EP-6).', {
      to: epochNumber,
      added,
      removed,
      described,
    }),
    cause('undo', 'Somebody undid a change of the targets (EP-12).', {
      of: Type.Integer({ minimum: 1, description: 'The epoch that is undone.' }),
      added,
      removed,
      described,
    }),
    cause('sync', 'An operator had it planned anew.', {
      rebalance: Type.Boolean({ description: 'Whether to even the load out, too (PL-2).' }),
    }),
    cause(
      'release',
      'An operator let go of the slots that the brake had kept for those who were lost together (BR-2).',
      {},
    ),
    cause('options', 'An operator changed how the task is planned (EP-9).', {
      changes: list(Type.Object({ option: Type.Enum([...plannedOptions]), from: optionValue, to: optionValue })),
    }),
    cause(
      'members',
      'Consumers that entered or left the member list (LV-3), were drained or not any more (LV-5), or restart again and again (LV-6).',
      {
        change: Type.Enum([...memberChanges]),
        consumers,
        more,
      },
    ),
    cause('members', 'Consumers that were silent for too long (LV-1, LV-2).', {
      change: Type.Literal('lost'),
      consumers,
      silence: Type.Optional(
        list(Type.Integer({ minimum: 0 }), 'Of each of `consumers` the time since its last frame, ms; where known.'),
      ),
      more,
    }),
    cause(
      'members',
      'The members were others and nobody knows any more who: `restored` where it was before a restart.',
      {
        change: Type.Enum(['changed', 'restored']),
      },
    ),
    cause('lost', 'It was published and is lost with the state that had it; it stands for its number only (ST-3).', {}),
    cause('unknown', 'What an earlier version wrote and this one does not understand.', { text: Type.String() }),
  ],
  { title: 'EpochCause', description: 'One of the reasons for an epoch (EP-5).' },
)
export type EpochCause = Static<typeof epochCause>
export type CauseOf<K extends EpochCause['kind']> = Extract<EpochCause, { kind: K }>

/** The English words for `lost`: nobody is asked for others when its number is passed over. */
export const LOST_EPOCH_TEXT = 'lost with the state that had it'

/** What an operator looks for and what is counted; the first of several causes is why there is an epoch at all. */
export const causeGroups = ['targets', 'members', 'sync', 'rollback', 'options'] as const
export type CauseGroup = (typeof causeGroups)[number]

/** What a cause says of the targets that an edit changed. */
export function editedTargets(counts: Pick<Counts, 'added' | 'removed' | 'described'>) {
  const { added: came, removed: went, described: changed } = counts
  return { added: came, removed: went, ...(changed > 0 && { described: changed }) }
}

/** What no operator asked for, members made. */
export function causeGroup({ kind }: EpochCause): CauseGroup {
  switch (kind) {
    case 'import':
    case 'change':
    case 'source':
      return 'targets'
    case 'sync':
    case 'rollback':
    case 'options':
    case 'members':
      return kind
    case 'lost':
    case 'undo':
      return 'rollback'
    case 'release':
      return 'sync'
    case 'unknown':
      return 'members'
  }
}
