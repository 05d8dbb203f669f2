import { Type } from 'typebox'
import { list } from '../../contract/primitives.ts'
import { importResource } from '../../contract/resources/import.ts'
import { publicationFacts } from './audit.ts'
import type { Context } from './context.ts'
import type { OwnImports } from './own-imports.ts'
import { httpProcedure, procedure } from './procedure.ts'

/** `[HT-2]` All under way, those that wait in a console among them. */
export const listImports = httpProcedure('imports.list', {
  role: 'viewer',
  input: Type.Object({}),
  result: Type.Object({ imports: list(importResource) }),
  audit: null,
  run: ({ imports }) => ({ imports: imports.all() }),
})

/** A console announces a list. `CONFLICT` where too many are under way */
export const openImport = procedure('import.open', {
  role: 'viewer',
  audit: null,
  run(context, { task_id: taskId, format, total_bytes: totalBytes }) {
    context.engine.taskResource(taskId)
    return { import_id: ownImports(context).open({ taskId, format, totalBytes }) }
  },
})

/** `TOO_LARGE` */
export const sendPiece = procedure('import.piece', {
  role: 'viewer',
  audit: null,
  run(context, { import_id: importId, piece }) {
    const bytes = Buffer.from(piece)
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

/** `INVALID_TARGETS` */
export const previewImport = procedure('import.preview', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  run: (context, { import_id: importId, on_invalid: lines = 'refuse' }) =>
    ownImports(context).decide(importId, (own) =>
      context.publisher.preview(own.resource().task_id, own.request(lines)),
    ),
})

/** `INVALID_TARGETS`, `STALE_EPOCH`, `STORAGE_FAILED`: it can be applied still. */
export const applyImport = procedure('import.apply', {
  role: 'operator',
  audit: {
    name: 'import.apply',
    facts: ({ base_epoch }, publication) => ({ base_epoch, ...publicationFacts(publication) }),
  },
  inTurns: true,
  async run(context, { import_id: importId, on_invalid: lines = 'refuse', base_epoch: baseEpoch }) {
    const imports = ownImports(context)
    const published = await imports.decide(importId, (own) => {
      own.setDryRun(false)
      return context.publisher.publish(own.resource().task_id, own.request(lines), {
        causes: ({ added, removed }) => [{ kind: 'import', added, removed }],
        baseEpoch,
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

function ownImports({ caller }: Context): OwnImports {
  if (!caller.imports) throw new Error('Nobody but a console has imports of its own.')
  return caller.imports
}
