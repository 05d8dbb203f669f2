import { Type } from 'typebox'
import { type Priority, priorities } from '../../planner/priority.ts'

const priority = Type.Enum([...priorities])

/** As a list names a target: its text, or an object with its priority (PL-5). */
export const targetItem = Type.Union([
  Type.String({ minLength: 1, maxLength: 256 }),
  Type.Object({ target: Type.String({ minLength: 1, maxLength: 256 }), priority: Type.Optional(priority) }),
])

/** A target of a batch. With fewer levels than priorities a batch holds targets of several (PL-5). */
export interface RatedTarget {
  target: string
  priority: Priority
}

/** Some targets of the current epoch. */
export interface TargetPage {
  task_id: number
  epoch: number
  /** All there are. */
  total: number
  /** Those that were asked for, on all pages. */
  matching: number
  targets: readonly string[]
}
