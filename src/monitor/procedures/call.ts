import { IsObject, type Static, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { BatchdeckError, type ErrorCode } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import { complaintsOf } from '../../contract/validation.ts'
import { StaleRevision } from '../storage/port.ts'
import { mayNot } from '../tokens/grant.ts'
import { noteOperator } from './audit.ts'
import type { Caller, Parts } from './context.ts'
import type { Procedure } from './procedure.ts'

/** The one door: whatever is asked of the monitor is checked here, allowed or not, done, and written down. */
export class Door {
  private readonly parts: Parts
  private readonly log: (line: string) => void
  private readonly named: ReadonlyMap<string, Procedure>

  /**
   * @param named those that consoles call by name
   * @param log told of what nobody foresaw; who called is not
   */
  constructor(parts: Parts, named: ReadonlyMap<string, Procedure>, log: (line: string) => void) {
    this.parts = parts
    this.named = named
    this.log = log
  }

  /** @throws {BatchdeckError} why not; nothing has changed then. `INTERNAL` without words where it is our mistake */
  async call<Input extends TSchema, Result extends TSchema>(
    procedure: Procedure<string, Input, Result>,
    caller: Caller,
    input: Static<Input>,
  ): Promise<Static<Result>> {
    this.authorize(procedure, caller)
    try {
      assertValid(procedure, input)
      const run = () => procedure.run({ ...this.parts, caller }, input)
      const result = await (procedure.inTurns ? this.parts.viewerTurns.run(caller, run) : run())
      this.note(procedure, caller, 'ok', procedure.audit?.facts(input, result) ?? [])
      if (procedure.audit) await this.parts.events.noted()
      return result
    } catch (error) {
      const known = this.problem(procedure, caller, error)
      this.refused(procedure, caller, input, known.code)
      throw known
    }
  }

  /** The same for a console, which says a name. @throws {BatchdeckError} `NOT_FOUND` where there is none such */
  callNamed(name: string, caller: Caller, input: unknown): Promise<unknown> {
    return this.call(this.named.get(name) ?? unknownProcedure(name), caller, input)
  }

  /** Writes down that somebody who may do it was refused. @param input as it was given: what is valid of it is written down */
  refused(procedure: Procedure, caller: Caller, input: unknown, code: ErrorCode): void {
    this.note(procedure, caller, code, procedure.audit?.facts(validPart(procedure.input, input), null) ?? [])
  }

  /** Counts somebody who was not let in at all (EV-4). @param who the name of his token, where he has one */
  notLetIn(code: ErrorCode, message: string, { remote, token }: Pick<Caller, 'remote' | 'token'>): void {
    this.parts.engine.audit.countRefusal(
      this.parts.now(),
      {},
      { code, message, remote, ...(token !== null && { token }) },
    )
  }

  private authorize({ name, role }: Procedure, caller: Caller): void {
    if (mayNot(caller, role)) {
      const refused = role === 'admin' ? refusal('tokens_are_for_admins') : refusal('viewer_may_not_act')
      this.notLetIn(refused.code, name, caller)
      throw refused
    }
  }

  private note(
    { audit }: Procedure,
    caller: Caller,
    outcome: 'ok' | ErrorCode,
    facts: ReturnType<NonNullable<Procedure['audit']>['facts']>,
  ): void {
    if (!audit) return
    const { engine, now } = this.parts
    for (const each of [facts].flat()) {
      noteOperator(engine.audit, now(), caller, { action: audit.name, outcome, facts: each })
    }
  }

  private problem({ name }: Procedure, { request_id }: Caller, error: unknown): BatchdeckError {
    if (error instanceof BatchdeckError) return error
    if (error instanceof StaleRevision) {
      const { taskId: task, revision: epoch } = error
      return epoch === null
        ? refusal('task_gone', { task }, { cause: error })
        : refusal('task_changed', { task, epoch }, { cause: error })
    }
    const place = request_id === undefined ? name : `${name} (${request_id})`
    this.log(`${place}: ${String((error as Error).stack ?? error)}`)
    return refusal('monitor_failed', {}, { cause: error })
  }
}

/** What somebody asks for whom nothing can be said yet: only an operator is told that there is no such thing. */
function unknownProcedure(name: string): Procedure {
  const shown = name.slice(0, 64)
  return {
    name: shown,
    role: 'operator',
    input: {},
    result: {},
    audit: { name: shown, facts: () => ({}) },
    run() {
      throw refusal('method_unknown', { method: shown })
    },
  }
}

const validators = new WeakMap<TSchema, Validator>()

function validatorOf(schema: TSchema): Validator {
  let validator = validators.get(schema)
  if (!validator) {
    validator = Compile(schema)
    validators.set(schema, validator)
  }
  return validator
}

/** @throws {BatchdeckError} `INVALID_MESSAGE` */
function assertValid({ name, input: schema }: Procedure, input: unknown): void {
  const validator = validatorOf(schema)
  if (validator.Check(input)) return
  throw refusal('call_invalid', { method: name }, { complaints: complaintsOf(validator, input) })
}

/** The fields of an input that are as they should be, whatever the others are. */
function validPart(schema: TSchema, input: unknown): Readonly<Record<string, unknown>> {
  if (!IsObject(schema) || typeof input !== 'object' || input === null) return {}
  const given = input as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, field]) =>
      validatorOf(field).Check(given[name]) ? [[name, given[name]]] : [],
    ),
  )
}
