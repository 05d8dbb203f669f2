import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import type { ProcedureName, ProcedureInput, ProcedureResult } from '../../contract/procedures.ts'
import { useBackend } from './context.ts'

/** A click that was meant once may come twice, ms. */
const DOUBLE_CLICK_MS = 500
/** What may well be asked for again at once, since what it comes to may be something else each time. */
const repeatable: ReadonlySet<ProcedureName> = new Set(['sources.run'])

/**
 * `[UI-5]` Runs an action of the operator's: says while it runs, and shows what went wrong.
 * @returns whether one is running, and what runs one; that resolves to null where it failed, and where the same, by its key, is
 * running or was a moment ago
 */
export function useAction(): [boolean, <T>(action: () => Promise<T>, key?: string) => Promise<T | null>] {
  const last = useRef({ key: '', until: -Infinity })
  const { isPending, mutateAsync } = useMutation({ mutationFn: (action: () => Promise<unknown>) => action() })
  // What it rejects with has been shown by then.
  const run = async <T>(action: () => Promise<T>, key = ''): Promise<T | null> => {
    if (key !== '' && key === last.current.key && performance.now() < last.current.until) return null
    const mine = { key, until: Infinity }
    last.current = mine
    try {
      return (await mutateAsync(action)) as T
    } catch {
      return null
    } finally {
      mine.until = performance.now() + DOUBLE_CLICK_MS
    }
  }
  return [isPending, run]
}

/** `[UI-5]` The same for an action that is one call. @returns whether it is running, and what runs it */
export function useCommand<M extends ProcedureName>(
  method: M,
): [boolean, (params: ProcedureInput<M>, onDone?: (answer: ProcedureResult<M>) => void) => void] {
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const command = (params: ProcedureInput<M>, onDone?: (answer: ProcedureResult<M>) => void) =>
    void run(
      async () => {
        // Also where nobody waits for the answer.
        const answer = await backend.call(method, params)
        onDone?.(answer)
      },
      repeatable.has(method) ? '' : (JSON.stringify(params) ?? '-'),
    )
  return [isRunning, command]
}
