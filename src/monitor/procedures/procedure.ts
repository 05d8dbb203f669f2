import type { Static, TSchema } from 'typebox'
import { consoleProcedures, type ProcedureName } from '../../contract/procedures.ts'
import type { EventData, EventSubject } from '../../contract/events.ts'
import type { Role } from '../tokens/grant.ts'
import type { Context } from './context.ts'

type OperatorData = EventData<'operator'>

/** What an action was about and what came of it, as the audit log has it: never a list of targets, and never a token. */
export type Facts = {
  readonly [F in keyof AllFacts]?: AllFacts[F] | undefined
}
type AllFacts = Required<
  EventSubject & Omit<OperatorData, 'action' | 'role' | 'token' | 'via' | 'remote' | 'request_id' | 'outcome'>
>

/** What is written down of everybody who does this, or is refused it. */
export interface Audit<Input, Result> {
  /** As the audit log calls it; the console has words for it in each language. Never changes its meaning. */
  readonly name: string
  /**
   * Several where it was done to several, so that the log of each has it.
   * @param input of a refused call whatever of it is valid
   * @param result null where it was refused
   */
  facts(input: Partial<Input>, result: Result | null): Facts | readonly Facts[]
}

interface Definition<Input, Result> {
  /** The lowest role that may: `consumer` may do least, `admin` everything (SEC-1). */
  readonly role: Role
  /** Null where nothing changes: to look is not written down, and to try something out neither. */
  readonly audit: Audit<Input, Result> | null
  /** It may take long where targets are planned: viewers take turns with it (PL-12). */
  readonly inTurns?: true
  run(context: Context, input: Input): Result | Promise<Result>
}

/** Something that can be asked of the monitor or done with it, whichever way it comes. It throws `BatchdeckError`. */
export interface Procedure<
  Name extends string = string,
  Input extends TSchema = TSchema,
  Result extends TSchema = TSchema,
> extends Definition<Static<Input>, Static<Result>> {
  readonly name: Name
  readonly input: Input
  readonly result: Result
}

type Shape<N extends ProcedureName> = (typeof consoleProcedures)[N]

/** One that consoles can call: name, input and result stand in the contract. */
export function procedure<N extends ProcedureName>(
  name: N,
  definition: Definition<Static<Shape<N>['input']>, Static<Shape<N>['result']>>,
): Procedure<N, Shape<N>['input'], Shape<N>['result']> {
  const shape: Shape<N> = consoleProcedures[name]
  return { name, input: shape.input, result: shape.result, ...definition }
}

/** One that only the HTTP API has. */
export function httpProcedure<N extends string, Input extends TSchema, Result extends TSchema>(
  name: N,
  definition: { readonly input: Input; readonly result: Result } & Definition<Static<Input>, Static<Result>>,
): Procedure<N, Input, Result> {
  return { name, ...definition }
}
