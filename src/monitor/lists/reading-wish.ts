import type { Identity } from '../../planner/identity.ts'
import type { ListEncoding, ListRepair, ListSeparator, SaidFormat, SuspicionKind } from '../../contract/list-format.ts'

/** A column, by its place from 0 on or by its name. */
export type ColumnName = number | string

/** Which column is what. What is left out is found by its name; null: there is none. */
export interface ChosenColumns {
  readonly target?: ColumnName | undefined
  readonly priority?: ColumnName | null | undefined
  readonly ignored?: readonly ColumnName[] | undefined
}

/** `[LI-1]` How a list is to be read; what is left out is seen from the list. */
export interface ReadingWish {
  readonly format?: SaidFormat | undefined
  /** UTF-8 unless told otherwise; `auto`: whatever it can be read as, which is then said. */
  readonly encoding?: ListEncoding | 'auto' | undefined
  readonly separator?: ListSeparator | undefined
  readonly header?: boolean | undefined
  readonly columns?: ChosenColumns | undefined
  /** Where in a JSON object the list is, names from the outside in. */
  readonly path?: readonly string[] | undefined
  /** What may be done about lines that look wrong (LI-7). */
  readonly repairs?: readonly ListRepair[] | undefined
  /** Lines that look wrong in one of these ways are left out. */
  readonly leaveOut?: readonly SuspicionKind[] | undefined
}

/** What is known of a list before it comes. */
export interface ListOrder extends ReadingWish {
  /** Of the file it comes from. */
  readonly name?: string | undefined
  /** Of the task it is for. */
  readonly identity?: Identity | undefined
  /** It may be read again, in another way. */
  readonly isKept?: boolean | undefined
}
