import { notifications } from '@mantine/notifications'
import { createContext, use, useState } from 'react'
import { BatchdeckError } from '../../contract/errors.ts'
import type { ConsoleBackend } from '../../console/client.ts'
import { refusalLines } from '../../console/words/refusal-words.ts'
import { Said, type Words } from '../i18n/said.tsx'
import { usePreferences } from '../stores/preferences.ts'

const BackendContext = createContext<ConsoleBackend | null>(null)
export const BackendProvider = BackendContext.Provider

export function useBackend(): ConsoleBackend {
  const backend = use(BackendContext)
  if (!backend) throw new Error('There is no backend above this component.')
  return backend
}

/**
 * `[UI-5]` Runs an action of the operator's: says while it runs, and shows what went wrong.
 * @returns whether one is running, and what runs one; that resolves to null where it failed
 */
export function useAction(): [boolean, <T>(action: () => Promise<T>) => Promise<T | null>] {
  const [isRunning, setRunning] = useState(false)
  async function run<T>(action: () => Promise<T>): Promise<T | null> {
    setRunning(true)
    try {
      return await action()
    } catch (error) {
      showFailure(() => wordsOf(error))
      return null
    } finally {
      setRunning(false)
    }
  }
  return [isRunning, run]
}

/** `[UI-5]` Says what went wrong. */
export function showFailure(words: Words): void {
  notifications.show({
    color: 'red',
    title: <Said words={(t) => t('common.failed')} />,
    message: <Said words={words} />,
    autoClose: 10_000,
  })
}

/** What an error says in the language of the moment; its complaints stand with it. To be called while rendering. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof BatchdeckError)) return String(error)
  return refusalLines(error, usePreferences.getState().language)
}
