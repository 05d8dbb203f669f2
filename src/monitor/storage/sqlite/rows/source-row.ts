import { type Static, Type } from 'typebox'
import type { SourceDefinition } from '../../../../contract/resources/source.ts'
import type { SourceState, StoredSource } from '../../../sources/source-state.ts'
import { identities } from '../../../../planner/identity.ts'
import { type Cells, natural, orNull, RowReader, text, time } from './row.ts'

/**
 * `sources.view`. What was given is checked by whoever works with it: a later version may know more kinds, and what a
 * source reads is no state of the monitor.
 */
const sourceJson = Type.Object({
  origin: Type.Enum(['settings', 'desktop', 'token']),
  definition: orNull(Type.Unsafe<SourceDefinition>(Type.Object({ kind: text }))),
  fingerprint: text,
  since: time,
})

const sentence = {
  message: text,
  reason: Type.Optional(text),
  values: Type.Optional(Type.Object({})),
}
const outcome = Type.Enum(['published', 'unchanged', 'waiting', 'discarded', 'failed'])

/** `sources.state`. */
const stateJson = Type.Object({
  paused: Type.Boolean(),
  last_run: orNull(
    Type.Object({
      at: time,
      took: natural,
      outcome,
      found: orNull(natural),
      added: orNull(natural),
      removed: orNull(natural),
      epoch: orNull(natural),
      problem: orNull(Type.Object(sentence)),
    }),
  ),
  last_success_at: orNull(time),
  failures: natural,
  validator: orNull(text),
  digest: orNull(text),
  epoch: orNull(natural),
  identity: Type.Optional(Type.Enum([...identities])),
  overridden: Type.Boolean(),
  pending: orNull(
    Type.Object({
      at: time,
      why: Type.Enum(['guard', 'review']),
      found: natural,
      added: natural,
      removed: natural,
      rerated: natural,
      of: natural,
      base_epoch: natural,
      digest: text,
      format: text,
    }),
  ),
  discarded: orNull(text),
})

const sources = new RowReader('sources', sourceJson)
const states = new RowReader('sources', stateJson)

export function readSource({ task_id: taskId, view, state }: Cells): StoredSource {
  const row = `task ${String(taskId)}`
  return {
    task_id: taskId as number,
    ...sources.json(view, row),
    state: states.json(state, row) as SourceState,
  }
}

export function sourceCell({ origin, definition, fingerprint, since }: StoredSource): string {
  return JSON.stringify({ origin, definition, fingerprint, since } satisfies Static<typeof sourceJson>)
}

export function sourceStateCell({ state }: StoredSource): string {
  return JSON.stringify(state)
}
