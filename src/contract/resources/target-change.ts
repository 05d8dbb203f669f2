import { type Static, Type } from 'typebox'
import { count, id, list, named, orNull } from '../primitives.ts'
import { priorities } from '../../planner/priority.ts'

/** What may become of a target, each a list of its own. */
export const targetChangeLists = ['added', 'removed', 'rerated', 'described'] as const
export type TargetChangeList = (typeof targetChangeLists)[number]

const described = {
  priority: Type.Enum([...priorities]),
  attributes: orNull(Type.Record(Type.String(), Type.String()), 'Null where it has none.'),
}

export const changedTarget = named('ChangedTarget', 'A target that a change adds, removes, or gives other data.', {
  target: Type.String(),
  ...described,
  was: orNull(Type.Object(described), 'What a surviving target had before; null where it comes or goes.'),
})
export type ChangedTarget = Static<typeof changedTarget>

export const targetChangePage = named(
  'TargetChangePage',
  'Some of what a change does to targets, in code-unit order.',
  {
    base_epoch: id,
    total: count('All in this list.'),
    matching: count('Those that were asked for, on all pages.'),
    targets: list(changedTarget),
  },
)
export type TargetChangePage = Static<typeof targetChangePage>
