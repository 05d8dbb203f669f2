import { type Static, Type } from 'typebox'
import type { SaidFormat } from '../../contract/list-format.ts'
import { id } from '../../contract/primitives.ts'
import { changeEdit, confirm, onInvalid, onSuspicious } from '../../contract/procedure-options.ts'
import type { ListEdit } from '../../contract/resources/import.ts'
import type { ListReport } from '../../contract/resources/import.ts'
import { planPreview, publication } from '../../contract/resources/plan.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Import } from '../import.ts'
import { refuseSuspicious } from '../lists/target-list.ts'
import type { ListOrder } from '../lists/reading-wish.ts'
import type { Packing } from '../lists/unpacker.ts'
import { publicationFacts } from './audit.ts'
import type { Context } from './context.ts'
import { type Audit, httpProcedure } from './procedure.ts'

/** What is known of a list before it comes. */
export interface ListHead {
  readonly format: SaidFormat
  /** How it is to be read. */
  readonly order: ListOrder
  readonly packing: Packing
  /** As it is sent; null where that is not said. */
  readonly totalBytes: number | null
}

/** A list on its way: nothing of it is read before it is asked for. */
export interface IncomingList {
  /** @throws {BatchdeckError} `UNSUPPORTED_MEDIA_TYPE`, `TOO_LARGE` */
  head(): ListHead
  /**
   * As it comes in.
   * @param onBytes told of the bytes
   * @throws {BatchdeckError} `CANCELLED` where its sender went away
   */
  pieces(onBytes: (count: number) => void): AsyncIterable<Uint8Array>
}

const listInput = Type.Object({
  task_id: id,
  on_invalid: onInvalid,
  on_suspicious: onSuspicious,
  confirm,
  list: Type.Unsafe<IncomingList>(Type.Unknown()),
})
type ListInput = Static<typeof listInput>

/** `[CH-1]` JSON says itself what it adds and removes; any list can be added or removed. */
const changeInput = Type.Object({ ...listInput.properties, edit: changeEdit })

const previewed = { role: 'viewer', result: planPreview, audit: null } as const
const published = { role: 'operator', result: publication } as const

/** `[HT-1]` What this list in place of the present one would change. `INVALID_TARGETS`, … */
export const previewReplacement = httpProcedure('targets.replace.preview', {
  ...previewed,
  input: listInput,
  run: (context, input) => tried(context, 'replace', input),
})

/** `[HT-1]` This list in place of the present one. To a reader of the audit log it is an import, as from a console. */
export const replaceTargets = httpProcedure('targets.replace', {
  ...published,
  input: listInput,
  audit: auditOfList('import.apply'),
  run: (context, input) => applied(context, 'replace', input),
})

/** `[HT-1]` What these additions and removals would change. */
export const previewTargetChange = httpProcedure('targets.change.preview', {
  ...previewed,
  input: changeInput,
  run: (context, { edit = 'change', ...input }) => tried(context, edit, input),
})

/** `[HT-1]` `[CH-1]` Adds and removes targets. */
export const changeTargets = httpProcedure('targets.change', {
  ...published,
  input: changeInput,
  audit: auditOfList('targets.change'),
  run: (context, { edit = 'change', ...input }) => applied(context, edit, input),
})

function auditOfList(name: string): Audit<ListInput, Static<typeof publication>> {
  return { name, facts: ({ task_id }, result) => ({ task_id, ...publicationFacts(result) }) }
}

function tried(context: Context, edit: ListEdit, input: ListInput) {
  return imported(context, { edit, isDryRun: true, input }, async (list, lines, { reading }) => ({
    ...(await context.publisher.preview(input.task_id, list.request(lines))),
    reading,
  }))
}

function applied(context: Context, edit: ListEdit, input: ListInput) {
  const { task_id: taskId, confirm: confirmed } = input
  return imported(context, { edit, isDryRun: false, input }, async (list, lines) => {
    try {
      return await context.publisher.publish(taskId, list.request(lines), {
        causes: (counts) => [list.cause(counts)],
        proceed: (step) => list.enter(step),
        confirm: confirmed,
      })
    } catch (error) {
      // Nobody may look at the answer.
      context.guarded.note(taskId, error)
      throw error
    }
  })
}

/** `[HT-2]` Takes the list in as it comes, and then does with it what is to be done. */
async function imported<T>(
  { engine, imports, viewerTurns, caller }: Context,
  { edit, isDryRun, input }: { edit: ListEdit; isDryRun: boolean; input: ListInput },
  act: (list: Import, lines: 'refuse' | 'skip', report: ListReport) => Promise<T>,
): Promise<T> {
  const { task_id: taskId, on_invalid: lines = 'refuse', on_suspicious: suspicious, list } = input
  const { identity } = engine.taskResource(taskId)
  const { format, totalBytes, packing, order: said } = list.head()
  const order = { ...said, identity }
  if (edit === 'change' && format !== 'json') {
    throw refusal('change_not_json')
  }
  const opened = imports.open({ place: taskId, edit, format, isDryRun, totalBytes, order, packing, by: caller })
  try {
    return await opened.run(async () => {
      for await (const piece of list.pieces((count) => opened.noteBytes(count))) await opened.receive(piece)
      const report = await opened.close()
      if (suspicious === 'refuse') refuseSuspicious(report)
      opened.enter('planning')
      return viewerTurns.run(caller, () => act(opened, lines, report))
    })
  } finally {
    opened.end()
  }
}
