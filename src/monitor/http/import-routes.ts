import { Type } from 'typebox'
import { list } from '../../contract/primitives.ts'
import { importResource } from '../../contract/resources/import.ts'
import type { Imports } from '../imports.ts'
import { wholeNumber } from './query.ts'
import type { HttpServer } from './types.ts'

const tags = ['targets']

/** `[HT-2]` The target lists that are on their way. */
export function addImportRoutes(server: HttpServer, imports: Imports): void {
  server.get(
    '/api/imports',
    {
      schema: {
        operationId: 'listImports',
        summary: 'All imports under way, those that wait in a console among them',
        tags,
        response: { 200: Type.Object({ imports: list(importResource) }) },
      },
    },
    async () => ({ imports: imports.all() }),
  )

  server.delete(
    '/api/imports/:import_id',
    {
      schema: {
        operationId: 'cancelImport',
        summary: 'Cancels an import: it changes nothing, and its own request is answered with `CANCELLED`',
        tags,
        params: Type.Object({ import_id: wholeNumber }),
        response: { 204: Type.Null({ description: 'It is cancelled.' }) },
        problems: ['UNKNOWN_IMPORT', 'CONFLICT'],
      },
    },
    async ({ params }, reply) => {
      imports.cancel(params.import_id)
      return reply.status(204).send(null)
    },
  )
}
