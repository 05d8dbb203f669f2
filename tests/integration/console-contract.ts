import { Compile, type Validator } from 'typebox/compile'
import { type ConsoleApi, consoleProcedures, type ProcedureName } from '../../src/contract/procedures.ts'

const validators = new Map<ProcedureName, Validator>()

/** @throws an `Error` where an answer is not as the contract says */
export function assertAnswer(name: ProcedureName, answer: unknown): void {
  let validator = validators.get(name)
  if (!validator) validators.set(name, (validator = Compile(consoleProcedures[name].result)))
  if (validator.Check(answer)) return
  throw new Error(`${name} answered what the contract does not say: ${JSON.stringify(validator.Errors(answer))}`)
}

/** The same console, whose every answer is held against the contract. */
export function checkedApi(api: ConsoleApi): ConsoleApi {
  return {
    ...api,
    async call(name, input) {
      const answer = await api.call(name, input)
      assertAnswer(name, answer)
      return answer
    },
  }
}
