import { type Static, Type } from 'typebox'
import { priorities } from '../../planner/priority.ts'
import { count, id, list, named } from '../primitives.ts'

const priority = Type.Enum([...priorities])
const text = Type.String({ minLength: 1, maxLength: 256 })

/** As a list names a target: its text, or an object with its priority (PL-5). */
export const targetItem = Type.Union([text, Type.Object({ target: text, priority: Type.Optional(priority) })])

export const ratedTarget = named(
  'RatedTarget',
  'A target of a batch. With fewer levels than priorities a batch holds targets of several (PL-5).',
  { target: Type.String(), priority },
)
export type RatedTarget = Static<typeof ratedTarget>

export const targetPage = named('TargetPage', 'Some targets of the current epoch.', {
  task_id: id,
  epoch: id,
  total: count('All there are.'),
  matching: count('Those that were asked for, on all pages.'),
  targets: list(Type.String()),
})
export type TargetPage = Static<typeof targetPage>
