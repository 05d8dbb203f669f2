import { Type } from 'typebox'
import { list } from '../../contract/primitives.ts'
import { importResource } from '../../contract/resources/import.ts'
import { refusal } from '../../contract/refusal.ts'
import { publicationFacts } from './audit.ts'
import { ownImports } from './imports-of-caller.ts'
import { newTask } from './new-task.ts'
import { httpProcedure, procedure } from './procedure.ts'

/** `[HT-2]` All under way, those that wait in a console among them. */
export const listImports = httpProcedure('imports.list', {
  role: 'viewer',
  input: Type.Object({}),
  result: Type.Object({ imports: list(importResource) }),
  audit: null,
  run: ({ imports }) => ({ imports: imports.all() }),
})

/** A console announces a list. `CONFLICT` where too many are under way; for a new task `TASK_EXISTS` */
export const openImport = procedure('import.open', {
  role: 'viewer',
  audit: null,
  run(context, { task_id: taskId, task, edit = 'replace', format, total_bytes: totalBytes, name }) {
    if ((taskId === undefined) === (task === undefined)) throw refusal('import_of_one_task')
    const place = taskId ?? task!
    const { identity } = typeof place === 'number' ? context.engine.taskResource(place) : newTask(context, place)
    if (edit === 'change' && format !== 'json') throw refusal('change_not_json')
    return { import_id: ownImports(context).open({ place, edit, format, totalBytes, name, identity }) }
  },
})

/** `TOO_LARGE`, `INVALID_ENCODING` */
export const sendPiece = procedure('import.piece', {
  role: 'viewer',
  audit: null,
  run(context, { import_id: importId, piece = '', bytes: packed = '' }) {
    const bytes = packed === '' ? Buffer.from(piece) : Buffer.from(packed, 'base64')
    return ownImports(context).receiving(importId, async (own) => {
      own.noteBytes(bytes.length)
      await own.receive(bytes)
      const { bytes: taken, lines } = own.resource()
      return { bytes: taken, lines }
    })
  },
})

/** `INVALID_JSON`, `INVALID_MESSAGE` */
export const closeImport = procedure('import.close', {
  role: 'viewer',
  audit: null,
  run: (context, { import_id: importId }) =>
    ownImports(context).receiving(importId, async (own) => {
      const report = await own.close()
      own.enter('ready')
      return report
    }),
})

/** `[LI-1]` `INVALID_JSON`, `INVALID_MESSAGE`, `INVALID_ENCODING`; `CONFLICT` where it is too long to be kept for that */
export const rereadImport = procedure('import.reread', {
  role: 'viewer',
  audit: null,
  run: (context, { import_id: importId, leave_out: leaveOut, ...wish }) =>
    ownImports(context).decide(importId, (own) => own.reread({ ...wish, leaveOut })),
})

/** `INVALID_TARGETS` */
export const previewImport = procedure('import.preview', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  run: (context, { import_id: importId, edit, on_invalid: lines = 'refuse' }) =>
    ownImports(context).decide(importId, (own) => {
      if (edit !== undefined) own.setEdit(edit)
      return context.publisher.preview(own.place, own.request(lines), { by: own.changer })
    }),
})

/** `INVALID_TARGETS`, `STALE_EPOCH`, `GUARDED`, `STORAGE_FAILED`: it can be applied still. */
export const applyImport = procedure('import.apply', {
  role: 'operator',
  audit: {
    name: 'import.apply',
    facts: ({ base_epoch }, publication) => ({ base_epoch, ...publicationFacts(publication) }),
  },
  inTurns: true,
  async run(context, { import_id: importId, edit, on_invalid: lines = 'refuse', base_epoch: baseEpoch, confirm }) {
    const imports = ownImports(context)
    const published = await imports.decide(importId, (own) => {
      if (edit !== undefined) own.setEdit(edit)
      own.setDryRun(false)
      return context.publisher.publish(own.place, own.request(lines), {
        causes: (counts) => [own.cause(counts)],
        baseEpoch,
        confirm,
        proceed: (step) => own.enter(step),
      })
    })
    imports.finish(importId)
    return published
  },
})

/** `CONFLICT` once it goes to disk */
export const discardImport = procedure('import.discard', {
  role: 'viewer',
  audit: null,
  run(context, { import_id: importId }) {
    ownImports(context).discard(importId)
    return null
  },
})

/** Anybody's. `UNKNOWN_IMPORT`; `CONFLICT` once it goes to disk */
export const cancelImport = procedure('import.cancel', {
  role: 'operator',
  audit: { name: 'import.cancel', facts: () => ({}) },
  run({ imports }, { import_id: importId }) {
    imports.cancel(importId)
    return null
  },
})
