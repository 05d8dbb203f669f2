import { useMutation } from '@tanstack/react-query'
import type { ProcedureName, ProcedureInput, ProcedureResult } from '../../contract/procedures.ts'
import { useBackend } from './context.ts'

/**
 * `[UI-5]` Runs an action of the operator's: says while it runs, and shows what went wrong.
 * @returns whether one is running, and what runs one; that resolves to null where it failed
 */
export function useAction(): [boolean, <T>(action: () => Promise<T>) => Promise<T | null>] {
  const { isPending, mutateAsync } = useMutation({ mutationFn: (action: () => Promise<unknown>) => action() })
  // What it rejects with has been shown by then.
  const run = <T>(action: () => Promise<T>) =>
    mutateAsync(action).then(
      (answer) => answer as T,
      () => null,
    )
  return [isPending, run]
}

/** `[UI-5]` The same for an action that is one call. @returns whether it is running, and what runs it */
export function useCommand<M extends ProcedureName>(
  method: M,
): [boolean, (params: ProcedureInput<M>, onDone?: (answer: ProcedureResult<M>) => void) => void] {
  const backend = useBackend()
  const [isRunning, run] = useAction()
  const command = (params: ProcedureInput<M>, onDone?: (answer: ProcedureResult<M>) => void) =>
    void run(async () => {
      // Also where nobody waits for the answer.
      const answer = await backend.call(method, params)
      onDone?.(answer)
    })
  return [isRunning, command]
}
