import { type Static, Type } from 'typebox'
import { id } from '../../contract/primitives.ts'
import { consoleProcedures } from '../../contract/procedures.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Target, TargetPage } from '../../contract/resources/target.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import type { Queries } from '../../engine/queries.ts'
import type { TargetsFormat } from '../storage/port.ts'
import type { Context } from './context.ts'
import { httpProcedure, procedure } from './procedure.ts'

/** `[TG-1]` In either spelling; `UNKNOWN_TARGET` with one that is like it, where there is one. */
export const showTarget = procedure('target.show', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  async run({ engine, storage }, { task_id: task, target }): Promise<Target> {
    engine.taskResource(task)
    const { found, near } = await storage.target(task, target)
    if (!found) {
      const detail = { near }
      throw near === null
        ? refusal('target_unknown', { task, target }, { detail })
        : refusal('target_unknown_near', { task, target, near }, { detail })
    }
    const {
      status = 'pending',
      progress = 0,
      message = '',
      updated_at = null,
    } = engine.batchResource(found.batch_id) ?? {}
    return { ...found, task_id: task, status, progress, message, updated_at }
  },
})

const pageInput = consoleProcedures['targets.page'].input

/** `[TG-2]` Some of those that are asked for, in the order that is asked for. */
export const targetPage = procedure('targets.page', { role: 'viewer', audit: null, inTurns: true, run: pageOf })

const { task_id: _, ...question } = pageInput.properties

/** The whole set of a task: read only where the caller has not got it already. */
export interface ExportedTargets {
  readonly task: TaskResource
  readonly format: TargetsFormat
  /** In code-unit order, as the bytes of an answer; in JSON those with a priority or attributes are objects. */
  readonly bytes: () => Promise<Uint8Array>
}

/** A page where something is asked, and the whole set where nothing is. */
export const exportTargets = httpProcedure('targets.export', {
  role: 'viewer',
  input: Type.Object({
    task_id: id,
    format: Type.Unsafe<TargetsFormat>(Type.String()),
    question: Type.Optional(Type.Object(question)),
  }),
  result: Type.Unsafe<{ readonly page: TargetPage } | ExportedTargets>(Type.Unknown()),
  audit: null,
  async run(context, { task_id, format, question: asked }) {
    const { engine, storage, viewerTurns, caller } = context
    const inTurn = <T>(work: () => Promise<T>) => viewerTurns.run(caller, work)
    if (asked) return { page: await inTurn(() => pageOf(context, { task_id, ...asked })) }
    return { task: engine.taskResource(task_id), format, bytes: () => inTurn(() => storage.targets(task_id, format)) }
  },
})

/** `[TG-2]` While somebody types. */
export const findTargets = procedure('targets.find', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  async run({ engine, storage }, { task_id: taskId, query, limit }) {
    const tasks = taskId === undefined ? engine.taskResources() : [engine.taskResource(taskId)]
    const ids = tasks.map(({ task_id }) => task_id)
    return { targets: await storage.findTargets(ids, query, limit) }
  },
})

async function pageOf({ engine, storage }: Context, input: Static<typeof pageInput>): Promise<TargetPage> {
  const { task_id: taskId, filter: { status, ...filter } = {}, ...page } = input
  engine.taskResource(taskId)
  const batches = status === undefined ? undefined : batchesIn(engine, taskId, status)
  return storage.page(taskId, { ...page, filter: { ...filter, ...(batches && { batches }) } })
}

/** What the engine knows and the planning thread does not: batches in a status. */
function batchesIn(engine: Queries, taskId: number, wanted: Target['status']): number[] {
  return engine.batchIds(taskId).filter((batch) => engine.batchResource(batch)?.status === wanted)
}
