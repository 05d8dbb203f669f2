import { createContext, use } from 'react'
import { BatchdeckError } from '../../contract/errors.ts'
import type { ConsoleBackend } from '../../console/client.ts'
import { refusalLines } from '../../console/words/refusal-words.ts'
import { usePreferences } from '../stores/preferences.ts'

const BackendContext = createContext<ConsoleBackend | null>(null)
export const BackendProvider = BackendContext.Provider

export function useBackend(): ConsoleBackend {
  const backend = use(BackendContext)
  if (!backend) throw new Error('There is no backend above this component.')
  return backend
}

/** `[UI-4]` Whether it only says that there is no monitor to ask: the console as a whole says so, and since when. */
export function isOutage(error: unknown): boolean {
  return error instanceof BatchdeckError && error.code === 'SERVER_SHUTDOWN'
}

/** What an error says in the language of the moment; its complaints stand with it. To be called while rendering. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof BatchdeckError)) return String(error)
  return refusalLines(error, usePreferences.getState().language)
}
