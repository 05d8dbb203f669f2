import { create } from 'zustand'
import type { NoteDraft } from '../../contract/resources/note.ts'
import type { WindowDraft } from '../../contract/resources/window.ts'

/** What an operator can do to consumers. */
export const consumerActions = ['reload', 'drain', 'undrain', 'dismiss'] as const
export type ConsumerAction = (typeof consumerActions)[number]

/** What a new window is about before anybody has changed it. */
export type WindowSuggestion = Pick<WindowDraft, 'mutes' | 'holds' | 'scope'>

/** What is asked or shown above every screen, whichever opened it: the header, a key, an alert, a what-if, the palette. */
export type Dialog =
  /** @param rebalance whether the load is to be evened out as well (PL-2); @param taskId the one that is shown if left out */
  | { readonly kind: 'reload'; readonly rebalance: boolean; readonly taskId?: number }
  | { readonly kind: 'consumers'; readonly action: ConsumerAction; readonly ids: readonly string[] }
  /** The last change of a task's targets (EP-12). */
  | { readonly kind: 'undo'; readonly taskId: number }
  /** How another consumer is connected. */
  | { readonly kind: 'program' }
  /** A note to be written (NT-1); `at` by the monitor's clock, ms. */
  | { readonly kind: 'note'; readonly about?: NonNullable<NoteDraft['about']>; readonly at?: number }
  /** Why somebody looks after alerts, or until when they are put off (AL-6). */
  | { readonly kind: 'acknowledge' | 'snooze'; readonly alerts: readonly string[] }
  /** A new silence or maintenance window (MW-1), about these to begin with. */
  | { readonly kind: 'window'; readonly about: WindowSuggestion }
  /** An end before its time. */
  | { readonly kind: 'endWindow'; readonly windowId: number }
  /** The slots of those who were lost together are given to the others (BR-2). */
  | { readonly kind: 'release'; readonly taskId: number }
  | { readonly kind: 'shortcuts' }

/** Null where none is open. */
export const useDialog = create<{ dialog: Dialog | null }>(() => ({ dialog: null }))

export const openDialog = (dialog: Dialog): void => useDialog.setState({ dialog })
export const closeDialog = (): void => useDialog.setState({ dialog: null })
export const openReloadDialog = ({ rebalance = false, ...of }: { rebalance?: boolean; taskId?: number } = {}): void =>
  openDialog({ kind: 'reload', rebalance, ...of })
