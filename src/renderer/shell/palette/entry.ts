import type { ComponentType } from 'react'
import type { Shortcut } from '../shortcuts.ts'
import type { Searchable } from './search.ts'

/** One thing that can be chosen in the palette. */
export interface Entry extends Searchable {
  /** The same at every opening, so that a choice can be offered again. */
  readonly id: string
  readonly icon: ComponentType<{ size?: number }>
  /** What it is of or about, beside its name. */
  readonly detail?: string
  readonly shortcut?: Shortcut
  /** Why it cannot be done now; null where it can. */
  readonly problem?: string | null
  readonly run: () => void
}
