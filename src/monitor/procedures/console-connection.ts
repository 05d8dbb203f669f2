import type { ConsoleConnection, ProcedureName } from '../../contract/procedures.ts'
import type { Imports } from '../imports.ts'
import type { Recorder } from '../recorder.ts'
import type { Door } from './call.ts'
import type { Caller } from './context.ts'
import { OwnImports } from './own-imports.ts'

interface Parts {
  readonly door: Door
  readonly imports: Imports
  readonly recorder: Recorder
}

/** The door for one console, and what it is shown. What it began and did not finish ends with its connection. */
export function connectConsole({ door, imports, recorder }: Parts, actor: Omit<Caller, 'imports'>): ConsoleConnection {
  const own = new OwnImports(imports, actor)
  const caller: Caller = { ...actor, imports: own }
  return {
    call: (name: ProcedureName, input: unknown) => door.callNamed(name, caller, input) as Promise<never>,
    subscribe: (listener, after) => recorder.subscribe(listener, after),
    close: () => own.end(),
  }
}
