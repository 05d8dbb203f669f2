import { Type } from 'typebox'
import { cancelImport, listImports } from '../procedures/imports.ts'
import { wholeNumber } from './query.ts'
import { route } from './route.ts'

const tags = ['targets']

/** `[HT-2]` The target lists that are on their way. */
export const importRoutes = [
  route('GET /api/imports', {
    operationId: 'listImports',
    summary: 'All imports under way, those that wait in a console among them',
    tags,
    does: listImports,
    input: () => ({}),
  }),
  route('DELETE /api/imports/:import_id', {
    operationId: 'cancelImport',
    summary: 'Cancels an import: it changes nothing, and its own request is answered with `CANCELLED`',
    tags,
    params: Type.Object({ import_id: wholeNumber }),
    responses: { 204: Type.Null({ description: 'It is cancelled.' }) },
    problems: ['UNKNOWN_IMPORT', 'CONFLICT'],
    does: cancelImport,
    input: ({ params }) => params,
    status: 204,
  }),
]
